import { expect, test } from '@jest/globals';
import { conditionsBefore } from '../../src/reconcile/progress.js';
import { condition } from '../revisions/support.js';

const READY = condition('Ready', 'True', 'Available');
const synced = (reason: string) => condition('Synced', 'False', reason);

test.each([
  ['WaitsForWindow', 'NotSynced', true],
  ['WaitsForApproval', 'NotSynced', true],
  ['WaitsForApproval', 'AllSynced', true],
  ['WaitsForWindow', 'WaitsForWindow', false],
  ['WaitsForWindow', 'WaitsForApproval', false],
  ['NotSynced', 'WaitsForWindow', false],
  ['NotSynced', 'NotObserved', false],
])('after %s, %s begins anew: %p', (was, is, isNew) => {
  const before = [READY, synced(was)];
  expect(conditionsBefore(before, synced(is))).toEqual(isNew ? [READY] : before);
});

test('another condition that waits goes on, and there may be none yet', () => {
  const held = [condition('ChangeHeld', 'True', 'WaitsForWindow')];
  expect(conditionsBefore(held, synced('NotSynced'))).toEqual(held);
  expect(conditionsBefore(undefined, synced('NotSynced'))).toEqual([]);
});
