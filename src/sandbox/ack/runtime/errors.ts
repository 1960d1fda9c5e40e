import type { Resource } from './resource.js';

/** An answer of AWS other than success. */
export class AwsError extends Error {
  constructor(
    /** e.g. `DependencyViolation` */
    readonly code: string,
    message: string,
    /**
     * On a refused delete: whether something live stands in its way, or only the tail of deletions that AWS has
     * accepted already.
     */
    readonly blockedBy?: 'live' | 'deleting',
  ) {
    super(`api error ${code}: ${message}`);
    this.name = 'AwsError';
  }
}

/** AWS has no such object. */
export class NotFound extends Error {
  constructor() {
    super('resource not found');
    this.name = 'NotFound';
  }
}

/** Look again: after so many seconds of AWS, or with the queue's backoff where none are given. */
export class Requeue extends Error {
  constructor(
    message: string,
    readonly afterSeconds?: number,
  ) {
    super(message);
    this.name = 'Requeue';
  }
}

/** Nothing but a change of spec helps. */
export class Terminal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Terminal';
  }
}

/** The resource carries `ACK.Terminal`: there is nothing to retry. Reads as the runtime's own error does. */
export class TerminalCondition extends Error {
  constructor() {
    super('resource is in terminal condition');
    this.name = 'TerminalCondition';
  }
}

/** A call that got somewhere before it failed: what the controller knows by then. */
export class Interrupted extends Error {
  constructor(
    readonly resource: Resource,
    readonly reason: Error,
  ) {
    super(reason.message);
    this.name = 'Interrupted';
  }
}

export const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
