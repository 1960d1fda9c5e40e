import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { ACCOUNT_ID, arnOf, partitionOf, uuidOf } from './identifiers.js';
import { asList, parsePolicy, principalsOf } from './policy-document.js';
import { checkPrincipals } from './principals.js';
import type { Records } from './records.js';

const MALFORMED = 'MalformedPolicyDocumentException';
const DAY_SECONDS = 86_400;

export interface KeyInput {
  readonly description: string;
  readonly policy: string | undefined;
  readonly bypassSafetyCheck: boolean;
  readonly keySpec: string;
  readonly keyUsage: string;
  readonly origin: string;
  readonly multiRegion: boolean;
}

export function createKey(call: Call, input: KeyInput): Records['key'] {
  const { account, region, token } = call;
  const { policy, bypassSafetyCheck, ...rest } = input;
  if (policy !== undefined) checkKeyPolicy(call, policy, bypassSafetyCheck);
  const id = uuidOf(account.identify('key ', token));
  return account.insert('key', {
    id,
    arn: arnOf('kms', region, `key/${id}`),
    region,
    madeBy: token,
    state: 'Enabled',
    rotation: false,
    policy: format(policy ?? JSON.stringify(defaultPolicy(region))),
    ...rest,
  });
}

/** KMS answers with its own layout of the same text. */
const format = (policy: string): string => JSON.stringify(JSON.parse(policy), null, 2);

const defaultPolicy = (region: string): object => ({
  Version: '2012-10-17',
  Id: 'key-default-1',
  Statement: [
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:${partitionOf(region)}:iam::${ACCOUNT_ID}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
});

export function putKeyPolicy(call: Call, key: Records['key'], policy: string, bypassSafetyCheck: boolean): void {
  checkKeyPolicy(call, policy, bypassSafetyCheck);
  key.policy = format(policy);
}

/** The account, or who calls, must be able to change the policy later. */
function checkKeyPolicy(call: Call, policy: string, bypassSafetyCheck: boolean): void {
  const statements = parsePolicy(policy, MALFORMED, { principal: true, resource: true });
  checkPrincipals(call, statements, MALFORMED);
  const root = `arn:${partitionOf(call.region)}:iam::${call.accountID}:root`;
  const administers = statements.some(
    (statement) =>
      statement.Effect === 'Allow' &&
      principalsOf(statement, 'AWS').some((principal) => [root, call.accountID, '*'].includes(principal)) &&
      asList(statement.Action).some((action) =>
        ['kms:*', '*', 'kms:Put*', 'kms:PutKeyPolicy'].includes(String(action)),
      ),
  );
  if (!administers && !bypassSafetyCheck) {
    throw new AwsError(MALFORMED, 'The new key policy will not allow you to update the key policy in the future.');
  }
}

export function getKey({ account, region }: Call, id: string): Records['key'] {
  const key = account.list('key', (each) => each.region === region && (each.id === id || each.arn === id))[0];
  if (!key) throw new AwsError('NotFoundException', `Key '${id}' does not exist`);
  return key;
}

/** Refuses a key that a service could not use, as RDS does at once. */
export function checkUsable(call: Call, id: string, code: string): Records['key'] {
  const { account, region } = call;
  const key = account.list('key', (each) => each.region === region && (each.id === id || each.arn === id))[0];
  if (key?.state === 'Enabled') return key;
  throw new AwsError(
    code,
    `The specified KMS key [${id}] does not exist, is not enabled or you do not have permissions to access it.`,
  );
}

export function scheduleKeyDeletion({ account }: Call, key: Records['key'], windowInDays: number): void {
  if (!(windowInDays >= 7 && windowInDays <= 30)) {
    throw new AwsError('ValidationException', `PendingWindowInDays must be between 7 and 30, not ${windowInDays}`);
  }
  if (key.deleting) throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  key.pendingWindowInDays = windowInDays;
  account.walkAway(key, [['PendingDeletion', windowInDays * DAY_SECONDS]]);
}
