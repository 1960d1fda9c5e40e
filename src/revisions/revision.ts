import { createHash } from 'node:crypto';
import type { TapComposition, TapCompositionSpec } from '../api/generated/tapcomposition.js';
import type { RevisionTemplate, TapCompositionRevision } from '../api/generated/tapcompositionrevision.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { API_VERSION, LABEL_COMPOSITION } from '../api/words.js';
import { canonicalJson } from '../composition/canonical.js';

/** What databases are made of; how that reaches them is not in it. */
export const templateOf = ({ blueprint, defaults, constraints, patches }: TapCompositionSpec): RevisionTemplate => ({
  blueprint,
  ...(defaults !== undefined && { defaults }),
  ...(constraints !== undefined && { constraints }),
  ...(patches !== undefined && { patches }),
});

export const hashOf = (template: RevisionTemplate): string =>
  createHash('sha256').update(canonicalJson(template)).digest('hex');

/** The revisions of a TapComposition, the oldest first. */
export const revisionsOf = (
  composition: string,
  revisions: readonly TapCompositionRevision[],
): readonly TapCompositionRevision[] =>
  revisions
    .filter(({ spec }) => spec.composition === composition)
    .toSorted((a, b) => a.spec.revision - b.spec.revision);

/** The revisions that a database is and was first made of, whether they are there or not. */
export const recordedRevisions = ({ status }: TapDatabase): readonly string[] =>
  [status?.composition?.revision, status?.identity?.composition.revision].filter((it) => it !== undefined);

/**
 * The revision that a TapComposition is: one of its own with the same content, else the next number. With the canary that
 * it has now, which may be another than that of the one that is there. `remembered`: names of revisions that databases
 * have on record, of which some may be gone.
 */
export function revisionFor(
  composition: TapComposition,
  revisions: readonly TapCompositionRevision[],
  remembered: readonly string[] = [],
): TapCompositionRevision {
  const {
    metadata: { name },
    spec,
  } = composition;
  const own = revisionsOf(name, revisions);
  const template = templateOf(spec);
  const hash = hashOf(template);
  const same = own.find((revision) => revision.spec.hash === hash && isIntact(revision));
  const number = same?.spec.revision ?? numberFor(composition, own, remembered);
  const canary = spec.rollout?.canary;
  return {
    apiVersion: API_VERSION,
    kind: 'TapCompositionRevision',
    // None of the TapComposition's own labels: a GitOps tool would take the revision for one of its objects, and remove it.
    metadata: { name: same?.metadata.name ?? `${name}-${number}`, labels: { [LABEL_COMPOSITION]: name } },
    spec: { composition: name, revision: number, hash, template, ...(canary !== undefined && { canary }) },
  };
}

/** A number is given once: databases may still be on what somebody has deleted, and would have other content under its name. */
function numberFor(
  { metadata, status }: TapComposition,
  own: readonly TapCompositionRevision[],
  remembered: readonly string[],
): number {
  const current = status?.currentRevision;
  const known = numberOf(current ?? '', metadata.name);
  const isValid = status?.conditions?.some(({ type, status: is }) => type === 'Valid' && is === 'True') ?? false;
  const isUnchanged = isValid && status?.observedGeneration === metadata.generation;
  const isGone = current !== undefined && !own.some((revision) => revision.metadata.name === current);
  if (isGone && isUnchanged) return known;
  return Math.max(known, own.at(-1)?.spec.revision ?? 0, ...remembered.map((it) => numberOf(it, metadata.name))) + 1;
}

/** Of `<composition>-<number>`; 0 for a revision of another composition. */
function numberOf(revision: string, composition: string): number {
  const number = revision.startsWith(`${composition}-`) ? revision.slice(composition.length + 1) : '';
  return /^\d+$/.test(number) ? Number(number) : 0;
}

/** Whether it holds what it was made with: rules of the API server compare what the schema names, and no more. */
export const isIntact = ({ spec: { hash, template } }: TapCompositionRevision): boolean => hashOf(template) === hash;
