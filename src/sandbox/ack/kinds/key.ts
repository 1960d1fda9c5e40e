import { ACCOUNT_ID } from '../aws/identifiers.js';
import { createKey, getKey, putKeyPolicy, scheduleKeyDeletion } from '../aws/kms.js';
import type { Records } from '../aws/records.js';
import { samePolicy } from '../runtime/differences.js';
import { AwsError, NotFound } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { annotation, assign, type Resource } from '../runtime/resource.js';
import { specTags, toTagMap } from '../runtime/tags.js';
import { required, setMetadata, syncTags, tagsToSend } from './mapping.js';

const PENDING_WINDOW = 'kms.services.k8s.aws/pending-window-in-days';

type KeyTag = { tagKey: string; tagValue: string };

type Spec = {
  description?: string;
  enableKeyRotation?: boolean;
  policy?: string;
  bypassPolicyLockoutSafetyCheck?: boolean;
  keySpec?: string;
  keyUsage?: string;
  origin?: string;
  multiRegion?: boolean;
  tags?: KeyTag[];
};

type Status = {
  keyID?: string;
  keyState?: string;
  enabled?: boolean;
  awsAccountID?: string;
  keyManager?: string;
};

function write(call: Call, { spec, status }: Resource<Spec, Status>, key: Records['key']): void {
  assign(spec, {
    description: key.description === '' && spec.description === undefined ? undefined : key.description,
    policy: key.policy,
    keySpec: key.keySpec,
    keyUsage: key.keyUsage,
    origin: key.origin,
    multiRegion: key.multiRegion,
  });
  assign(status, {
    keyID: key.id,
    keyState: key.state,
    enabled: key.state === 'Enabled',
    awsAccountID: ACCOUNT_ID,
    keyManager: 'CUSTOMER',
  });
  setMetadata(call, status, key.arn);
}

function lookUp(call: Call, { status }: Resource<Spec, Status>): Records['key'] {
  if (status.keyID === undefined) throw new NotFound();
  return getKey(call, status.keyID);
}

/** KMS wants its tags by other names. */
const toKeyTags = (tags: unknown): KeyTag[] =>
  Object.entries(toTagMap(tags)).map(([tagKey, tagValue]) => ({ tagKey, tagValue }));

export const key: Kind<Spec, Status> = {
  service: 'kms',
  kind: 'Key',
  notCompared: ['bypassPolicyLockoutSafetyCheck'],
  comparisons: { policy: samePolicy },
  find(call, resource) {
    const record = lookUp(call, resource);
    write(call, resource, record);
    assign(resource.spec, {
      enableKeyRotation: record.rotation,
      tags: specTags(resource.spec.tags as KeyTag[] | undefined, record.tags, toKeyTags),
    });
    return resource;
  },
  create(call, desired) {
    const { spec } = desired;
    const record = createKey(call, {
      description: spec.description ?? '',
      policy: spec.policy,
      bypassSafetyCheck: spec.bypassPolicyLockoutSafetyCheck ?? false,
      keySpec: spec.keySpec ?? 'SYMMETRIC_DEFAULT',
      keyUsage: spec.keyUsage ?? 'ENCRYPT_DECRYPT',
      origin: spec.origin ?? 'AWS_KMS',
      multiRegion: spec.multiRegion ?? false,
    });
    record.tags = tagsToSend(call, spec.tags);
    record.rotation = spec.enableKeyRotation ?? false;
    write(call, desired, record);
    return desired;
  },
  update(call, desired, latest, differences) {
    const { spec } = desired;
    const record = lookUp(call, latest);
    if (record.state !== 'Enabled')
      throw new AwsError('KMSInvalidStateException', `${record.arn} is pending deletion.`);
    syncTags(call, record, differences, spec.tags);
    if (differences.has('enableKeyRotation')) record.rotation = spec.enableKeyRotation ?? false;
    if (differences.has('policy') && spec.policy !== undefined) {
      putKeyPolicy(call, record, spec.policy, spec.bypassPolicyLockoutSafetyCheck ?? false);
    }
    desired.status = latest.status;
    return desired;
  },
  delete(call, resource) {
    const days = Number(annotation(resource, PENDING_WINDOW) ?? '7');
    scheduleKeyDeletion(call, lookUp(call, resource), days);
  },
  populate: (resource, fields) => assign(resource.status, { keyID: required(fields, 'keyID') }),
};
