import type { KubeObject } from './object.js';

/** Names an object in the namespace of its TapDatabase: children never live elsewhere. */
export interface ChildRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** An object that a TapDatabase is composed of, as the operator wants it. */
export interface Child {
  /** The part of the stack it belongs to, e.g. `network`; the value of the label `tapstack.io/component`. */
  readonly component: string;
  readonly manifest: KubeObject;
}

/** A value that a child needs and that only the cluster can tell. */
export interface Wait {
  readonly ref: ChildRef;
  /** Dotted path into the referred object, e.g. `status.ackResourceMetadata.arn`. */
  readonly path: string;
}

/** A child that cannot be composed yet. One that exists in the cluster is no orphan. */
export interface Blocked {
  readonly component: string;
  readonly ref: ChildRef;
  readonly waitsFor: readonly Wait[];
  /** What adoption waits for, where that is what it waits for. */
  readonly adopting?: string;
}

/** A part of what is asked for that is not composed into its child now, and why. */
export interface Delayed {
  readonly ref: ChildRef;
  readonly reason: 'WaitsForClass' | 'GrowthTooSmall';
  readonly message: string;
}

export interface Composition {
  readonly children: readonly Child[];
  readonly blocked: readonly Blocked[];
  /** Absent where there is none. */
  readonly delayed?: readonly Delayed[];
}

/** What compose and plan see of the cluster. */
export interface Observed {
  /** Everything live that carries the database's label, and its Secrets, which are got by name. */
  readonly children: readonly KubeObject[];
  /**
   * The string at `path` of a live child; `data.<key>` of a Secret comes decoded. Undefined while it is not known.
   * `tapdb render` answers with `${Kind/name:path}` instead.
   */
  value(ref: ChildRef, path: string): string | undefined;
}

export const refOf = (object: KubeObject): ChildRef => ({
  apiVersion: object.apiVersion,
  kind: object.kind,
  name: object.metadata.name,
});

/** A map key for a ref: the API group and not its version, so that an upgrade of a kind is no other object. */
export function refKey(ref: ChildRef): string {
  const slash = ref.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : ref.apiVersion.slice(0, slash);
  return `${group}/${ref.kind}/${ref.name}`;
}
