import { isDeepStrictEqual } from 'node:util';
import { createBucket, deleteBucket, putBucketSettings, SETTINGS } from '../aws/bucket.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { SYNCED, setCondition } from '../runtime/conditions.js';
import { samePolicy } from '../runtime/differences.js';
import { Interrupted, Requeue } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, copy, type Fields, type Resource } from '../runtime/resource.js';
import { specTags, type TagMap, toTagList } from '../runtime/tags.js';
import { populateName, setMetadata, tagsToSend } from './mapping.js';

type Spec = Fields & { name?: string; tagging?: { tagSet: { key: string; value: string }[] } };

type Status = { location?: string };

const recordOf = ({ account }: Call, { spec }: Resource<Spec, Status>): Records['bucket'] =>
  found(account.list('bucket', (bucket) => bucket.id === spec.name)[0]);

function writeStatus(call: Call, { status }: Resource<Spec, Status>, bucket: Records['bucket']): void {
  status.location = bucket.region === 'us-east-1' ? `/${bucket.id}` : `http://${bucket.id}.s3.amazonaws.com/`;
  setMetadata(call, status, bucket.arn);
}

/** Unset and never late-initialized fields are not compared by those that are. */
const unlessUnset = (a: unknown, b: unknown): boolean => a === undefined || isDeepStrictEqual(a, b);

const toTagging = (tags: TagMap): Spec['tagging'] =>
  Object.keys(tags).length > 0 ? { tagSet: toTagList(tags) } : undefined;

export const bucket: Kind<Spec, Status> = {
  service: 's3',
  kind: 'Bucket',
  terminalCodes: [
    'PermanentRedirect',
    'InvalidLocationConstraint',
    'MalformedXML',
    'IllegalLocationConstraintException',
    'InvalidNamespaceHeader',
    'MissingNamespaceHeader',
  ],
  lateInitialized: ['abac', 'encryption', 'ownershipControls'],
  comparisons: { policy: samePolicy, abac: unlessUnset, encryption: unlessUnset, ownershipControls: unlessUnset },
  find(call, resource) {
    const record = recordOf(call, resource);
    for (const field of SETTINGS) assign(resource.spec, { [field]: copy(record.settings[field]) });
    assign(resource.spec, { tagging: specTags(resource.spec.tagging, record.tags, toTagging) });
    if (call.region !== 'us-east-1') resource.spec['createBucketConfiguration'] = { locationConstraint: call.region };
    writeStatus(call, resource, record);
    return resource;
  },
  create(call, desired) {
    const record = createBucket(call, desired.spec.name ?? '');
    record.tags = tagsToSend(call, desired.spec.tagging);
    writeStatus(call, desired, record);
    // All else is put in the next pass, so that a refused policy does not orphan the bucket.
    setCondition(desired, SYNCED, 'False', 'bucket created, requeue for updates');
    throw new Interrupted(desired, new Requeue('Reconciling to sync additional fields', 1));
  },
  update(call, desired, latest, differences) {
    const record = recordOf(call, latest);
    if (differences.has('tagging')) record.tags = tagsToSend(call, desired.spec.tagging);
    putBucketSettings(call, record, desired.spec, differences);
    if (call.region !== 'us-east-1') desired.spec['createBucketConfiguration'] ??= { locationConstraint: call.region };
    desired.status = latest.status;
    return desired;
  },
  delete: (call, resource) => deleteBucket(call, recordOf(call, resource)),
  populate: populateName,
};
