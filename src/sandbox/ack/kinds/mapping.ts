import { partitionOf } from '../aws/identifiers.js';
import type { Common } from '../aws/records.js';
import type { Call } from '../runtime/kind.js';
import type { CommonStatus, Resource } from '../runtime/resource.js';
import { type Tag, toTagMap } from '../runtime/tags.js';

export interface Ref {
  readonly from?: { readonly name?: string; readonly namespace?: string };
}

/** Fields that most specs have. */
export type Tagged = { tags?: Tag[] };

/** `status.ackResourceMetadata`; EC2's objects but few have no ARN there. */
export function setMetadata(call: Call, status: CommonStatus, arn: string | undefined): void {
  status.ackResourceMetadata = {
    ...(arn === undefined ? {} : { arn }),
    ownerAccountID: call.accountID,
    region: call.region,
    partition: partitionOf(call.region),
  };
}

/** Spec's tags and the controller's own, as they are sent. */
export const tagsToSend = (call: Call, written: unknown): Record<string, string> => ({
  ...call.systemTags,
  ...toTagMap(written),
});

/** Sends tags where they differ. What others have put on is taken off, as ACK does. */
export function syncTags(call: Call, record: Common, differences: ReadonlySet<string>, written: unknown): void {
  if (differences.has('tags')) record.tags = tagsToSend(call, written);
}

/** A spec field that `populate` needs. */
export function required(fields: Readonly<Record<string, string>>, name: string): string {
  const value = fields[name];
  if (value === undefined) throw new Error(`required field missing: ${name}`);
  return value;
}

/** Most kinds are adopted by the name in spec. */
export const populateName = (resource: Resource<{ name?: string }>, fields: Readonly<Record<string, string>>): void => {
  resource.spec.name = required(fields, 'name');
};
