import { type KubeObject, valueAt, valuesAt } from '../api/object.js';
import type { Control } from './control.js';
import { isForEverybody, statementsOf } from './policy-statement.js';

const BLOCKS = ['blockPublicACLs', 'blockPublicPolicy', 'ignorePublicACLs', 'restrictPublicBuckets'];

const openBlocks = (bucket: KubeObject, names: readonly string[]): string | undefined => {
  const missing = names.filter((name) => valueAt(bucket, `spec.publicAccessBlock.${name}`) !== true);
  return missing.length === 0 ? undefined : `${missing.join(', ')} is not set`;
};

const ACCOUNT = 'it is a setting of the account, or of a trail of it';

/** https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html */
export const S3_CONTROLS: readonly Control[] = [
  {
    id: 'S3.1',
    title: 'the account blocks public access',
    cis: '2.1.4',
    state: 'NotApplicable',
    why: `${ACCOUNT}; the bucket's own is S3.8`,
  },
  {
    id: 'S3.2',
    title: 'nobody reads a bucket from outside',
    kind: 'Bucket',
    fault: (bucket) => openBlocks(bucket, ['ignorePublicACLs', 'restrictPublicBuckets']),
  },
  {
    id: 'S3.3',
    title: 'nobody writes to a bucket from outside',
    kind: 'Bucket',
    fault: (bucket) => openBlocks(bucket, ['ignorePublicACLs', 'restrictPublicBuckets']),
  },
  {
    id: 'S3.5',
    title: 'buckets take requests over TLS only',
    cis: '2.1.1',
    kind: 'Bucket',
    fault: (bucket) =>
      statementsOf(valueAt(bucket, 'spec.policy')).some(
        (statement) =>
          statement.effect === 'Deny' &&
          isForEverybody(statement) &&
          statement.actions.includes('s3:*') &&
          valueAt(statement.condition, 'Bool.aws:SecureTransport') === 'false',
      )
        ? undefined
        : 'its policy denies no plain HTTP',
  },
  {
    id: 'S3.6',
    title: 'no other account may administer a bucket',
    kind: 'Bucket',
    fault: (bucket) =>
      statementsOf(valueAt(bucket, 'spec.policy')).some(
        ({ effect, principals }) => effect === 'Allow' && principals.length > 0,
      )
        ? 'its policy lets others in'
        : undefined,
  },
  {
    id: 'S3.8',
    title: 'buckets block public access',
    cis: '2.1.4',
    kind: 'Bucket',
    fault: (bucket) => openBlocks(bucket, BLOCKS),
  },
  {
    id: 'S3.9',
    title: 'buckets log who accessed them',
    kind: 'Bucket',
    because: 'a log needs a bucket of its own; data events of CloudTrail tell the same',
    fault: (bucket) =>
      valueAt(bucket, 'spec.logging.loggingEnabled.targetBucket') === undefined
        ? 'no access log is written'
        : undefined,
  },
  {
    id: 'S3.12',
    title: 'access is not given by ACLs',
    kind: 'Bucket',
    fault: (bucket) =>
      valuesAt(bucket, 'spec.ownershipControls.rules.*.objectOwnership').includes('BucketOwnerEnforced')
        ? undefined
        : 'ACLs are in force',
  },
  {
    id: 'S3.13',
    title: 'buckets have lifecycle rules',
    kind: 'Bucket',
    fault: (bucket) =>
      valuesAt(bucket, 'spec.lifecycle.rules.*').length > 0 ? undefined : 'it has none: backup.bucket.expireAfterDays',
  },
  {
    id: 'S3.19',
    title: 'access points block public access',
    state: 'NotApplicable',
    why: 'no access point is composed',
  },
  {
    id: 'S3.20',
    title: 'versions are deleted with MFA only',
    cis: '2.1.2',
    state: 'NotMet',
    why: 'only the root user of the account can switch it on, with a device at hand',
  },
  { id: 'S3.22', title: 'a trail has the writes of objects', cis: '3.8', state: 'NotApplicable', why: ACCOUNT },
  { id: 'S3.23', title: 'a trail has the reads of objects', cis: '3.9', state: 'NotApplicable', why: ACCOUNT },
  {
    id: 'S3.24',
    title: 'multi-region access points block public access',
    state: 'NotApplicable',
    why: 'no access point is composed',
  },
  {
    id: 'S3.25',
    title: 'directory buckets have lifecycle rules',
    state: 'NotApplicable',
    why: 'no directory bucket is composed',
  },
];
