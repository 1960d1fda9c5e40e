import { randomInt } from 'node:crypto';
import type { Child, Observed } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import {
  ANNOTATION_ROTATED_AT,
  ANNOTATION_ROTATION,
  FIELD_MANAGER,
  LABEL_COMPONENT,
  LABEL_DATABASE,
} from '../api/words.js';
import { wholeSeconds } from '../changes/marks.js';
import { currentNumber, numberOf, type Rotation, secretsOf } from './rotation.js';

/** RDS refuses `/`, `@`, `"` and spaces; the rest is left out so that no shell or URI needs quoting. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~';
const LENGTH = 30;

/** 30 characters from cryptographic randomness: 180 bits. */
const generatePassword = (): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/**
 * The Secrets of the master password as children: the one that the primary is to use, generated where there is none, and
 * the others that are still needed. What is there is never generated again, and neither is what was lost: nobody knows it.
 */
export function credentialsChildren(
  database: TapDatabase,
  { names, retired }: Rotation,
  observed: Observed,
  calendar: Date,
): readonly Child[] {
  const { name } = database.metadata;
  const live = secretsOf(name, observed).filter((secret) => !retired.includes(secret));
  const next = live.find(({ metadata }) => metadata.name === names.reference);
  // One that the primary does not refer to yet is made for what is asked now, whatever it was made for.
  const isTaken = next !== undefined && numberOf(name, next) <= currentNumber(database, observed);
  const others = live.filter((secret) => secret !== next && numberOf(name, secret) < numberOf(name, names.reference));
  return [
    isTaken ? kept(database, next) : made(database, names.reference, next, others, calendar),
    ...others.map((secret) => kept(database, secret)),
  ];
}

/** The one to come, with what it answers, so that it is not asked for again. */
function made(
  database: TapDatabase,
  secretName: string,
  live: KubeObject | undefined,
  others: readonly KubeObject[],
  calendar: Date,
): Child {
  const { spec, metadata } = database;
  const newest = others.toSorted((a, b) => numberOf(metadata.name, a) - numberOf(metadata.name, b)).at(-1);
  const answered = newest?.metadata.annotations?.[ANNOTATION_ROTATION] ?? '';
  const origin = {
    [ANNOTATION_ROTATION]: spec.credentials?.rotation ?? answered,
    [ANNOTATION_ROTATED_AT]: live?.metadata.annotations?.[ANNOTATION_ROTATED_AT] ?? wholeSeconds(calendar),
  };
  const data = live?.data ?? { password: Buffer.from(generatePassword()).toString('base64') };
  return childOf(database, secretName, data, origin);
}

function kept(database: TapDatabase, { metadata, data = {} }: KubeObject): Child {
  const origin = Object.fromEntries(
    [ANNOTATION_ROTATION, ANNOTATION_ROTATED_AT].flatMap((key) => {
      const value = metadata.annotations?.[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
  return childOf(database, metadata.name, data, origin);
}

function childOf(
  { metadata }: TapDatabase,
  secretName: string,
  data: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
): Child {
  const manifest: KubeObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: secretName,
      namespace: metadata.namespace ?? 'default',
      labels: {
        [LABEL_DATABASE]: metadata.name,
        [LABEL_COMPONENT]: 'credentials',
        'app.kubernetes.io/managed-by': FIELD_MANAGER,
      },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    type: 'Opaque',
    // Two operators, or one with a stale view, can then not overwrite a password that RDS already has.
    immutable: true,
    data,
  };
  return { component: 'credentials', manifest };
}
