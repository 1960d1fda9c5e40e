import { canonicalJson } from './canonical.js';

type Values = string | readonly string[];

/** A statement of an IAM, KMS or S3 policy. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, Values>>;
  readonly Action: Values;
  readonly Resource?: Values;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

/** The text of a policy. ACK compares inline policies as raw strings, so the same statements always give the same bytes. */
export function policyDocument(...statements: readonly Statement[]): string {
  return canonicalJson({ Statement: statements, Version: '2012-10-17' });
}

/** The trust policy of a role that an AWS service takes. */
export function trustPolicy(service: string, Condition?: NonNullable<Statement['Condition']>): string {
  return policyDocument({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    ...(Condition !== undefined && { Condition }),
  });
}
