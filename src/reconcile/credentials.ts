import { randomInt } from 'node:crypto';
import { type Child, type Observed, refKey, refOf } from '../api/child.js';
import type { KubeObject, ObjectKey } from '../api/object.js';
import { FIELD_MANAGER, LABEL_COMPONENT, LABEL_DATABASE } from '../api/words.js';

/** RDS refuses `/`, `@`, `"` and spaces; the rest is left out so that no shell or URI needs quoting. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~';
const LENGTH = 30;

/** 30 characters from cryptographic randomness: 180 bits. */
const generatePassword = (): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/**
 * The Secret of the master password as a child. A password is generated once: the one that is live stays, and where its
 * Secret was lost under a living database it is written again from the connection Secret. Undefined where neither knows it:
 * then nobody can say what the database's password is, and a new one would only lock everybody out.
 */
export function credentialsChild(database: ObjectKey, secretName: string, observed: Observed): Child | undefined {
  const ref = { apiVersion: 'v1', kind: 'Secret', name: secretName };
  const live = observed.children.find((object) => refKey(refOf(object)) === refKey(ref));
  const isComposed = live !== undefined || !hasInstance(observed.children);
  const connection = { apiVersion: 'v1', kind: 'Secret', name: `${database.name}-connection` };
  const password = isComposed ? generatePassword() : observed.value(connection, 'data.password');
  if (password === undefined) return undefined;
  const manifest: KubeObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: secretName,
      namespace: database.namespace,
      labels: {
        [LABEL_DATABASE]: database.name,
        [LABEL_COMPONENT]: 'credentials',
        'app.kubernetes.io/managed-by': FIELD_MANAGER,
      },
    },
    type: 'Opaque',
    // Two operators, or one with a stale view, can then not overwrite a password that RDS already has.
    immutable: true,
    data: live?.data ?? { password: Buffer.from(password).toString('base64') },
  };
  return { component: 'credentials', manifest };
}

const hasInstance = (children: readonly KubeObject[]): boolean => children.some(({ kind }) => kind === 'DBInstance');
