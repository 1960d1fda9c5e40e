import type { TapComposition } from '../api/generated/tapcomposition.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { BLUEPRINTS } from '../composition/blueprints.js';
import { type Catalogue, compositionOf, followingOf, isLost, type Lead } from '../revisions/following.js';
import { revisionFor } from '../revisions/revision.js';
import { UsageError } from './exit-code.js';

/** What is tried on databases. */
export interface Candidate {
  readonly subject: { readonly composition: string } | { readonly blueprint: string };
  /** What a database would be made of, why it would stay as it is, or undefined where it has nothing to do with it. */
  readonly leadFor: (known: TapDatabase) => Lead | string | undefined;
}

/** A TapComposition in the place of the live one of its name, with the revision that it would become. */
export function compositionCandidate(given: TapComposition, { compositions, revisions }: Catalogue): Candidate {
  const { name } = given.metadata;
  const live = compositions.find(({ metadata }) => metadata.name === name);
  const revision = revisionFor(given, revisions);
  const { status: _, ...asked } = given;
  const status = { ...live?.status, currentRevision: revision.metadata.name };
  const isOther =
    (of: string) =>
    ({ metadata }: { readonly metadata: { readonly name: string } }) =>
      metadata.name !== of;
  const future: Catalogue = {
    compositions: [...compositions.filter(isOther(name)), { ...asked, status }],
    revisions: [...revisions.filter(isOther(revision.metadata.name)), revision],
  };
  return {
    subject: { composition: name },
    leadFor: (known) => {
      if (compositionOf(known, future) !== name) return undefined;
      const { compositionRevisionRef, compositionUpdatePolicy } = known.spec;
      if (compositionRevisionRef !== undefined)
        return `names ${compositionRevisionRef.name} in spec.compositionRevisionRef`;
      const { current, target } = followingOf(known, future);
      if (compositionUpdatePolicy === 'Manual' && current?.composition === name)
        return `stays on ${current.revision}: spec.compositionUpdatePolicy is Manual`;
      if (isLost(target)) return target.message;
      if (target.revision === revision.metadata.name) return target;
      return `stays on ${target.revision}: spec.rollout.canary does not select it`;
    },
  };
}

/** A blueprint in the place of the one that each database is made by, whatever it follows. */
export const blueprintCandidate = (blueprint: string, catalogue: Catalogue): Candidate => ({
  subject: { blueprint },
  leadFor: (known) => {
    const { current, target } = followingOf(known, catalogue);
    const lead = current ?? target;
    return isLost(lead) ? lead.message : { ...lead, template: { ...lead.template, blueprint } };
  },
});

/** Throws a UsageError for one that is not known. The version alone is enough, as there is one family. */
export function blueprintNamed(wanted: string): string {
  const blueprint = wanted.includes('/') ? wanted : `${FAMILY}/${wanted}`;
  if (BLUEPRINTS[blueprint] !== undefined) return blueprint;
  throw new UsageError(`there is no blueprint ${wanted}: use ${Object.keys(BLUEPRINTS).join(', ')}`);
}

const FAMILY = 'ha-postgres';
