import { expect, test } from '@jest/globals';
import { isUnobserved, sinceLastLook, unobservedMessage } from '../../src/changes/observation.js';
import { ack, condition, core, deleting, synced } from './support.js';

const TEN_HOURS = 36_000_000;
const LOOKED = '2026-01-05T10:00:00Z';
const after = (hours: number, seconds = 0): Date => new Date(Date.parse(LOOKED) + hours * 3_600_000 + seconds * 1000);
const vpc = synced(ack('VPC', 'v'), {}, LOOKED);

test('an object is unobserved when its period, a tenth and half a minute have passed since the last look', () => {
  expect(isUnobserved(vpc, after(10), TEN_HOURS)).toBe(false);
  expect(isUnobserved(vpc, after(11, 30), TEN_HOURS)).toBe(false);
  expect(isUnobserved(vpc, after(11, 31), TEN_HOURS)).toBe(true);
  expect(isUnobserved(vpc, after(1), 1_800_000)).toBe(true);
});

test('the last look is that of the newest condition', () => {
  const conditions = [
    condition('Ready', 'True', { lastTransitionTime: LOOKED }),
    condition('ACK.ResourceSynced', 'True', { lastTransitionTime: '2026-01-05T21:00:00Z' }),
    condition('ACK.Recoverable', 'True'),
  ];
  expect(isUnobserved(synced(vpc, { conditions } as never), after(12), TEN_HOURS)).toBe(false);
});

test('not what ACK looks at never again, what is leaving, what nobody has looked at yet, or what is not ACK’s', () => {
  const terminal = [condition('ACK.Terminal', 'True'), condition('Ready', 'False', { lastTransitionTime: LOOKED })];
  expect(isUnobserved(synced(vpc, { conditions: terminal } as never), after(100), TEN_HOURS)).toBe(false);
  expect(isUnobserved(deleting(vpc), after(100), TEN_HOURS)).toBe(false);
  expect(isUnobserved(ack('VPC', 'v'), after(100), TEN_HOURS)).toBe(false);
  expect(isUnobserved(core('Service', 's'), after(100), TEN_HOURS)).toBe(false);
});

test('the time since the last look is told where there will be another', () => {
  expect(sinceLastLook(vpc, after(3))).toBe(10_800_000);
  expect(sinceLastLook(deleting(vpc), after(3))).toBeUndefined();
});

test('the message names the controller', () => {
  expect(unobservedMessage(vpc)).toContain('is the controller of ec2.services.k8s.aws running');
});
