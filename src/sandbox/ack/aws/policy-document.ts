import { AwsError } from '../runtime/errors.js';

export interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
}

interface Shape {
  /** Trust and resource policies name who may; identity policies what on. */
  readonly principal: boolean;
  readonly resource: boolean;
}

/** The statements of a policy; refuses with `code` what is none. */
export function parsePolicy(text: string, code: string, { principal, resource }: Shape): readonly Statement[] {
  const refuse = (message: string): never => {
    throw new AwsError(code, message);
  };
  let document: { Version?: unknown; Statement?: unknown };
  try {
    document = JSON.parse(text) as typeof document;
  } catch {
    return refuse('This policy contains invalid Json');
  }
  if (typeof document !== 'object' || document === null) return refuse('Syntax errors in policy.');
  if (document.Version !== '2012-10-17' && document.Version !== '2008-10-17')
    return refuse('The policy must contain a valid version string');
  const statements = asList(document.Statement) as Statement[];
  if (statements.length === 0) return refuse('The policy must contain a statement');
  for (const statement of statements) {
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny')
      refuse('Syntax error: Effect must be Allow or Deny');
    if (!statement.Action && !statement.NotAction) refuse('Missing required field Action');
    if (principal && statement.Principal === undefined) refuse('Missing required field Principal');
    if (!principal && statement.Principal !== undefined) refuse('Policy document should not specify a principal.');
    if (resource && !statement.Resource && !('NotResource' in statement)) refuse('Missing required field Resource');
    checkArns(statement, refuse);
  }
  return statements;
}

export const asList = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** A value of a Principal, as `Service`, `AWS` or `*`. */
export function principalsOf({ Principal }: Statement, type: 'AWS' | 'Service'): readonly string[] {
  if (Principal === '*') return ['*'];
  if (typeof Principal !== 'object' || Principal === null) return [];
  return asList((Principal as Record<string, unknown>)[type]).map(String);
}

function checkArns({ Resource, Principal }: Statement, refuse: (message: string) => never): void {
  const resources = asList(Resource).map(String);
  const principals = principalsOf({ Principal }, 'AWS');
  for (const value of resources) {
    if (value !== '*' && !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/.test(value))
      refuse(`Resource ${value} must be in ARN format or "*".`);
    if (value.includes('${') && !/\$\{(aws|s3|ec2|iam):[\w-]+\}/.test(value))
      refuse(`Policy contains an unknown variable: ${value}`);
  }
  for (const value of principals) {
    if (value !== '*' && !/^\d{12}$/.test(value) && !/^arn:aws[\w-]*:(iam|sts)::\d{12}:.+/.test(value)) {
      refuse(`Invalid principal in policy: "AWS":"${value}"`);
    }
  }
}
