import type { ChildRef } from '../api/child.js';
import type { FieldDifference } from './differences.js';
import type { DisruptionClass } from './field-rules/field-rule.js';

export type Disruption = Exclude<DisruptionClass, 'none'>;

/** Something that would disturb the database, or that only a person can decide. */
export interface DisruptiveChange {
  /** Made of the child and of what is wanted of it; see change-id.ts. What `tapstack.io/approve` takes. */
  readonly id: string;
  readonly ref: ChildRef;
  readonly class: Disruption;
  /** What happens when it is done, or what a person has to do instead; as a person reads it. */
  readonly effect: string;
  /** Empty where not a field changes but the object is made again, or let go. */
  readonly differences: readonly FieldDifference[];
  /** A person has to do it, so that an approval changes nothing. @default false */
  readonly byHand?: boolean;
}

/** A change that is not done yet. */
export interface HeldChange extends DisruptiveChange {
  readonly waitsFor: 'Window' | 'Approval';
  /** When the window opens; absent where an approval is awaited. */
  readonly notBefore?: Date;
}
