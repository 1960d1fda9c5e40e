import { ALLOW_ALL } from '../api/find-problems.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { BUILT_IN_COMPOSITION } from '../api/identity.js';
import { groupOf } from '../api/kinds.js';
import type { KubeObject } from '../api/object.js';
import { validate } from '../api/validate.js';
import { readinessOf } from '../changes/readiness.js';
import { BLUEPRINTS } from '../composition/blueprints.js';
import type { Leaf } from '../graph/page.js';
import type { Standing } from '../graph/standing.js';
import { render } from './render.js';

/** How each child stands, those that should be there and are not yet included. The blueprint by default is the built-in. */
export function liveLeaves(
  database: TapDatabase,
  children: readonly KubeObject[],
  now: Date,
  blueprint = BUILT_IN_COMPOSITION,
): readonly Leaf[] {
  const held = new Map(
    (database.status?.heldChanges ?? []).map(({ child, class: kind, effect }) => [child, `${kind}: ${effect}`]),
  );
  const live = children.map((child): Leaf => {
    const { state, message } = readinessOf(child, now);
    const standing = STANDINGS[state];
    const waits = held.get(nameOf(child));
    return waits === undefined || standing === 'failing' || standing === 'deleting'
      ? { child, standing, message }
      : { child, standing: 'held', message: waits };
  });
  const known = new Set(children.map(keyOf));
  const missing = wanted(database, children, blueprint).filter((child) => !known.has(keyOf(child)));
  return [...live, ...missing.map((child): Leaf => ({ child, standing: 'absent', message: 'not created yet' }))];
}

/** Of a database that goes, or that nobody can compose, nothing is missing. Secrets are not looked at. */
function wanted(database: TapDatabase, observed: readonly KubeObject[], blueprint: string): readonly KubeObject[] {
  const isKnown = BLUEPRINTS[blueprint] !== undefined;
  if (!isKnown || database.metadata.deletionTimestamp !== undefined || validate(database, ALLOW_ALL).length > 0)
    return [];
  return render(database, { observed, template: { blueprint } }).filter(
    ({ apiVersion, kind }) => apiVersion !== 'v1' || kind !== 'Secret',
  );
}

const nameOf = ({ kind, metadata }: KubeObject): string => `${kind}/${metadata.name}`;
const keyOf = (child: KubeObject): string => `${groupOf(child.apiVersion)} ${nameOf(child)}`;

const STANDINGS: Readonly<Record<ReturnType<typeof readinessOf>['state'], Standing>> = {
  Ready: 'ready',
  Progressing: 'progressing',
  Deleting: 'deleting',
  Failing: 'failing',
  Terminal: 'failing',
  Silent: 'failing',
};
