import type { ChildRef } from '../api/child.js';
import { type Json, type KubeObject, valueAt, valuesAt } from '../api/object.js';
import { shortHash } from '../aws/names.js';
import { parameterOf } from '../aws/parameters.js';
import { canonicalJson } from './canonical.js';
import type { AckOptions, DatabaseChart } from './database-chart.js';
import { conditionsOf, isFresh, liveChild, writtenAt } from './live-child.js';

type Parameters = Readonly<Record<string, string>>;

/** On a DBInstance: the static parameters, as JSON, with which PostgreSQL has started: others wait for a restart. */
const ANNOTATION_STARTED_WITH = 'tapstack.io/started-with';
/** ACK asks RDS about an instance only when its spec changes; a new value of this tag lets it see that a restart is due. */
const TAG_PARAMETERS = 'tapstack.io/static-parameters';

/**
 * What a live instance is to be marked with, so that it is known which parameters wait for its restart. Nothing until a static
 * parameter of its group is to change: `wanted` are those of a group by the name that RDS has for it.
 */
export function startMarks(
  { observed }: DatabaseChart,
  ref: ChildRef,
  wanted: ReadonlyMap<string, Parameters>,
): Pick<AckOptions, 'annotations' | 'tags'> {
  const live = liveChild(observed, ref);
  const group = live === undefined ? undefined : groupOf(live, observed.children);
  if (live === undefined || group === undefined) return {};
  const started = startedWith(live);
  const current = staticOf(overridesOf(group));
  if (started === undefined) {
    const next = wanted.get(String(group.spec?.['name']));
    return next === undefined || isEqual(staticOf(next), current) ? {} : { annotations: marked(current) };
  }
  if (isEqual(started, current) || hasRestarted(live)) return { annotations: marked(current) };
  return {
    annotations: marked(started),
    ...(isSynced(group) && { tags: { [TAG_PARAMETERS]: shortHash(canonicalJson(current)) } }),
  };
}

/**
 * The parameters of a live group as they may be now: its static ones stay until every instance in it is marked with what it
 * has started with, or that would be known to nobody when the operator dies in between.
 */
export function afterMarks({ observed }: DatabaseChart, group: ChildRef, wanted: Parameters): Parameters {
  const live = liveChild(observed, group);
  if (live === undefined) return wanted;
  const current = staticOf(overridesOf(live));
  const isUnmarked = observed.children.some(
    (object) =>
      object.kind === 'DBInstance' && groupNameOf(object) === live.spec?.['name'] && startedWith(object) === undefined,
  );
  if (!isUnmarked || isEqual(staticOf(wanted), current)) return wanted;
  const dynamic = Object.entries(wanted).filter(([name]) => parameterOf(name)?.static !== true);
  return { ...Object.fromEntries(dynamic), ...current };
}

/** The static parameters that an instance would start with another value of; sorted. Empty where that is not known. */
export function parametersWaiting(live: KubeObject, children: readonly KubeObject[]): readonly string[] {
  const group = groupOf(live, children);
  const started = startedWith(live);
  if (group === undefined || started === undefined) return [];
  const current = staticOf(overridesOf(group));
  return [...new Set([...Object.keys(started), ...Object.keys(current)])]
    .filter((name) => started[name] !== current[name])
    .toSorted();
}

/** What RDS says of an instance's parameter group, e.g. `in-sync` or `pending-reboot`. */
export const applyStatusOf = (live: KubeObject): Json | undefined =>
  valueAt(live, 'status.dbParameterGroups.0.parameterApplyStatus');

export const groupNameOf = (live: KubeObject): Json | undefined =>
  valueAt(live, 'status.dbParameterGroups.0.dbParameterGroupName');

const groupOf = (live: KubeObject, children: readonly KubeObject[]): KubeObject | undefined =>
  children.find(({ kind, spec }) => kind === 'DBParameterGroup' && spec?.['name'] === groupNameOf(live));

const overridesOf = (group: KubeObject): Parameters => (group.spec?.['parameterOverrides'] ?? {}) as Parameters;

const staticOf = (parameters: Parameters): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => parameterOf(name)?.static === true));

const marked = (parameters: Parameters): Readonly<Record<string, string>> => ({
  [ANNOTATION_STARTED_WITH]: canonicalJson(parameters),
});

function startedWith(live: KubeObject): Parameters | undefined {
  try {
    return JSON.parse(live.metadata.annotations?.[ANNOTATION_STARTED_WITH] ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

const isEqual = (a: Parameters, b: Parameters): boolean => canonicalJson(a) === canonicalJson(b);

/** RDS says that nothing waits, and ACK has asked it after the tag was written that came after the parameters. */
function hasRestarted(live: KubeObject): boolean {
  const stamped = conditionsOf(live).find(({ type }) => type === 'ACK.ResourceSynced')?.['lastTransitionTime'];
  const isTold = valuesAt(live, 'spec.tags.*.key').includes(TAG_PARAMETERS);
  return isTold && applyStatusOf(live) === 'in-sync' && Date.parse(String(stamped)) > Date.parse(writtenAt(live) ?? '');
}

const isSynced = (group: KubeObject): boolean =>
  isFresh(group) && conditionsOf(group).some(({ type, status }) => type === 'ACK.ResourceSynced' && status === 'True');
