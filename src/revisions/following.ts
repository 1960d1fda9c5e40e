import type { CompositionReason } from '../api/conditions.js';
import type { TapComposition } from '../api/generated/tapcomposition.js';
import type { RevisionTemplate, TapCompositionRevision } from '../api/generated/tapcompositionrevision.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { BUILT_IN_COMPOSITION, isBuiltIn } from '../api/identity.js';
import { ANNOTATION_DEFAULT } from '../api/words.js';
import { isIntact, revisionsOf } from './revision.js';

/** All there is to follow. */
export interface Catalogue {
  readonly compositions: readonly TapComposition[];
  readonly revisions: readonly TapCompositionRevision[];
}

/** What a database is to be made of. */
export interface Lead {
  /** A TapComposition, or a blueprint where it follows none. */
  readonly composition: string;
  /** Absent for a blueprint. */
  readonly revision?: string;
  readonly template: RevisionTemplate;
}

/** Why it cannot be told what a database is to be made of. */
export interface Lost {
  readonly reason: CompositionReason;
  readonly message: string;
}

export interface Following {
  readonly composition: string;
  /** What it is made of by its status; undefined for a new database, and where that revision is gone. */
  readonly current?: Lead;
  readonly target: Lead | Lost;
  /** It moves by itself, when the roll-out comes to it. */
  readonly isRolledOut: boolean;
}

export const isLost = (target: Lead | Lost): target is Lost => 'reason' in target;

/** What a database follows: what it names, else what it was created with, else the cluster's default. */
export function followingOf(database: TapDatabase, catalogue: Catalogue): Following {
  const { spec, status } = database;
  const composition = compositionOf(database, catalogue);
  const { name, revision } = standingOf(database);
  const current = name === undefined ? undefined : leadOf(name, revision, catalogue);
  const target = targetOf(database, composition, current, catalogue);
  const isOwnWish = spec.compositionRevisionRef !== undefined || spec.compositionUpdatePolicy === 'Manual';
  const isRolledOut = !isOwnWish && !isBuiltIn(composition) && name === composition && status?.identity !== undefined;
  return { composition, ...(current !== undefined && { current }), target, isRolledOut };
}

/** What it is made of by its status, be it there or not; nothing before it has its identity. */
const standingOf = ({ status }: TapDatabase): { readonly name?: string; readonly revision?: string } =>
  status?.identity === undefined ? {} : (status.composition ?? status.identity.composition);

/** The TapComposition or blueprint that a database follows, whether it is there or not. */
export function compositionOf(
  { spec, status }: TapDatabase,
  { compositions }: Pick<Catalogue, 'compositions'>,
): string {
  return (
    spec.compositionRef?.name ?? status?.identity?.composition.name ?? defaultOf(compositions) ?? BUILT_IN_COMPOSITION
  );
}

/** Of several that are annotated, the first by name. */
const defaultOf = (compositions: readonly TapComposition[]): string | undefined =>
  compositions
    .filter(({ metadata }) => metadata.annotations?.[ANNOTATION_DEFAULT] === 'true')
    .map(({ metadata }) => metadata.name)
    .toSorted()[0];

/** A composition at a revision that is there; a blueprint has none. */
function leadOf(composition: string, revision: string | undefined, { revisions }: Catalogue): Lead | undefined {
  if (revision === undefined) return isBuiltIn(composition) ? builtIn(composition) : undefined;
  const found = revisions.find(({ metadata }) => metadata.name === revision);
  return found?.spec.composition === composition && isIntact(found) ? leadBy(found) : undefined;
}

const builtIn = (blueprint: string): Lead => ({ composition: blueprint, template: { blueprint } });

const leadBy = ({ metadata, spec }: TapCompositionRevision): Lead => ({
  composition: spec.composition,
  revision: metadata.name,
  template: spec.template,
});

function targetOf(
  database: TapDatabase,
  composition: string,
  current: Lead | undefined,
  catalogue: Catalogue,
): Lead | Lost {
  const { compositionRevisionRef, compositionUpdatePolicy } = database.spec;
  if (isBuiltIn(composition)) {
    return compositionRevisionRef === undefined ? builtIn(composition) : ownRevisionLost(composition);
  }
  if (compositionRevisionRef !== undefined) {
    const { name } = compositionRevisionRef;
    return leadOf(composition, name, catalogue) ?? revisionLost(name, composition, catalogue);
  }
  const { name, revision: stays } = standingOf(database);
  if (compositionUpdatePolicy === 'Manual' && name === composition && stays !== undefined)
    return current ?? ownLost(stays, composition);
  const { compositions, revisions } = catalogue;
  const followed = compositions.find(({ metadata }) => metadata.name === composition);
  if (followed === undefined) {
    const message = `there is no TapComposition ${composition}: create it, or name another in spec.compositionRef`;
    return { reason: 'CompositionNotFound', message };
  }
  const own = revisionsOf(composition, revisions).filter(isIntact);
  // A canary moves nobody else, whatever there is: newer ones may have been taken back, and its own be where all are.
  const settledOn = own.find(({ metadata }) => name === composition && metadata.name === stays);
  const newest = own.find(({ metadata }) => metadata.name === followed.status?.currentRevision);
  const isMeant = (revision: TapCompositionRevision): boolean => canarySelects(revision, database);
  const revision =
    newest === undefined || isMeant(newest) ? newest : (settledOn ?? own.findLast(({ spec }) => !spec.canary));
  return revision === undefined ? compositionLost(composition, newest) : leadBy(revision);
}

/** Whether a database may follow the revision: all may where it has no canary. */
const canarySelects = ({ spec: { canary } }: TapCompositionRevision, { metadata }: TapDatabase): boolean =>
  Object.entries(canary?.matchLabels ?? {}).every(([label, value]) => metadata.labels?.[label] === value);

const ownRevisionLost = (composition: string): Lost => ({
  reason: 'RevisionNotFound',
  message: `${composition} is a blueprint and has no revisions: name its TapComposition in spec.compositionRef, or remove spec.compositionRevisionRef`,
});

function revisionLost(name: string, composition: string, { revisions }: Catalogue): Lost {
  const found = revisions.find(({ metadata }) => metadata.name === name);
  const remedy = `see kubectl get tapcompositionrevisions -l tapstack.io/composition=${composition}`;
  if (found === undefined) return { reason: 'RevisionNotFound', message: `there is no revision ${name}: ${remedy}` };
  const fault =
    found.spec.composition === composition
      ? 'is not what it was made as: delete it'
      : `is of ${found.spec.composition}, not of ${composition}`;
  return { reason: 'RevisionNotFound', message: `revision ${name} ${fault}; ${remedy}` };
}

const ownLost = (revision: string, composition: string): Lost => ({
  reason: 'RevisionNotFound',
  message: `the revision ${revision} that it stays on is gone: name another of ${composition} in spec.compositionRevisionRef, or set spec.compositionUpdatePolicy to Automatic`,
});

const compositionLost = (composition: string, newest: TapCompositionRevision | undefined): Lost => ({
  reason: 'CompositionInvalid',
  message:
    newest === undefined
      ? `TapComposition ${composition} has not become a revision yet: its condition Valid says why`
      : `every revision of TapComposition ${composition} is for its canary alone: give this database its labels, or remove spec.rollout.canary there`,
});
