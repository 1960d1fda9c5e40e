import type { KubeObject } from '../api/object.js';
import { canonicalJson } from './canonical.js';
import type { DatabaseChart } from './database-chart.js';
import { conditionsOf, isFresh, isTerminal, writtenAt } from './live-child.js';

export const familyOf = (major: number): string => `postgres${major}`;

/**
 * Which of its parameter groups a major version has: the newest, and another one where that is stuck. ACK goes on calling a
 * group terminal in which RDS has refused a parameter, also when the parameter is gone from it
 * (aws-controllers-k8s/community #2487); under a new name the same parameters are taken.
 */
export function groupNumber(
  { spec, observed }: DatabaseChart,
  major: number,
  parameters: Readonly<Record<string, string>>,
): number {
  const base = `${spec.name}-${familyOf(major)}`;
  const numbered = observed.children
    .filter(({ kind }) => kind === 'DBParameterGroup')
    .map((live) => ({ live, number: numberOf(live.metadata.name, base) }))
    .filter(({ number }) => number > 0)
    .toSorted((a, b) => b.number - a.number)[0];
  if (numbered === undefined) return 1;
  return isStuck(numbered.live, parameters) ? numbered.number + 1 : numbered.number;
}

/** 1 for the name itself, n for `<name>-<n>`, 0 for another one. */
function numberOf(name: string, base: string): number {
  if (name === base) return 1;
  return name.startsWith(`${base}-`) ? Number(/^[1-9]\d*$/.exec(name.slice(base.length + 1))?.[0] ?? 0) : 0;
}

/**
 * Terminal though ACK has looked at the corrected parameters. A group that was never corrected is not: it would be refused
 * under any name, and so would one that still has the parameter of which ACK speaks.
 */
function isStuck(live: KubeObject, parameters: Readonly<Record<string, string>>): boolean {
  const isCorrected =
    writtenAt(live) !== undefined &&
    canonicalJson(live.spec?.['parameterOverrides'] ?? {}) === canonicalJson(parameters);
  if (!isTerminal(live) || !isCorrected || !isFresh(live)) return false;
  const said = conditionsOf(live)
    .filter(({ type }) => type === 'ACK.Terminal')
    .flatMap(({ message }) => String(message ?? '').split(/[^a-z0-9_.]+/));
  return !Object.keys(parameters).some((name) => said.includes(name));
}
