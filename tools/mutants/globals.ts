/** Stands for `@jest/globals` where the unit tests run against mutants. */
export { expect } from 'expect';
export { beforeAll, describe, test } from './harness.ts';
