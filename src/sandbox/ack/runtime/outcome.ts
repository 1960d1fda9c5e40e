import { conditionOf, isTrue, RECOVERABLE, TERMINAL } from './conditions.js';
import { AwsError, Interrupted, NotFound, Terminal, TerminalCondition, toError } from './errors.js';
import type { Kind } from './kind.js';
import { type Condition, copy, type Resource } from './resource.js';

/** A resource as it is known after a call, and what went wrong. */
export interface Outcome {
  readonly resource: Resource;
  readonly error?: Error;
}

/** What is known of an object after a reconcile. */
export interface ReconcileOutcome {
  /** Undefined where nothing is known: its status stays as it was. */
  readonly latest?: Resource;
  readonly error?: Error;
}

/**
 * Runs one operation of a kind; a failure becomes a condition on what is known of the resource, success takes earlier
 * failures back unless `settle` is false.
 */
export async function attempt(
  kind: Kind,
  fallback: Resource,
  action: () => Resource | Promise<Resource>,
  { settle = true } = {},
): Promise<Outcome> {
  try {
    const resource = await action();
    return { resource: settle ? settleConditions(resource) : resource };
  } catch (thrown) {
    if (thrown instanceof NotFound) return { resource: fallback, error: thrown };
    if (thrown instanceof Interrupted) return fail(kind, thrown.resource, thrown.reason);
    return fail(kind, fallback, toError(thrown));
  }
}

function fail(kind: Kind, known: Resource, error: Error): Outcome {
  const resource = copy(known);
  if (isTerminal(kind, error)) {
    put(resource, { type: TERMINAL, status: 'True', message: error.message });
    return { resource, error: new TerminalCondition() };
  }
  if (conditionOf(resource, TERMINAL)) put(resource, { type: TERMINAL, status: 'False' });
  put(resource, { type: RECOVERABLE, status: 'True', message: error.message });
  return { resource, error };
}

const isTerminal = (kind: Kind, error: Error): boolean =>
  error instanceof Terminal || (error instanceof AwsError && (kind.terminalCodes ?? []).includes(error.code));

function settleConditions(resource: Resource): Resource {
  const settled = copy(resource);
  for (const type of [TERMINAL, RECOVERABLE]) if (isTrue(settled, type)) put(settled, { type, status: 'False' });
  return settled;
}

/** Conditions made of errors carry no time, as the generated code leaves it out. */
function put(resource: Resource, condition: Condition): void {
  const others = (resource.status.conditions ?? []).filter(({ type }) => type !== condition.type);
  resource.status.conditions = [...others, condition];
}
