import type { KubeObject } from '../../api/object.js';
import type { Comparison } from '../comparison.js';

/**
 * What a change of a field does to a running database, the least first. `replacement`: another resource would have to be
 * made. `irreversible`: there is no way back, as from a major upgrade.
 */
export type DisruptionClass = 'none' | 'reboot' | 'failover' | 'replacement' | 'irreversible';

/** `createOnly`: ACK looks at the field when it makes the resource and never again, so the live value is kept and nothing is said. */
export type OnChange = DisruptionClass | 'createOnly';

/** What is known of one field of a kind. */
export interface FieldRule {
  /** @default equality of what is declared; an object is compared field by field */
  readonly compare?: Comparison;
  /** Some depend on the rest of the object, as it is wanted and as it is live. */
  readonly onChange: OnChange | ((desired: KubeObject, live: KubeObject) => OnChange);
}

/** One rule for every field of a spec: a field without one does not compile. */
export type RulesOf<Spec> = { readonly [Field in keyof Required<Spec>]: FieldRule };

/** ACK applies it, and nobody notices. */
export const none: FieldRule = { onChange: 'none' };
export const reboot: FieldRule = { onChange: 'reboot' };
/** AWS cannot change it, or ACK never asks: accepted by the API server and then ignored for ever. */
export const replacement: FieldRule = { onChange: 'replacement' };
export const createOnly: FieldRule = { onChange: 'createOnly' };

export const comparedAs = (compare: Comparison): FieldRule => ({ compare, onChange: 'none' });
