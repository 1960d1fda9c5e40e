import { expect, test } from '@jest/globals';
import { belongsTo, isKept, isPrunable } from '../../src/changes/ownership.js';
import { ack, bare, core, label } from './support.js';

const ownedBy = (kind: string, name: string, controller = true, uid = 'uid') => ({
  metadata: { ownerReferences: [{ apiVersion: 'any/v1', kind, name, uid, controller }] },
});

test('an object belongs to the database whose label it carries and that has made it', () => {
  expect(belongsTo(ack('VPC', 'tap-vpc'), 'tap')).toBe(true);
  expect(belongsTo(ack('VPC', 'tap-vpc'), 'other')).toBe(false);
  expect(belongsTo(ack('VPC', 'tap-vpc', {}, { metadata: { labels: undefined } }), 'tap')).toBe(false);
});

test('a label alone makes nothing ours: anybody may set it', () => {
  expect(belongsTo(bare(ack('VPC', 'tap-vpc')), 'tap')).toBe(false);
});

test('an owner by name makes it ours without a mark, also under the uid that the database had before it was restored', () => {
  const restored = bare(ack('VPC', 'tap-vpc', {}, ownedBy('TapDatabase', 'tap', true, 'uid-of-long-ago')));
  expect(belongsTo(restored, 'tap')).toBe(true);
});

test('an owner that controls nothing takes nothing away', () => {
  expect(belongsTo(ack('VPC', 'tap-vpc', {}, ownedBy('Application', 'shop', false)), 'tap')).toBe(true);
});

test.each([
  ['TapDatabase', 'other'],
  ['Deployment', 'tap'],
])('what the %s %s controls is not ours, whatever its label', (kind, name) => {
  expect(belongsTo(ack('VPC', 'tap-vpc', {}, ownedBy(kind, name)), 'tap')).toBe(false);
});

test.each(['Key', 'Bucket', 'VPC', 'Subnet', 'DBSubnetGroup', 'DBSnapshot'])('a %s is never pruned', (kind) => {
  expect(isPrunable(ack(kind, 'any'))).toBe(false);
  expect(isKept(kind, 'any', 'tap')).toBe(true);
});

test('the primary and the password are never pruned; a replica and other Secrets may be', () => {
  expect(isPrunable(ack('DBInstance', 'tap-primary', {}, label('instance', 'primary')))).toBe(false);
  expect(isPrunable(core('Secret', 'tap-credentials-1', {}, label('component', 'credentials')))).toBe(false);
  expect(isPrunable(ack('DBInstance', 'tap-replica-2', {}, label('instance', 'replica-2')))).toBe(true);
  expect(isPrunable(core('Secret', 'tap-secrets-manager', {}, label('component', 'connection')))).toBe(true);
  expect(isPrunable(ack('SecretsManagerSecret', 'tap', {}, label('component', 'credentials')))).toBe(true);
  expect(isPrunable(ack('MetricAlarm', 'tap-cpu', {}, { metadata: { labels: undefined } }))).toBe(true);
});

test('what must not be made again in silence is the primary, and what data needs', () => {
  expect(isKept('DBInstance', 'tap-primary', 'tap')).toBe(true);
  expect(isKept('DBInstance', 'tap-replica-1', 'tap')).toBe(false);
  expect(isKept('Key', 'tap', 'tap')).toBe(true);
  expect(isKept('MetricAlarm', 'tap-primary-cpu', 'tap')).toBe(false);
});
