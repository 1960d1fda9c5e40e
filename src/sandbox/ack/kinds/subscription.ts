import { ACCOUNT_ID, uuidOf } from '../aws/identifiers.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { AwsError } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Fields, type Resource } from '../runtime/resource.js';
import { required, setMetadata } from './mapping.js';

type Spec = { topicARN?: string; protocol?: string; endpoint?: string };

type Status = { pendingConfirmation?: string; confirmationWasAuthenticated?: string; owner?: string };

/** Only these wait for somebody to agree. */
const CONFIRMED_BY_HAND = ['email', 'email-json', 'http', 'https'];

const ATTRIBUTES = ['deliveryPolicy', 'filterPolicy', 'filterPolicyScope', 'rawMessageDelivery', 'redrivePolicy'];

const recordOf = ({ account }: Call, { status }: Resource<Spec, Status>): Records['subscription'] =>
  found(account.list('subscription', ({ arn }) => arn === status.ackResourceMetadata?.arn)[0]);

function writeStatus(call: Call, { status }: Resource<Spec, Status>, record: Records['subscription']): void {
  assign(status, {
    pendingConfirmation: String(!record.confirmed),
    confirmationWasAuthenticated: String(record.confirmed),
    owner: ACCOUNT_ID,
  });
  setMetadata(call, status, record.arn);
}

const attributesOf = (spec: Spec): Record<string, string> =>
  Object.fromEntries(
    ATTRIBUTES.map((name) => [name, (spec as Fields)[name]] as const).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;

export const subscription: Kind<Spec, Status> = {
  service: 'sns',
  kind: 'Subscription',
  references: [
    {
      from: 'topicRef',
      into: 'topicARN',
      service: 'sns',
      kind: 'Topic',
      target: 'status.ackResourceMetadata.arn',
      required: true,
    },
  ],
  comparisons: Object.fromEntries(
    ATTRIBUTES.map((name) => [name, (a: unknown, b: unknown) => a === undefined || a === b]),
  ),
  notCompared: ['protocol'],
  find(call, resource) {
    const record = recordOf(call, resource);
    assign(resource.spec as Fields, {
      topicARN: record.topicARN,
      protocol: record.protocol,
      endpoint: record.endpoint,
    });
    for (const name of ATTRIBUTES) assign(resource.spec as Fields, { [name]: record.attributes[name] });
    writeStatus(call, resource, record);
    return resource;
  },
  create(call, desired) {
    const { account, region, token } = call;
    const { topicARN = '', protocol = '', endpoint = '' } = desired.spec;
    if (!account.list('topic', ({ arn }) => arn === topicARN)[0])
      throw new AwsError('NotFound', 'Topic does not exist');
    if (protocol === 'email' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(endpoint)) {
      throw new AwsError('InvalidParameter', 'Invalid parameter: Email address');
    }
    // Subscribing the same endpoint again gives the same subscription.
    const same = account.list(
      'subscription',
      (each) => each.topicARN === topicARN && each.endpoint === endpoint && each.protocol === protocol,
    )[0];
    const arn = `${topicARN}:${uuidOf(account.identify('subscription ', token))}`;
    const confirmed = !CONFIRMED_BY_HAND.includes(protocol);
    const attributes = attributesOf(desired.spec);
    const record =
      same ??
      account.insert('subscription', {
        id: arn,
        arn,
        region,
        madeBy: token,
        topicARN,
        protocol,
        endpoint,
        confirmed,
        attributes,
      });
    writeStatus(call, desired, record);
    return desired;
  },
  update(call, desired, latest) {
    recordOf(call, latest).attributes = attributesOf(desired.spec);
    desired.status = latest.status;
    return desired;
  },
  delete(call, resource) {
    const record = recordOf(call, resource);
    if (!record.confirmed) {
      const message =
        'Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not pending confirmation';
      throw new AwsError('InvalidParameter', message, 'live');
    }
    call.account.remove('subscription', record.id, record.region);
  },
  terminalCodes: ['InvalidParameter'],
  populate: (resource, fields) =>
    assign(resource.status, {
      ackResourceMetadata: {
        arn: required(fields, 'arn'),
        ownerAccountID: ACCOUNT_ID,
        region: required(fields, 'arn').split(':')[3] ?? '',
      },
    }),
};
