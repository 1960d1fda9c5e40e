import { expect, test } from '@jest/globals';
import { appliedHash, hashWithout, mark, stampAppliedAt, wholeSeconds } from '../../src/changes/marks.js';
import { ack, NOW } from './support.js';

const vpc = ack('VPC', 'tap-vpc', { cidrBlocks: ['10.0.0.0/16'], enableDNSSupport: true });

test('the hash is of the meaning, not of the order of keys', () => {
  const turned = { ...vpc, spec: { enableDNSSupport: true, cidrBlocks: ['10.0.0.0/16'] } };
  expect(appliedHash(vpc)).toMatch(/^[0-9a-f]{16}$/);
  expect(appliedHash(turned)).toBe(appliedHash(vpc));
});

test('the hash of what is only partly written is another, whatever the order', () => {
  const object = ack('DBInstance', 'p', { iops: 1 });
  expect(hashWithout(object, [])).toBe(appliedHash(object));
  expect(hashWithout(object, ['iops', 'allocatedStorage'])).toBe(hashWithout(object, ['allocatedStorage', 'iops']));
  expect(new Set([[], ['iops'], ['iops', 'x']].map((later) => hashWithout(object, later))).size).toBe(3);
});

test('the hash changes with any value, with a field that goes, and with the order of a list', () => {
  const { enableDNSSupport: _, ...fewer } = vpc.spec ?? {};
  const others = [
    { ...vpc, spec: { ...vpc.spec, enableDNSSupport: false } },
    { ...vpc, spec: fewer },
    { ...vpc, spec: { ...vpc.spec, cidrBlocks: ['10.1.0.0/16', '10.0.0.0/16'] } },
    { ...vpc, spec: { ...vpc.spec, cidrBlocks: ['10.0.0.0/16', '10.1.0.0/16'] } },
    { ...vpc, metadata: { ...vpc.metadata, labels: {} } },
  ];
  expect(new Set([vpc, ...others].map(appliedHash)).size).toBe(6);
});

test('times are in whole seconds, as the API server writes them', () => {
  expect(wholeSeconds(NOW)).toBe('2026-01-05T10:00:00Z');
});

test('a new object is marked with its hash only, a changed one with the time too; other annotations stay', () => {
  const annotated = ack('VPC', 'tap-vpc', {}, { annotations: { region: 'r' } });
  expect(mark(annotated, 'hash').metadata.annotations).toEqual({ region: 'r', 'tapstack.io/applied-hash': 'hash' });
  expect(mark(vpc, 'hash', '2026-01-05T10:00:00Z').metadata.annotations).toEqual({
    'tapstack.io/applied-hash': 'hash',
    'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z',
  });
});

test('the time is that of the write itself, whatever the plan thought', () => {
  const planned = mark(vpc, 'hash', '2026-01-05T09:59:00Z');
  expect(stampAppliedAt(planned, NOW).metadata.annotations).toEqual({
    ...planned.metadata.annotations,
    'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z',
  });
});
