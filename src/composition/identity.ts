import type { Identity } from '../api/generated/tapdatabase.js';
import type { KubeObject, ObjectKey } from '../api/object.js';
import { LABEL_DATABASE } from '../api/words.js';
import { canonicalJson } from './canonical.js';

/**
 * On the first AWS resource of a database and on its primary: the identity they were composed with, as JSON. The fields
 * of the children do not tell it whole: no child says in which zones an existing VPC's subnets are.
 */
const ANNOTATION_IDENTITY = 'tapstack.io/identity';

export const identityAnnotation = ({ account: _, ...identity }: Identity): Readonly<Record<string, string>> => ({
  // The account comes later and is told by the first resource's own status: it would only change the annotation.
  [ANNOTATION_IDENTITY]: canonicalJson(identity),
});

/**
 * The identity of a database whose status was lost, from its live children; undefined where none carries a legible one:
 * then nothing exists that a new identity could rename or replace.
 */
export function rebuildIdentity(key: ObjectKey, children: readonly KubeObject[]): Identity | undefined {
  const ours = children.filter(
    ({ metadata }) => metadata.namespace === key.namespace && metadata.labels?.[LABEL_DATABASE] === key.name,
  );
  return ours.map(({ metadata }) => parse(metadata.annotations?.[ANNOTATION_IDENTITY])).find((it) => it !== undefined);
}

function parse(text: string | undefined): Identity | undefined {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<Identity> | null;
    return typeof value?.region === 'string' ? (value as Identity) : undefined;
  } catch {
    return undefined;
  }
}
