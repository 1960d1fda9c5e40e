import { ACCOUNT_ID, arnOf } from '../aws/identifiers.js';
import { parsePolicy } from '../aws/policy-document.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { samePolicy } from '../runtime/differences.js';
import { AwsError } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Fields, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { required, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & {
  name?: string;
  displayName?: string;
  policy?: string;
  kmsMasterKeyID?: string;
  signatureVersion?: string;
};

type Status = { topicARN?: string; owner?: string; effectiveDeliveryPolicy?: string };

const ATTRIBUTES = [
  'displayName',
  'policy',
  'kmsMasterKeyID',
  'signatureVersion',
  'deliveryPolicy',
  'tracingConfig',
] as const;

const topicArn = ({ region }: Call, name: string): string => arnOf('sns', region, name);

const recordOf = (call: Call, { spec, status }: Resource<Spec, Status>): Records['topic'] => {
  const arn = status.ackResourceMetadata?.arn ?? topicArn(call, spec.name ?? '');
  return found(call.account.list('topic', (topic) => topic.arn === arn)[0]);
};

function defaultPolicy(arn: string): string {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': ACCOUNT_ID } },
      },
    ],
  });
}

function attributesOf(spec: Spec, arn: string): Record<string, string> {
  const given = ATTRIBUTES.map((name) => [name, (spec as Fields)[name]] as const).filter(
    ([, value]) => value !== undefined,
  );
  if (spec.policy !== undefined) parsePolicy(spec.policy, 'InvalidParameter', { principal: true, resource: true });
  return { policy: defaultPolicy(arn), displayName: '', ...Object.fromEntries(given) } as Record<string, string>;
}

function writeStatus(call: Call, { status }: Resource<Spec, Status>, topic: Records['topic']): void {
  assign(status, { topicARN: topic.arn, owner: ACCOUNT_ID });
  setMetadata(call, status, topic.arn);
}

export const topic: Kind<Spec, Status> = {
  service: 'sns',
  kind: 'Topic',
  references: [
    {
      from: 'kmsMasterKeyRef',
      into: 'kmsMasterKeyID',
      service: 'kms',
      kind: 'Key',
      target: 'status.ackResourceMetadata.arn',
    },
    { from: 'policyRef', into: 'policy', service: 'iam', kind: 'Policy', target: 'status.ackResourceMetadata.arn' },
  ],
  lateInitialized: ['policy'],
  comparisons: {
    policy: (a, b) => a === undefined || samePolicy(a, b),
    displayName: (a, b) => (a ?? '') === (b ?? ''),
  },
  find(call, resource) {
    const record = recordOf(call, resource);
    for (const name of ATTRIBUTES) assign(resource.spec as Fields, { [name]: record.attributes[name] || undefined });
    assign(resource.spec, { name: record.name, tags: listTags(resource.spec.tags, record.tags) });
    writeStatus(call, resource, record);
    return resource;
  },
  create(call, desired) {
    const { account, region, token } = call;
    const { name = '', tags } = desired.spec;
    if (!/^[A-Za-z0-9_-]{1,256}(\.fifo)?$/.test(name))
      throw new AwsError('InvalidParameter', `Invalid parameter: Topic Name: ${name}`);
    const arn = topicArn(call, name);
    const attributes = attributesOf(desired.spec, arn);
    const record = account.insert('topic', { id: name, arn, region, madeBy: token, name, attributes });
    record.tags = tagsToSend(call, tags);
    writeStatus(call, desired, record);
    return desired;
  },
  update(call, desired, latest, differences) {
    const record = recordOf(call, latest);
    syncTags(call, record, differences, desired.spec.tags);
    record.attributes = attributesOf(desired.spec, record.arn);
    desired.status = latest.status;
    return desired;
  },
  delete(call, resource) {
    const record = recordOf(call, resource);
    // Its subscriptions go with it.
    for (const { id, region } of call.account.list('subscription', ({ topicARN }) => topicARN === record.arn)) {
      call.account.remove('subscription', id, region);
    }
    call.account.remove('topic', record.id, record.region);
  },
  populate: (resource, fields) =>
    assign(resource.status, {
      ackResourceMetadata: {
        arn: required(fields, 'arn'),
        ownerAccountID: ACCOUNT_ID,
        region: required(fields, 'arn').split(':')[3] ?? '',
      },
    }),
};
