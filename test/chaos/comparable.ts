import { refKey, refOf } from '../../src/api/child.js';
import type { KubeObject } from '../../src/api/object.js';
import { ANNOTATION_APPLIED, ANNOTATION_APPLIED_AT } from '../../src/api/words.js';

const NUDGE_TAG = 'tapstack.io/nudge';
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g;
/** Of the password: it is new for each database, and these are made of it. */
const CONTENT_HASH = /content [0-9a-f]{12}/g;
/** Of the uid: the names of the last snapshots. */
const UID_HASH = /(-final-dev|-dev-last)-[0-9a-f]{8}/g;

/** Objects without what differs between two lives of the same database: uids, versions, times, and the password. */
export function comparable(objects: readonly KubeObject[]): Readonly<Record<string, unknown>> {
  const passwords = objects.flatMap(({ data }) => (data?.['password'] === undefined ? [] : [decode(data['password'])]));
  return Object.fromEntries(objects.map((object) => [refKey(refOf(object)), comparableObject(object, passwords)]));
}

function comparableObject(object: KubeObject, passwords: readonly string[]): unknown {
  const { metadata, data, ...rest } = object;
  const {
    uid: _uid,
    resourceVersion: _rv,
    creationTimestamp: _at,
    managedFields: _fields,
    generation: _g,
    ...kept
  } = metadata;
  const { [ANNOTATION_APPLIED]: _hash, [ANNOTATION_APPLIED_AT]: _applied, ...annotations } = kept.annotations ?? {};
  const ownerReferences = kept.ownerReferences?.map(({ uid: _, ...owner }) => owner);
  const decoded = Object.fromEntries(Object.entries(data ?? {}).map(([key, value]) => [key, decode(value)]));
  const text = JSON.stringify({ ...rest, metadata: { ...kept, annotations, ownerReferences }, data: decoded });
  return JSON.parse(withoutPasswords(text, passwords));
}

const withoutHashes = (text: string): string =>
  text.replace(TIME, '<time>').replace(CONTENT_HASH, 'content <hash>').replace(UID_HASH, '$1-<hash>');

const decode = (value: string): string => {
  const text = Buffer.from(value, 'base64').toString('utf8');
  return Buffer.from(text).toString('base64') === value ? text : value;
};

const withoutPasswords = (text: string, passwords: readonly string[]): string =>
  passwords.reduce((all, password) => all.replaceAll(password, '<password>'), withoutHashes(text));

/**
 * The stand-in's account of AWS, likewise; it shows no password, only hashes of what it was given. The tag that wakes ACK
 * says nothing but when that was, and is not needed where ACK looks by itself in time.
 */
export function comparableAccount(contents: unknown): unknown {
  const text = withoutHashes(JSON.stringify(contents));
  return JSON.parse(text, (name, value) => (name === NUDGE_TAG ? undefined : value));
}
