import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { blockersOf } from './dependencies.js';
import { arnOf, digest, partitionOf } from './identifiers.js';
import { parsePolicy, principalsOf } from './policy-document.js';
import { checkPrincipals } from './principals.js';
import type { Records } from './records.js';

/** IAM is one for all regions of a partition. */
export const GLOBAL = 'global';

const MANAGED_POLICIES: readonly string[] = [
  'service-role/AmazonRDSEnhancedMonitoringRole',
  'AmazonSSMManagedInstanceCore',
  'CloudWatchAgentServerPolicy',
  'AmazonS3ReadOnlyAccess',
  'ReadOnlyAccess',
];

const MALFORMED = 'MalformedPolicyDocument';

export interface RoleInput {
  readonly name: string;
  readonly trustPolicy: string;
  readonly path: string;
  readonly maxSessionDuration: number;
  readonly description: string | undefined;
  readonly permissionsBoundary: string | undefined;
}

export function createRole(call: Call, input: RoleInput): Records['role'] {
  const { account, region, token } = call;
  const { name, trustPolicy, path, maxSessionDuration, description, permissionsBoundary } = input;
  if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
    throw new AwsError('ValidationError', `The specified value for roleName is invalid: ${name}`);
  }
  if (account.find('role', name)) throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`);
  checkTrustPolicy(call, trustPolicy);
  return account.insert('role', {
    id: name,
    arn: arnOf('iam', region, `role${path}${name}`),
    region: GLOBAL,
    madeBy: token,
    trustPolicy,
    path,
    maxSessionDuration,
    policies: [],
    inlinePolicies: {},
    madeAt: account.now(),
    ...(description === undefined ? {} : { description }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  });
}

export const roleIdOf = (name: string): string => `AROA${digest(name, 17).toUpperCase()}`;

export function checkTrustPolicy(call: Call, policy: string): void {
  checkPrincipals(call, parsePolicy(policy, MALFORMED, { principal: true, resource: false }), MALFORMED);
}

export function attachPolicies({ region }: Call, role: Records['role'], arns: readonly string[]): void {
  for (const arn of arns) {
    const managed = new RegExp(`^arn:${partitionOf(region)}:iam::aws:policy/(.+)$`).exec(arn)?.[1];
    const own = new RegExp(`^arn:${partitionOf(region)}:iam::\\d{12}:policy/.+$`).test(arn);
    if (!own && (managed === undefined || !MANAGED_POLICIES.includes(managed))) {
      throw new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`);
    }
  }
  role.policies = [...arns];
}

const INLINE_CHARACTERS = 10_240;

export function putInlinePolicies(role: Records['role'], policies: Readonly<Record<string, string>>): void {
  for (const policy of Object.values(policies)) parsePolicy(policy, MALFORMED, { principal: false, resource: true });
  if (Object.values(policies).join('').replace(/\s/g, '').length > INLINE_CHARACTERS) {
    throw new AwsError(
      'LimitExceeded',
      `Maximum policy size of ${INLINE_CHARACTERS} bytes exceeded for role ${role.id}`,
    );
  }
  role.inlinePolicies = { ...policies };
}

export function deleteRole({ account }: Call, role: Records['role']): void {
  const profiles = account.list('instanceProfile', (profile) => profile.role === role.id);
  const message = 'Cannot delete entity, must remove roles from instance profile first.';
  blockersOf(profiles, 'DeleteConflict', message);
  account.remove('role', role.id, GLOBAL);
}

/** The name at the end of a role's ARN. */
export const findRole = ({ account }: Call, arn: string | undefined): Records['role'] | undefined =>
  account.list('role', (role) => role.arn === arn)[0];

/** Whether a service may take a role. */
export const trusts = (role: Records['role'], service: string): boolean =>
  parsePolicy(role.trustPolicy, MALFORMED, { principal: true, resource: false }).some((statement) =>
    principalsOf(statement, 'Service').includes(service),
  );
