import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { copy, type Fields } from '../runtime/resource.js';
import { asList, parsePolicy, principalsOf } from './policy-document.js';
import { checkPrincipals } from './principals.js';
import type { Records } from './records.js';

/** What is put on a bucket after it is made, by the names of spec. */
export const SETTINGS = [
  'abac',
  'accelerate',
  'acl',
  'cors',
  'encryption',
  'lifecycle',
  'logging',
  'notification',
  'ownershipControls',
  'policy',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'versioning',
] as const;

export function createBucket(call: Call, name: string): Records['bucket'] {
  const { account, region, token } = call;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || name.includes('..')) {
    throw new AwsError('InvalidBucketName', `The specified bucket is not valid: ${name}`);
  }
  return account.insert('bucket', {
    id: name,
    // The controller always builds it so, whatever the partition.
    arn: `arn:aws:s3:::${name}`,
    region,
    madeBy: token,
    objects: 0,
    settings: {
      abac: { status: 'Disabled' },
      encryption: {
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' }, bucketKeyEnabled: false }],
      },
      ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
      publicAccessBlock: {
        blockPublicACLs: true,
        blockPublicPolicy: true,
        ignorePublicACLs: true,
        restrictPublicBuckets: true,
      },
    },
  });
}

export function putBucketSettings(
  call: Call,
  bucket: Records['bucket'],
  spec: Readonly<Fields>,
  differences: ReadonlySet<string>,
): void {
  for (const field of SETTINGS) {
    if (!differences.has(field)) continue;
    const value = copy(spec[field]);
    if (field === 'encryption') bucket.settings[field] = checkEncryption(value);
    else if (field === 'lifecycle') bucket.settings[field] = checkLifecycle(value);
    else if (field === 'policy' && typeof value === 'string')
      bucket.settings[field] = checkBucketPolicy(call, bucket, value);
    else if (value === undefined) delete bucket.settings[field];
    else bucket.settings[field] = value;
  }
}

interface Encryption {
  readonly rules?: readonly {
    readonly applyServerSideEncryptionByDefault?: { readonly sseAlgorithm?: string; readonly kmsMasterKeyID?: string };
    readonly bucketKeyEnabled?: boolean;
  }[];
}

/** Answers with the flag that was left out, so that spec without it differs for ever. */
function checkEncryption(value: unknown): Encryption {
  const { rules = [] } = (value ?? {}) as Encryption;
  for (const { applyServerSideEncryptionByDefault: byDefault } of rules) {
    const { sseAlgorithm = '', kmsMasterKeyID } = byDefault ?? {};
    if (!['AES256', 'aws:kms', 'aws:kms:dsse'].includes(sseAlgorithm)) {
      throw new AwsError('MalformedXML', `${sseAlgorithm} is no algorithm of server-side encryption`);
    }
    if (kmsMasterKeyID !== undefined && sseAlgorithm === 'AES256') {
      throw new AwsError(
        'InvalidArgument',
        'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms',
      );
    }
  }
  return { rules: rules.map((rule) => ({ ...rule, bucketKeyEnabled: rule.bucketKeyEnabled ?? false })) };
}

function checkLifecycle(value: unknown): unknown {
  const { rules = [] } = (value ?? {}) as { rules?: Fields[] };
  if (rules.length === 0) return undefined;
  for (const rule of rules) {
    const acts = Object.keys(rule).some((field) => /expiration|transition|abort/i.test(field));
    const filtered = rule['filter'] !== undefined || rule['prefix'] !== undefined;
    if (!['Enabled', 'Disabled'].includes(String(rule['status'])) || !acts || !filtered) {
      throw new AwsError(
        'MalformedXML',
        'The XML you provided was not well-formed or did not validate against our published schema',
      );
    }
  }
  return value;
}

function checkBucketPolicy(call: Call, bucket: Records['bucket'], policy: string): string {
  const code = 'MalformedPolicy';
  const statements = parsePolicy(policy, code, { principal: true, resource: true });
  checkPrincipals(call, statements, code);
  for (const statement of statements) {
    for (const resource of asList(statement.Resource).map(String)) {
      if (!new RegExp(`^arn:[^:]+:s3:::${bucket.id}(/.*)?$`).test(resource)) {
        throw new AwsError(code, `Policy has invalid resource: ${resource}`);
      }
    }
    const block = bucket.settings['publicAccessBlock'] as { blockPublicPolicy?: boolean } | undefined;
    if (statement.Effect === 'Allow' && principalsOf(statement, 'AWS').includes('*') && block?.blockPublicPolicy) {
      throw new AwsError('AccessDenied', 'public policies are blocked by the BlockPublicPolicy setting');
    }
  }
  return policy;
}

export function deleteBucket({ account }: Call, bucket: Records['bucket']): void {
  if (bucket.objects > 0) {
    throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 'live');
  }
  account.remove('bucket', bucket.id, bucket.region);
}
