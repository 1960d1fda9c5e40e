import { type ChildRef, refKey, refOf } from '../api/child.js';
import type { Json, KubeObject } from '../api/object.js';
import type { PlannedApply } from '../changes/child-change.js';
import { type FieldDifference, formatPath } from '../changes/differences.js';
import { disruptiveChangesOf } from '../changes/disruption.js';
import { ownerOf } from '../changes/drift.js';
import type { HeldChange } from '../changes/held-change.js';
import { wholeSeconds } from '../changes/marks.js';
import type { ChangeSet } from '../changes/plan.js';
import type { Paint } from './status-screen.js';

/** A field as it stands and as it is to be; values of Secrets are hidden. */
interface PlannedField {
  readonly path: string;
  /** Absent where there is no such field. */
  readonly from?: Json;
  readonly to: Json;
  /** The field manager that has it now; absent where that is the operator, or nobody. */
  readonly manager?: string;
}

/** A child that is created, changed or deleted, or a change that is held back. */
export interface PlannedStep {
  readonly action: 'create' | 'change' | 'delete' | 'hold' | 'wait';
  readonly kind: string;
  readonly name: string;
  readonly fields: readonly PlannedField[];
  readonly disruption?: HeldChange['class'];
  /** What `tapstack.io/approve` takes. */
  readonly id?: string;
  /** RFC 3339: when the maintenance window opens. */
  readonly notBefore?: string;
  /** What it does, or what it waits for. */
  readonly note?: string;
}

/** What a plan would do, in the order in which it would. */
export function stepsOf(changes: ChangeSet, live: readonly KubeObject[]): readonly PlannedStep[] {
  const standing = new Map(live.map((object) => [refKey(refOf(object)), object]));
  const named = ({ kind, name }: ChildRef) => ({ kind, name });
  const fieldsOf = (ref: ChildRef, differences: readonly FieldDifference[]) =>
    differences.map((difference) => fieldOf(difference, standing.get(refKey(ref))));
  const written = ({ ref, change, differences }: PlannedApply): PlannedStep => ({
    action: change === 'create' ? 'create' : 'change',
    ...named(ref),
    fields: fieldsOf(ref, differences),
    ...disruptionIn(ref, differences),
    ...(change === 'relabel' && differences.length === 0 && { note: 'the marks of the operator alone' }),
  });
  const held = ({ ref, differences, id, effect, notBefore, ...change }: HeldChange): PlannedStep => ({
    action: 'hold',
    ...named(ref),
    fields: fieldsOf(ref, differences),
    disruption: change.class,
    id,
    note: effect,
    ...(notBefore !== undefined && { notBefore: wholeSeconds(notBefore) }),
  });
  return [
    ...changes.apply.map(written),
    ...changes.prune.map(
      ({ kind, metadata }): PlannedStep => ({ action: 'delete', kind, name: metadata.name, fields: [] }),
    ),
    ...changes.held.map(held),
    ...changes.waiting.map(
      ({ ref, on, message }): PlannedStep => ({
        action: 'wait',
        ...named(ref),
        fields: [],
        note: refKey(on) === refKey(ref) ? message : `waits for ${on.kind} ${on.name}: ${message}`,
      }),
    ),
  ];
}

/** Of what is not held: its time has come. */
function disruptionIn(ref: ChildRef, differences: readonly FieldDifference[]): Pick<PlannedStep, 'disruption'> {
  const worst = disruptiveChangesOf(ref, differences).at(-1);
  return worst === undefined ? {} : { disruption: worst.class };
}

function fieldOf({ path, desired, live }: FieldDifference, object: KubeObject | undefined): PlannedField {
  const manager = object && ownerOf(object, path);
  return {
    path: formatPath(path),
    to: desired,
    ...(live !== undefined && { from: live }),
    ...(manager !== undefined && { manager }),
  };
}

const MARKS = {
  create: ['green', '+'],
  change: ['yellow', '~'],
  delete: ['red', '-'],
  hold: ['magenta', '!'],
  wait: ['gray', '…'],
} as const;

/** The plan as a person reads it. `subject`: `namespace/name`. */
export function planScreen(subject: string, steps: readonly PlannedStep[], paint: Paint): string {
  if (steps.length === 0) return `${subject}: nothing to do, everything is as composed\n`;
  const count = (action: PlannedStep['action']): number => steps.filter((step) => step.action === action).length;
  const summary = [
    `${count('create')} to create`,
    `${count('change')} to change`,
    `${count('delete')} to delete`,
    `${count('hold')} held`,
    `${count('wait')} waiting`,
  ].join(', ');
  return `${[`${subject}: ${summary}`, '', ...steps.flatMap((step) => stepLines(step, paint))].join('\n')}\n`;
}

/** One step, with a field a line below it. */
export function stepLines(step: PlannedStep, paint: Paint): readonly string[] {
  const { action, kind, name, disruption, id, note, notBefore } = step;
  const [colour, mark] = MARKS[action];
  const what = disruption === undefined ? '' : `  ${paint(disruption === 'reboot' ? 'yellow' : 'red', disruption)}`;
  const until = id === undefined ? '' : `  ${id}, ${notBefore === undefined ? 'for an approval' : `from ${notBefore}`}`;
  return [
    `${paint(colour, mark)} ${kind} ${name}${what}${until}`,
    ...step.fields.map(
      ({ path, from, to, manager }) =>
        `    ${path}: ${text(from)} → ${text(to)}${manager === undefined ? '' : `  (${manager})`}`,
    ),
    ...(note === undefined ? [] : [`    ${note}`]),
  ];
}

const text = (value: Json | undefined): string => (value === undefined ? '(nothing)' : JSON.stringify(value));
