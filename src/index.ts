/** What `import … from 'tapdb-operator'` gives: the composition as a construct of cdk8s. */
export type { TapDatabaseSpec } from './api/generated/tapdatabase.js';
export { type PasswordSecret, TapStack, type TapStackProps } from './composition/tap-stack.js';
