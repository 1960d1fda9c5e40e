import type { TapDatabase, TapDatabaseStatus } from '../api/generated/tapdatabase.js';
import { resolve } from '../api/resolve.js';
import { ANNOTATION_APPROVE } from '../api/words.js';
import { parseWeeklyWindow } from '../aws/windows.js';
import { setID } from '../changes/change-id.js';
import { formatPath } from '../changes/differences.js';
import { openIDs } from '../changes/gate.js';
import type { HeldChange } from '../changes/held-change.js';
import type { MaintenanceWindow } from '../changes/maintenance-window.js';
import { wholeSeconds } from '../changes/marks.js';
import type { ChangeSet, Maintenance } from '../changes/plan.js';

interface HeldStatement {
  readonly status: 'True';
  readonly reason: 'WaitsForApproval' | 'WaitsForWindow';
  readonly message: string;
}

/** As many as the schema takes. */
const MOST = 64;

type Approved = NonNullable<TapDatabaseStatus['approved']>;

/** When what disturbs may be done. The spec has been validated. */
export function maintenanceOf(database: TapDatabase): Maintenance {
  const { disruptiveChanges, window } = resolve(database).maintenance;
  return { disruptiveChanges, window: parseWeeklyWindow(window) as MaintenanceWindow };
}

/** What a person approves now, and has approved before. */
export const approvalsOf = (database: TapDatabase): ReadonlySet<string> =>
  new Set([...approvalsGiven(database), ...(database.status?.approved?.ids ?? [])]);

const approvalsGiven = ({ metadata }: TapDatabase): readonly string[] =>
  (metadata.annotations?.[ANNOTATION_APPROVE] ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');

/** Approvals that are still to be carried out, under the id of the set as it was when the last of them came. */
export function approvedOf({ status }: TapDatabase, { approved: ids }: ChangeSet): Approved | undefined {
  if (ids.length === 0) return undefined;
  const before = status?.approved;
  const isOld = ids.every((id) => before?.ids?.includes(id));
  return { setID: (isOld ? before?.setID : undefined) ?? setID(ids), ids };
}

/** Whether a person has approved something since the status was written: on record before it is done, so that it outlives a crash. */
export const isNewlyApproved = ({ status }: TapDatabase, { approved }: ChangeSet): boolean =>
  !approved.every((id) => status?.approved?.ids?.includes(id));

/** What of the status speaks of held changes and approvals. */
export function heldStatusOf(
  database: TapDatabase,
  changes: ChangeSet,
): Pick<TapDatabaseStatus, 'heldChanges' | 'approved'> {
  const approved = approvedOf(database, changes);
  const heldChanges = changes.held.slice(0, MOST).map((change) => ({
    id: change.id,
    child: `${change.ref.kind}/${change.ref.name}`,
    class: change.class,
    effect: change.effect,
    fields: fieldsOf(change).slice(0, MOST),
    ...(change.notBefore === undefined ? {} : { notBefore: wholeSeconds(change.notBefore) }),
  }));
  return {
    ...(heldChanges.length === 0 ? {} : { heldChanges }),
    ...(approved === undefined ? {} : { approved }),
  };
}

const fieldsOf = ({ differences }: HeldChange): readonly string[] => differences.map(({ path }) => formatPath(path));

/** What is held and why, without its child. */
export function describeHeld(change: HeldChange): string {
  const fields = fieldsOf(change);
  const what = `${fields.length === 0 ? '' : `the change of ${fields.join(', ')} `}(${change.id}, ${change.class})`;
  const until = change.byHand
    ? 'is not made'
    : change.waitsFor === 'Window'
      ? 'waits for the maintenance window'
      : 'waits for an approval';
  return `${what} ${until}: ${change.effect}`;
}

/** The whole of what is held, and how to let it go; undefined where nothing is. Free of times. */
export function heldStatement(database: TapDatabase, { held }: ChangeSet): HeldStatement | undefined {
  if (held.length === 0) return undefined;
  const reason = held.some(({ waitsFor }) => waitsFor === 'Approval') ? 'WaitsForApproval' : 'WaitsForWindow';
  const texts = held.map((change) => `${change.ref.kind} ${change.ref.name}: ${describeHeld(change)}`);
  // What has no field is approved by its own id alone.
  const inSet = held.filter(({ differences }) => differences.length > 0);
  const open = openIDs(inSet, approvalsOf(database));
  const message = [...texts, ...remedyOf(database, open), ...unknownOf(database, inSet)].join('. ');
  return { status: 'True', reason, message };
}

function remedyOf({ metadata }: TapDatabase, open: readonly string[]): readonly string[] {
  const [first] = open;
  if (first === undefined) return [];
  const { name, namespace = 'default' } = metadata;
  const command = (id: string): string =>
    `kubectl annotate tapdatabase ${name} -n ${namespace} --overwrite ${ANNOTATION_APPROVE}=${id}`;
  if (open.length === 1) return [`To approve it: ${command(first)}`];
  return [`To approve all of it: ${command(setID(open))} (or ids of single changes, with commas)`];
}

function unknownOf(database: TapDatabase, held: readonly HeldChange[]): readonly string[] {
  const known = new Set([...held.map(({ id }) => id), ...approvalsKnown(database)]);
  const unknown = approvalsGiven(database).filter((id) => !known.has(id));
  return unknown.length === 0 || held.length === 0
    ? []
    : [`${ANNOTATION_APPROVE} names ${unknown.join(', ')}, which is none of these`];
}

const approvalsKnown = ({ status }: TapDatabase): readonly string[] => [
  ...(status?.approved?.ids ?? []),
  ...(status?.approved?.setID === undefined ? [] : [status.approved.setID]),
];
