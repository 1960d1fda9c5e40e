import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { Settings } from '../api/settings.js';
import { isPaused } from '../reconcile/situation.js';
import { compositionOf } from '../revisions/following.js';
import { blueprintCandidate, type Candidate, compositionCandidate } from './candidate.js';
import type { CompositionFile } from './composition-file.js';
import { UsageError } from './exit-code.js';
import { type Impact, impactOf } from './impact.js';
import type { Reader } from './with-reader.js';

/** What `plan` tries on databases: a TapComposition or a blueprint. */
export type Trial = { readonly composition: CompositionFile } | { readonly blueprint: string };

/** How many databases are looked at a time: each costs a handful of requests. */
const AT_A_TIME = 8;

/**
 * What a trial would do to databases. `named`: those that are asked about; without them all that the reader sees. Rejects
 * with InvalidManifests where the TapComposition could not become a revision of this cluster, and with a UsageError where a
 * named database has nothing to do with it.
 */
export async function planCandidate(
  trial: Trial,
  named: readonly TapDatabase[] | undefined,
  options: { readonly reader: Reader; readonly settings: Settings },
): Promise<{ readonly subject: Candidate['subject']; readonly impacts: readonly Impact[] }> {
  const { cluster, view } = options.reader;
  if ('composition' in trial) await trial.composition.check(await cluster.schemas());
  const catalogue = view.catalogue();
  const candidate =
    'composition' in trial
      ? compositionCandidate(trial.composition.composition, catalogue)
      : blueprintCandidate(trial.blueprint, catalogue);
  const databases =
    named ?? cluster.cachedDatabases().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const impacts: Impact[] = [];
  for (let from = 0; from < databases.length; from += AT_A_TIME) {
    const some = databases.slice(from, from + AT_A_TIME);
    const outcomes = await Promise.all(some.map((database) => impactOf(database, candidate, options)));
    impacts.push(...outcomes.filter((impact) => impact !== undefined));
    const stranger = named === undefined ? -1 : outcomes.indexOf(undefined);
    if (stranger >= 0)
      throw strange(some[stranger] as TapDatabase, compositionOf(some[stranger] as TapDatabase, catalogue));
  }
  for (const { metadata } of databases.filter(isPaused)) {
    const { name, namespace } = metadata;
    process.stderr.write(
      `${namespace}/${name} is paused: nothing is done to it before tapdb resume ${name} -n ${namespace}\n`,
    );
  }
  return { subject: candidate.subject, impacts };
}

const strange = ({ metadata }: TapDatabase, composition: string): UsageError =>
  new UsageError(
    `${metadata.namespace}/${metadata.name} follows ${composition}: to see what it would be with another, plan a manifest of it ` +
      'that names that in spec.compositionRef',
  );
