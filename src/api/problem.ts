import type { StalledReason } from './conditions.js';
import type { Json } from './object.js';

/** Something in a TapDatabase that keeps it from being composed until a person changes it. */
export interface Problem {
  readonly reason: Extract<
    StalledReason,
    'InvalidSpec' | 'ReferenceNotAllowed' | 'IdentityChanged' | 'ConstraintViolated' | 'PatchRefused'
  >;
  /** Where, e.g. `spec.postgres.parameters.shared_buffers` or `spec.access.cidrs[0]`. */
  readonly field: string;
  /** What stands there; null where nothing does. */
  readonly value: Json;
  /** What is wrong with it, with the sum where one was made. */
  readonly message: string;
  /** What to write instead. */
  readonly remedy: string;
}

export function invalid(field: string, value: Json, message: string, remedy: string): Problem {
  return { reason: 'InvalidSpec', field, value, message, remedy };
}

/** One line: `spec.network.cidr "10.0.0.0/24": is too small; write 10.0.0.0/16`. */
export function formatProblem({ field, value, message, remedy }: Problem): string {
  return `${field} ${JSON.stringify(value)}: ${message}; ${remedy}`;
}
