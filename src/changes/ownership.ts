import type { KubeObject } from '../api/object.js';
import { KIND, LABEL_COMPONENT, LABEL_DATABASE, LABEL_INSTANCE } from '../api/words.js';

/**
 * Whether a live object belongs to the TapDatabase of that name: by label, unless something else controls it. Not by the
 * owner's uid, so that children restored from a backup are known again.
 */
export function belongsTo(live: KubeObject, database: string): boolean {
  const controller = live.metadata.ownerReferences?.find((owner) => owner.controller === true);
  const controlled = controller === undefined || (controller.kind === KIND && controller.name === database);
  return controlled && live.metadata.labels?.[LABEL_DATABASE] === database;
}

/** Kinds whose loss is the loss of data, or of what data needs to be read: nothing but a teardown removes them. */
const KEPT_KINDS: readonly string[] = ['Key', 'Bucket', 'VPC', 'Subnet', 'DBSubnetGroup', 'DBSnapshot'];

/** Whether a child that is no longer composed may be removed while its database lives. */
export function isPrunable(live: KubeObject): boolean {
  const isPrimary = live.kind === 'DBInstance' && live.metadata.labels?.[LABEL_INSTANCE] === 'primary';
  const isPassword = live.metadata.labels?.[LABEL_COMPONENT] === 'credentials' && live.apiVersion === 'v1';
  return !KEPT_KINDS.includes(live.kind) && !isPrimary && !isPassword;
}
