import type { Json, ObjectMeta } from '../../../api/object.js';

/** Spec or status fields of a kind whose shape is not known here. */
export type Fields = { [field: string]: unknown };

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  lastTransitionTime?: string;
  reason?: string;
  message?: string;
}

/** `status.ackResourceMetadata`. */
export interface AckMetadata {
  arn?: string;
  ownerAccountID: string;
  region: string;
  partition?: string;
}

export interface CommonStatus {
  conditions?: Condition[];
  ackResourceMetadata?: AckMetadata;
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

export interface Metadata
  extends Omit<Mutable<ObjectMeta>, 'annotations' | 'labels' | 'finalizers' | 'managedFields' | 'ownerReferences'> {
  namespace: string;
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
  finalizers?: string[];
}

/** A custom resource of ACK as a reconcile holds it: a private copy, changed freely. */
export interface Resource<Spec = Fields, Status = Fields> {
  readonly apiVersion: string;
  readonly kind: string;
  metadata: Metadata;
  spec: Spec;
  status: Status & CommonStatus;
}

export const copy = <T>(value: T): T => structuredClone(value);

export const annotation = (resource: Resource, name: string): string | undefined =>
  resource.metadata.annotations?.[name];

export const nameOf = ({ kind, metadata }: Resource): string => `${kind} ${metadata.namespace}/${metadata.name}`;

/** What came from the API server, as a reconcile wants it. */
export function toResource(object: unknown): Resource {
  const resource = copy(object) as Resource;
  resource.spec ??= {};
  resource.status ??= {};
  return resource;
}

/** Sets what AWS answered and removes what it left out, as the generated code does with the output of a call. */
export function assign<T extends object>(target: T, values: { [K in keyof T]?: T[K] | undefined }): void {
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) delete (target as Fields)[key];
    else (target as Fields)[key] = value;
  }
}

export type JsonObject = { [key: string]: Json };
