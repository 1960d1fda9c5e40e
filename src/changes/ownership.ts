import type { KubeObject } from '../api/object.js';
import { ANNOTATION_APPLIED, KIND, LABEL_COMPONENT, LABEL_DATABASE, LABEL_INSTANCE } from '../api/words.js';

/**
 * Whether a live object belongs to the TapDatabase of that name: by label, and by our mark or by its owner's name, unless
 * something else controls it. A label alone makes nothing ours: anybody may set it. Not by the owner's uid, so that
 * children restored from a backup are known again.
 */
export function belongsTo(live: KubeObject, database: string): boolean {
  const controller = live.metadata.ownerReferences?.find((owner) => owner.controller === true);
  const isMade =
    controller === undefined
      ? live.metadata.annotations?.[ANNOTATION_APPLIED] !== undefined
      : controller.kind === KIND && controller.name === database;
  return isMade && live.metadata.labels?.[LABEL_DATABASE] === database;
}

/** Kinds whose loss is the loss of data, or of what data needs to be read: nothing but a teardown removes them. */
const KEPT_KINDS: readonly string[] = ['Key', 'Bucket', 'VPC', 'Subnet', 'DBSubnetGroup', 'DBSnapshot'];

/** Whether losing the object loses data, or what data needs: it is never removed, nor made again in silence. */
export function isKept(kind: string, name: string, database: string): boolean {
  return KEPT_KINDS.includes(kind) || (kind === 'DBInstance' && name === `${database}-primary`);
}

/** Whether a child that is no longer composed may be removed while its database lives. */
export function isPrunable(live: KubeObject): boolean {
  const isPrimary = live.kind === 'DBInstance' && live.metadata.labels?.[LABEL_INSTANCE] === 'primary';
  const isPassword = live.metadata.labels?.[LABEL_COMPONENT] === 'credentials' && live.apiVersion === 'v1';
  return !KEPT_KINDS.includes(live.kind) && !isPrimary && !isPassword;
}
