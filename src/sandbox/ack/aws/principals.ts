import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { ACCOUNT_ID } from './identifiers.js';
import { principalsOf, type Statement } from './policy-document.js';

/** A policy may only name roles that are there; IAM's own answer is the same for users, which nobody has here. */
export function checkPrincipals({ account }: Call, statements: readonly Statement[], code: string): void {
  for (const principal of statements.flatMap((statement) => principalsOf(statement, 'AWS'))) {
    const role = new RegExp(`^arn:[^:]+:iam::${ACCOUNT_ID}:role/(?:.*/)?([^/]+)$`).exec(principal)?.[1];
    if (role !== undefined && !account.find('role', role)) {
      throw new AwsError(code, `Invalid principal in policy: "AWS":"${principal}"`);
    }
  }
}
