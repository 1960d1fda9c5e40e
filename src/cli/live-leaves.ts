import { ALLOW_ALL } from '../api/find-problems.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { groupOf } from '../api/kinds.js';
import type { KubeObject } from '../api/object.js';
import { validate } from '../api/validate.js';
import { readinessOf } from '../changes/readiness.js';
import type { Leaf } from '../graph/page.js';
import type { Standing } from '../graph/standing.js';
import { render } from './render.js';

/** How each child stands, those that should be there and are not yet included. */
export function liveLeaves(database: TapDatabase, children: readonly KubeObject[], now: Date): readonly Leaf[] {
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
  const missing = wanted(database, children).filter((child) => !known.has(keyOf(child)));
  return [...live, ...missing.map((child): Leaf => ({ child, standing: 'absent', message: 'not created yet' }))];
}

/** Of a database that goes, or that nobody can compose, nothing is missing. Secrets are not looked at. */
function wanted(database: TapDatabase, observed: readonly KubeObject[]): readonly KubeObject[] {
  if (database.metadata.deletionTimestamp !== undefined || validate(database, ALLOW_ALL).length > 0) return [];
  return render(database, { observed }).filter(({ apiVersion, kind }) => apiVersion !== 'v1' || kind !== 'Secret');
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
