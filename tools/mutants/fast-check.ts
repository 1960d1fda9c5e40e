/**
 * Stands for `fast-check` where the unit tests run against mutants: the same properties and assertions on the same
 * values each time, fewer of them, and no search for the smallest counterexample, which nobody would read.
 */
import fc from 'fast-check';

const RUNS = 100;

const assert = <Values>(property: fc.IProperty<Values>, parameters: fc.Parameters<Values> = {}): void =>
  fc.assert(property, {
    ...parameters,
    seed: 1,
    numRuns: Math.min(parameters.numRuns ?? RUNS, RUNS),
    endOnFailure: true,
  });

export default { ...fc, assert };
