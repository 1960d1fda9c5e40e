import type { TapDatabaseStatus } from '../api/generated/tapdatabase.js';
import type { EventRecord } from './cluster.js';

/** A condition that is good when it says so; the others are news only when a person must act. */
const GOOD: Readonly<Record<string, 'True' | 'False'>> = {
  Ready: 'True',
  Synced: 'True',
  Stalled: 'False',
  RoleAssociated: 'True',
  DeletionGuarded: 'True',
};

/** Conditions that are there only while a person may want to do something. */
const ONLY_WHILE_SO: readonly string[] = ['RebootPending', 'RevisionRefused'];

/** Reasons of which other Events tell more. */
const TOLD_APART: readonly string[] = ['WaitsForWindow', 'WaitsForApproval', 'RevisionChanged'];

/** Conditions that say another trouble without turning. */
const TROUBLES: readonly string[] = ['Stalled', 'RevisionRefused'];

/**
 * Events for what changed between two statuses: a condition that turned, or that says another reason while it is bad.
 * Nothing for a first status that is only starting, and nothing while nothing changes.
 */
export function transitionsOf(before: TapDatabaseStatus | undefined, after: TapDatabaseStatus): readonly EventRecord[] {
  return [
    ...moveOf(before, after),
    ...rotationOf(before, after),
    ...turnsOf(before, after),
    ...heldAndReleased(before, after),
  ];
}

/** To another revision, or to or from what has none: the first one is no move. */
function moveOf(before: TapDatabaseStatus | undefined, after: TapDatabaseStatus): readonly EventRecord[] {
  const [was, is] = [before?.composition, after.composition].map((of) => of && (of.revision ?? of.name));
  if (was === undefined || is === undefined || was === is) return [];
  return [{ type: 'Normal', reason: 'RevisionChanged', message: `went from ${was} to ${is}` }];
}

/** Clients that keep connections open do not notice; those that connect again must read the Secret again. */
function rotationOf(before: TapDatabaseStatus | undefined, after: TapDatabaseStatus): readonly EventRecord[] {
  const [was, is] = [before?.credentials?.secretName, after.credentials?.secretName];
  if (was === undefined || is === undefined || was === is) return [];
  const connection = after.connectionSecretRef?.name ?? 'the connection Secret';
  const message = `the master password was rotated: ${is} has taken the place of ${was}, and ${connection} gives it`;
  return [{ type: 'Normal', reason: 'PasswordRotated', message }];
}

function turnsOf(before: TapDatabaseStatus | undefined, after: TapDatabaseStatus): readonly EventRecord[] {
  return (after.conditions ?? []).flatMap(({ type, status, reason, message }): readonly EventRecord[] => {
    // With what a person can do about it, or where it comes from.
    if (type === 'ChangeHeld' || TOLD_APART.includes(reason)) return [];
    const previous = before?.conditions?.find((condition) => condition.type === type);
    const isGood = status === GOOD[type];
    const isNews =
      previous === undefined
        ? (type === 'Stalled' && !isGood) || ONLY_WHILE_SO.includes(type)
        : previous.status !== status;
    const isOther = type === 'Stalled' ? previous?.reason !== reason : previous?.message !== message;
    const isOtherTrouble = previous !== undefined && TROUBLES.includes(type) && !isGood && isOther;
    if (!isNews && !isOtherTrouble) return [];
    return [{ type: isGood ? 'Normal' : 'Warning', reason, message }];
  });
}

/** What came to be held, or is said of it now, and what no longer is: since its time has come, or it is not wanted any more. */
function heldAndReleased(before: TapDatabaseStatus | undefined, after: TapDatabaseStatus): readonly EventRecord[] {
  const held = after.conditions?.find(({ type }) => type === 'ChangeHeld');
  const heldBefore = before?.conditions?.find(({ type }) => type === 'ChangeHeld');
  const ids = new Set(after.heldChanges?.map(({ id }) => id));
  const released = (before?.heldChanges ?? []).filter(({ id }) => !ids.has(id));
  const events: EventRecord[] = [];
  if (held !== undefined && held.message !== heldBefore?.message) {
    events.push({ type: 'Normal', reason: held.reason, message: held.message });
  }
  if (released.length > 0) {
    const what = released.map(({ id, child, fields }) => `${child} ${fields.join(', ')} (${id})`).join('; ');
    events.push({ type: 'Normal', reason: 'ChangeReleased', message: `no longer held: ${what}` });
  }
  return events;
}
