import { expect, test } from '@jest/globals';
import { belongsTo, isPrunable } from '../../src/changes/ownership.js';
import { ack, core, label } from './support.js';

const ownedBy = (kind: string, name: string, controller = true, uid = 'uid') => ({
  metadata: { ownerReferences: [{ apiVersion: 'any/v1', kind, name, uid, controller }] },
});

test('an object belongs to the database whose label it carries', () => {
  expect(belongsTo(ack('VPC', 'tap-vpc'), 'tap')).toBe(true);
  expect(belongsTo(ack('VPC', 'tap-vpc'), 'other')).toBe(false);
  expect(belongsTo(ack('VPC', 'tap-vpc', {}, { metadata: { labels: undefined } }), 'tap')).toBe(false);
});

test('also under the uid that its database had before it was restored', () => {
  expect(belongsTo(ack('VPC', 'tap-vpc', {}, ownedBy('TapDatabase', 'tap', true, 'uid-of-long-ago')), 'tap')).toBe(
    true,
  );
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
});

test('the primary and the password are never pruned; a replica and other Secrets may be', () => {
  expect(isPrunable(ack('DBInstance', 'tap-primary', {}, label('instance', 'primary')))).toBe(false);
  expect(isPrunable(core('Secret', 'tap-credentials-1', {}, label('component', 'credentials')))).toBe(false);
  expect(isPrunable(ack('DBInstance', 'tap-replica-2', {}, label('instance', 'replica-2')))).toBe(true);
  expect(isPrunable(core('Secret', 'tap-secrets-manager', {}, label('component', 'connection')))).toBe(true);
  expect(isPrunable(ack('SecretsManagerSecret', 'tap', {}, label('component', 'credentials')))).toBe(true);
  expect(isPrunable(ack('MetricAlarm', 'tap-cpu', {}, { metadata: { labels: undefined } }))).toBe(true);
});
