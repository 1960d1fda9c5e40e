/** A JSON value, as it travels to and from the API server. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  /** RFC 3339, whole seconds, the API server's clock. */
  readonly time?: string;
  readonly fieldsV1?: { readonly [key: string]: Json };
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly ManagedFields[];
}

/** Any Kubernetes object; the fields below `metadata` differ by kind. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: { readonly [key: string]: Json };
  readonly status?: { readonly [key: string]: Json };
  /** Secret and ConfigMap; a Secret's values are base64. */
  readonly data?: Readonly<Record<string, string>>;
  /** Secret only. */
  readonly type?: string;
  readonly immutable?: boolean;
}

export interface ObjectKey {
  readonly namespace: string;
  readonly name: string;
}

export const keyOf = (object: KubeObject): ObjectKey => ({
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
});

/** Reads `a.b.0.c` out of an object; undefined where anything on the way is missing. */
export function valueAt(object: unknown, path: string): Json | undefined {
  let value: unknown = object;
  for (const segment of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[segment];
  }
  return value as Json | undefined;
}

/** Every value that `a.*.b` reaches, `*` standing for each item of a list; empty where anything on the way is missing. */
export function valuesAt(object: unknown, path: string): readonly Json[] {
  let values: readonly unknown[] = [object];
  for (const segment of path.split('.')) {
    values = values.flatMap((value) => {
      if (segment === '*') return Array.isArray(value) ? value : [];
      const inner = valueAt(value, segment);
      return inner === undefined ? [] : [inner];
    });
  }
  return values as readonly Json[];
}
