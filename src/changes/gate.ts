import { type ChildRef, refKey, refOf } from '../api/child.js';
import type { KubeObject } from '../api/object.js';
import { setID } from './change-id.js';
import type { DisruptiveChange, HeldChange } from './held-change.js';
import { type MaintenanceWindow, nextOpening } from './maintenance-window.js';
import { readinessOf } from './readiness.js';

/** `spec.maintenance.disruptiveChanges`: when restarts and failovers are made. */
export type DisruptionMode = 'InWindow' | 'OnApproval' | 'Immediately';

export interface GateOptions {
  readonly mode: DisruptionMode;
  readonly window: MaintenanceWindow;
  /** On the calendar. */
  readonly now: Date;
  /** Ids of single changes, or of the set that is held. */
  readonly approvals: ReadonlySet<string>;
}

/** A change whose time has come, behind another instance that is busy. */
export interface InLine {
  readonly change: DisruptiveChange;
  readonly on: ChildRef;
  readonly message: string;
}

export interface Verdict {
  readonly held: readonly HeldChange[];
  readonly inLine: readonly InLine[];
  /** To be done now. */
  readonly released: readonly DisruptiveChange[];
  /** Ids of what is approved and not done yet. */
  readonly approved: readonly string[];
}

/**
 * What of the disruptive changes is done now. `instances` are the live DBInstances of the database: of them one at a time is
 * disturbed, and only while all others are as they should be; the primary comes last, when the change has proved harmless.
 */
export function gate(
  changes: readonly DisruptiveChange[],
  instances: readonly KubeObject[],
  options: GateOptions,
): Verdict {
  const stillHeld = (approvals: ReadonlySet<string>): readonly HeldChange[] =>
    changes.flatMap((change) => heldOf(change, approvals.has(change.id), options));
  const singly = stillHeld(options.approvals);
  const open = openIDs(singly, options.approvals);
  const isSetApproved = options.approvals.has(setID(open));
  const approvals = isSetApproved ? new Set([...options.approvals, ...open]) : options.approvals;
  const held = isSetApproved ? stillHeld(approvals) : singly;
  const heldIDs = new Set(held.map(({ id }) => id));
  const free = changes.filter(({ id }) => !heldIDs.has(id));
  return {
    held,
    ...takeTurns(free, instances, options.now),
    approved: changes.filter(({ id, byHand }) => !byHand && approvals.has(id)).map(({ id }) => id),
  };
}

/** Ids of what an approval would move: the set that is approved as a whole. */
export const openIDs = (held: readonly HeldChange[], approvals: ReadonlySet<string>): readonly string[] =>
  held.filter(({ id, byHand }) => !byHand && !approvals.has(id)).map(({ id }) => id);

/** The change as it is held; empty where it need not be. */
function heldOf(
  change: DisruptiveChange,
  isApproved: boolean,
  { mode, window, now }: GateOptions,
): readonly HeldChange[] {
  const isRestart = change.class === 'reboot' || change.class === 'failover';
  const forApproval: readonly HeldChange[] = [{ ...change, waitsFor: 'Approval' }];
  if (change.byHand) return forApproval;
  if (isRestart && (isApproved || mode === 'Immediately')) return [];
  if (!isApproved && (!isRestart || mode === 'OnApproval')) return forApproval;
  if (mode !== 'InWindow') return [];
  const notBefore = nextOpening(window, now);
  return notBefore === undefined ? [] : [{ ...change, waitsFor: 'Window', notBefore }];
}

function takeTurns(
  changes: readonly DisruptiveChange[],
  instances: readonly KubeObject[],
  now: Date,
): Pick<Verdict, 'released' | 'inLine'> {
  const released: DisruptiveChange[] = [];
  const inLine: InLine[] = [];
  const states = instances.map((object) => ({ object, ref: refOf(object), ...readinessOf(object, now) }));
  const others = changes.filter(({ ref }) => !states.some((instance) => isSame(instance.ref, ref)));
  for (const { object, ref, state } of states.toSorted((a, b) => turnOf(a.object).localeCompare(turnOf(b.object)))) {
    const own = changes.filter((change) => isSame(change.ref, ref));
    if (own.length === 0) continue;
    const earlier = released.find((change) => !isSame(change.ref, ref));
    // One that is broken may be mended by its own change, and cannot wait for others that are broken too.
    const busy = states.find(
      (other) =>
        other.object !== object && other.state !== 'Ready' && !(state === 'Terminal' && other.state === 'Terminal'),
    );
    const on = busy?.ref ?? earlier?.ref;
    if (on === undefined) released.push(...own);
    else for (const change of own) inLine.push({ change, on, message: busy?.message ?? 'it is being changed' });
  }
  return { released: [...others, ...released], inLine };
}

const isSame = (a: ChildRef, b: ChildRef): boolean => refKey(a) === refKey(b);

/** Replicas by number, then the primary. */
function turnOf({ metadata, spec }: KubeObject): string {
  const isReplica = spec?.['sourceDBInstanceIdentifier'] !== undefined;
  return isReplica ? `0 ${metadata.name.replace(/\d+$/, (number) => number.padStart(4, '0'))}` : '1';
}
