import { type Observed, refKey, refOf } from '../api/child.js';
import { valueAt } from '../api/object.js';
import { coreRef } from './ack-kinds.js';
import { primaryRef } from './instance-refs.js';

/** Which of the Secrets `<name>-credentials-<n>` a composition speaks of; while a rotation is under way they are two. */
export interface CredentialNames {
  /** The one that the primary is told to take its password from: ACK takes a new password only under a new name. */
  readonly reference: string;
  /** The one whose password opens the database now; undefined while ACK has not said. */
  readonly inForce: string | undefined;
  /** The key of the password in the first of them. @default 'password' */
  readonly key?: string;
}

/** `n` from 1. */
export const credentialsSecretName = (database: string, n: number): string => `${database}-credentials-${n}`;

/** The number of a Secret `<name>-credentials-<n>` by its name; undefined for any other name. */
export function credentialsNumber(database: string, secretName: unknown): number | undefined {
  const prefix = credentialsSecretName(database, 0).slice(0, -1);
  if (typeof secretName !== 'string' || !secretName.startsWith(prefix)) return undefined;
  const digits = secretName.slice(prefix.length);
  return /^[1-9]\d*$/.test(digits) ? Number(digits) : undefined;
}

/** Of a database at rest: the Secret that the live primary uses, the first one where there is none yet. */
export function settledCredentials(database: string, observed: Observed): CredentialNames {
  const ref = refKey(primaryRef(database));
  const primary = observed.children.find((object) => refKey(refOf(object)) === ref);
  const n = credentialsNumber(database, valueAt(primary, 'spec.masterUserPassword.name')) ?? 1;
  const name = credentialsSecretName(database, n);
  return { reference: name, inForce: name };
}

/** What applications in the namespace connect with. */
export const connectionRef = (name: string) => coreRef('Secret', `${name}-connection`);
