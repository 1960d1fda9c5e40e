import { AWS_IDS } from '../api/aws-ids.js';
import { referenceNotAllowed } from '../api/check-references.js';
import { type Blocked, type Child, type Composition, refKey, refOf } from '../api/child.js';
import type { AwsResource } from '../api/generated/tapdatabase.js';
import { groupOf } from '../api/kinds.js';
import { type KubeObject, type ObjectKey, valueAt } from '../api/object.js';
import { invalid, type Problem } from '../api/problem.js';
import type { ReferenceKind } from '../api/settings.js';
import { LABEL_DATABASE } from '../api/words.js';
import { isStoppedAtExisting } from './half-made.js';
import { adoptedID, isLook, lookAt } from './look.js';
import { type JudgedLook, ownerKindOf } from './proof.js';

/** Whether an entry of `spec.adopt` is about that object: a name is one of ACK's objects, never of Kubernetes' own Secrets. */
const isMeant = (
  { kind, name }: AwsResource,
  object: { readonly apiVersion: string; readonly kind: string; readonly name: string },
): boolean => object.kind === kind && object.name === name && groupOf(object.apiVersion) !== '';

/**
 * The composition with what is to be adopted: a child that is not there yet is looked at first; one whose look has shown
 * that it is ours is as composed; and one that is not proven waits. A look that nobody asks for any more, or that asks for
 * another id than is wanted, is no part of it, so that it is let go.
 */
export function withAdoption(
  composition: Composition,
  live: readonly KubeObject[],
  wanted: readonly AwsResource[],
  looks: readonly JudgedLook[],
  now: Date,
): Composition {
  const there = new Set(live.filter((object) => !isStoppedAtExisting(object)).map((object) => refKey(refOf(object))));
  const byKey = new Map(looks.map((judged) => [refKey(refOf(judged.look)), judged]));
  const children: Child[] = [];
  const blocked: Blocked[] = [...composition.blocked];
  for (const child of composition.children) {
    const ref = refOf(child.manifest);
    const entry = wanted.find((item) => isMeant(item, ref));
    const judged = byKey.get(refKey(ref));
    if (isLook(child.manifest)) {
      if (judged === undefined || judged.id === adoptedID(child.manifest)) children.push(child);
      continue;
    }
    if (judged === undefined) {
      children.push(entry === undefined || there.has(refKey(ref)) ? child : lookAt(child, entry.id));
    } else if (judged.verdict === 'Ours') {
      children.push(child);
    } else if (judged.id === entry?.id) {
      const isForeign = judged.verdict === 'Foreign';
      const adopting = isForeign ? foreignMessage(judged.id) : searchMessage(judged.look, now, REMEDY);
      blocked.push({ component: child.component, ref, waitsFor: [], adopting });
    }
  }
  return { ...composition, children, blocked };
}

/**
 * The copy of the credentials in Secrets Manager that ACK has stopped at, since one of that name is in AWS: it is kept when a
 * database goes, so it may be ours of before, which its tags tell. A name alone proves nothing.
 */
export function keptSecrets({ children }: Composition, live: readonly KubeObject[]): readonly AwsResource[] {
  return children.flatMap(({ manifest }) => {
    const { apiVersion, kind, metadata, spec } = manifest;
    if (!groupOf(apiVersion).startsWith('secretsmanager.')) return [];
    const id = String(spec?.['name']);
    const current = live.find((object) => refKey(refOf(object)) === refKey(refOf(manifest)));
    if (current === undefined) return [];
    const isAsked = isLook(current) ? adoptedID(current) === id : isStoppedAtExisting(current);
    return isAsked ? [{ kind, name: metadata.name, id }] : [];
  });
}

/** Of what nobody asked for in `spec.adopt`. */
const foreignMessage = (id: string): string =>
  `AWS has ${id} without the tag of this database, so it is not taken over: set credentials.secretsManager to false and, ` +
  'once the other one is deleted in AWS, to true again';

/** ACK says nothing of what it does not find. */
const SILENCE_MS = 60_000;
const REMEDY = 'mend its entry in spec.adopt, or remove it and it is made anew';

/** What is known of a look without an answer; `remedy`: what a person may do about it. */
export function searchMessage(look: KubeObject, now: Date, remedy: string): string {
  const id = adoptedID(look);
  const age = now.getTime() - Date.parse(look.metadata.creationTimestamp as string);
  return age < SILENCE_MS
    ? `ACK is looking for ${id} in AWS`
    : `ACK has not found ${id} in AWS, or does not run: ${remedy}`;
}

/** How soon a look that has not been answered says something else. */
export const ANSWER_MS = SILENCE_MS;

/** Entries that cannot be what they say: a child has the name in AWS that it is composed with, or it would be made twice. */
export function misnamed(composition: Composition, wanted: readonly AwsResource[]): readonly Problem[] {
  return wanted.flatMap((entry, i) => {
    const child = composition.children.find(({ manifest }) => isMeant(entry, refOf(manifest)));
    const path = AWS_IDS[entry.kind] as string;
    const name = valueAt(child?.manifest, path);
    if (!path.startsWith('spec.') || name === undefined || name === entry.id) return [];
    const message = `is not how this database calls its ${entry.kind} ${entry.name} in AWS, which cannot be renamed`;
    const remedy = `write ${String(name)}, or give the TapDatabase the name and environment that it had`;
    return [invalid(`spec.adopt.resources[${i}].id`, entry.id, message, remedy)];
  });
}

/** Entries that no child of the database is, so that nothing would come of them. */
export function unknownEntries({ children, blocked }: Composition, wanted: readonly AwsResource[]): readonly Problem[] {
  const refs = [...children.map(({ manifest }) => refOf(manifest)), ...blocked.map(({ ref }) => ref)];
  return wanted.flatMap((entry, i) => {
    if (refs.some((ref) => isMeant(entry, ref))) return [];
    const message = 'is no part of this database as it is asked for';
    return [invalid(`spec.adopt.resources[${i}]`, `${entry.kind}/${entry.name}`, message, 'mend or remove the entry')];
  });
}

/** What was shown and is not proven to be the database's. */
export function foreignLooks(
  looks: readonly JudgedLook[],
  wanted: readonly AwsResource[],
  { namespace, name }: ObjectKey,
): readonly Problem[] {
  return looks.flatMap(({ look, id, verdict }) => {
    const i = wanted.findIndex((entry) => isMeant(entry, refOf(look)) && entry.id === id);
    if (verdict !== 'Foreign' || i < 0) return [];
    const kind = look.kind as ReferenceKind;
    const owner = ownerKindOf(kind);
    const message =
      owner === undefined
        ? `is in AWS without the tag ${LABEL_DATABASE}=${namespace}/${name}, so it may be somebody else's`
        : `belongs to no ${owner} of this database, so it may be somebody else's`;
    return [referenceNotAllowed(`spec.adopt.resources[${i}].id`, id, kind, namespace, message)];
  });
}
