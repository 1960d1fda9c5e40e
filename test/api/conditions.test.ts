import { expect, test } from '@jest/globals';
import { type NewCondition, removeCondition, setCondition, setConditions } from '../../src/api/conditions.js';

const earlier = new Date('2026-03-01T10:00:00.123Z');
const later = new Date('2026-03-01T11:00:00.999Z');

const ready: NewCondition = {
  type: 'Ready',
  status: 'True',
  reason: 'Available',
  message: 'serves',
  observedGeneration: 1,
};
const synced: NewCondition = { ...ready, type: 'Synced', reason: 'AllSynced' };

test('a new condition has changed now, in whole seconds', () => {
  expect(setCondition([], ready, earlier)).toEqual([{ ...ready, lastTransitionTime: '2026-03-01T10:00:00Z' }]);
});

test('the time of change stays while the status does, whatever else changes', () => {
  const before = setCondition([], ready, earlier);
  const next: NewCondition = { ...ready, reason: 'NotServing', message: 'still', observedGeneration: 2 };
  expect(setCondition(before, next, later)).toEqual([{ ...next, lastTransitionTime: '2026-03-01T10:00:00Z' }]);
});

test('another status has changed now', () => {
  const before = setCondition([], ready, earlier);
  const next: NewCondition = { ...ready, status: 'False', reason: 'NotServing' };
  expect(setCondition(before, next, later)).toEqual([{ ...next, lastTransitionTime: '2026-03-01T11:00:00Z' }]);
});

test('one condition is set among others, in a fixed order', () => {
  const before = setConditions([], [synced], earlier);
  expect(setCondition(before, ready, later)).toEqual([
    { ...ready, lastTransitionTime: '2026-03-01T11:00:00Z' },
    { ...synced, lastTransitionTime: '2026-03-01T10:00:00Z' },
  ]);
});

test('setting all drops those that are no longer there', () => {
  const held: NewCondition = { ...ready, type: 'ChangeHeld', reason: 'WaitsForWindow' };
  const before = setConditions([], [held, synced, ready], earlier);
  expect(before.map(({ type }) => type)).toEqual(['Ready', 'Synced', 'ChangeHeld']);
  const after = setConditions(before, [synced, ready], later);
  expect(after.map(({ type, lastTransitionTime }) => `${type} ${lastTransitionTime}`)).toEqual([
    'Ready 2026-03-01T10:00:00Z',
    'Synced 2026-03-01T10:00:00Z',
  ]);
});

test('one condition is removed', () => {
  const before = setConditions([], [synced, ready], earlier);
  expect(removeCondition(before, 'Ready').map(({ type }) => type)).toEqual(['Synced']);
  expect(removeCondition(before, 'Stalled')).toEqual(before);
});
