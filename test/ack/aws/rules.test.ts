import { expect, test } from '@jest/globals';
import { type Cidr, canonicalCidr, contains, overlaps, parseCidr } from '../../../src/sandbox/ack/aws/cidr.js';
import { resolveStorage } from '../../../src/sandbox/ack/aws/db-instance-storage.js';
import { checkWindows } from '../../../src/sandbox/ack/aws/db-instance-windows.js';
import { accepts, PARAMETERS } from '../../../src/sandbox/ack/aws/db-parameters.js';
import { arnOf, dnsSuffixOf, partitionOf } from '../../../src/sandbox/ack/aws/identifiers.js';
import { parsePolicy, principalsOf } from '../../../src/sandbox/ack/aws/policy-document.js';
import { zoneIdOf } from '../../../src/sandbox/ack/kinds/subnet.js';
import { samePolicy } from '../../../src/sandbox/ack/runtime/differences.js';

const storage = (
  type: string,
  sizeGiB: number,
  iops?: number,
  throughput?: number,
): ReturnType<typeof resolveStorage> => resolveStorage({ type, sizeGiB, iops, throughput });

test.each<[string, number, number | undefined, number | undefined, object]>([
  ['gp3', 100, undefined, undefined, { iops: 3000, throughput: 125 }],
  ['gp3', 400, undefined, undefined, { iops: 12_000, throughput: 500 }],
  ['gp3', 400, 16_000, 4000, { iops: 16_000, throughput: 4000 }],
  ['gp2', 20, undefined, undefined, { iops: undefined }],
  ['io1', 100, 1000, undefined, { iops: 1000 }],
  ['io2', 100, 100_000, undefined, { iops: 100_000 }],
])('§9.7 storage %s of %s GiB is taken', (type, size, iops, throughput, expected) => {
  expect(storage(type, size, iops, throughput)).toMatchObject(expected);
});

test.each<[string, number, number | undefined, number | undefined, string]>([
  // Also with the values that it has anyway.
  [
    'gp3',
    100,
    3000,
    125,
    "You can't specify IOPS or storage throughput for engine postgres and a storage size less than 400",
  ],
  ['gp3', 399, undefined, 125, "You can't specify IOPS"],
  ['gp3', 400, 3000, undefined, 'outside of 12000 to 64000'],
  ['gp3', 400, 65_000, undefined, 'outside of 12000 to 64000'],
  ['gp3', 400, undefined, 125, 'outside of 500 to 4000'],
  ['gp3', 400, 12_000, 3500, 'quarter of the IOPS'],
  ['gp3', 19, undefined, undefined, 'Invalid storage size'],
  ['gp3', 100.5, undefined, undefined, 'Invalid storage size'],
  ['io1', 99, 1000, undefined, 'Invalid storage size'],
  ['io1', 100, undefined, undefined, 'must specify IOPS'],
  ['io1', 100, 1000, 125, "can't specify storage throughput"],
  ['io1', 100, 10_000, undefined, 'Invalid iops to storage'],
  ['io2', 100, 999, undefined, 'Invalid iops to storage'],
  ['gp2', 100, 3000, undefined, 'storage type gp2'],
  ['st1', 100, undefined, undefined, 'Invalid storage type'],
])('§9.7 storage %s of %s GiB with %s IOPS and %s MiB/s is refused', (type, size, iops, throughput, message) => {
  expect(() => storage(type, size, iops, throughput)).toThrow(message);
});

test.each([
  ['00:00-02:00', 'sun:04:00-sun:06:00'],
  ['23:30-00:30', 'Mon:01:00-Mon:02:00'],
  ['10:00-10:30', 'sat:23:00-sun:01:00'],
])('§9.7 windows %s and %s are taken', (backup, maintenance) => {
  expect(() => checkWindows(backup, maintenance)).not.toThrow();
});

test.each([
  ['0:00-2:00', 'sun:04:00-sun:06:00', 'Invalid backup window'],
  ['00:00-00:29', 'sun:04:00-sun:06:00', 'Invalid backup window'],
  ['00:00-02:00', '04:00-06:00', 'Invalid maintenance window'],
  ['00:00-02:00', 'sun:04:00-sun:04:10', 'Invalid maintenance window'],
  ['00:00-02:00', 'sun:04:00-tue:06:00', 'Invalid maintenance window'],
  ['04:30-05:30', 'sun:04:00-sun:06:00', 'must not overlap'],
  ['23:30-00:30', 'sun:00:00-sun:01:00', 'must not overlap'],
  ['00:30-01:30', 'sat:23:00-sun:01:00', 'must not overlap'],
])('§9.7 windows %s and %s are refused', (backup, maintenance, message) => {
  expect(() => checkWindows(backup, maintenance)).toThrow(message);
});

test.each([
  ['shared_buffers', '262144', true],
  ['shared_buffers', '{DBInstanceClassMemory/32768}', true],
  ['shared_buffers', 'GREATEST({DBInstanceClassMemory/32768},16)', true],
  ['shared_buffers', '2GB', false],
  ['shared_buffers', '8', false],
  ['rds.force_ssl', '1', true],
  ['rds.force_ssl', 'on', false],
  ['shared_preload_libraries', 'pg_stat_statements,pgaudit', true],
  ['random_page_cost', '1.1', true],
  ['work_mem', '-1', false],
])('§9.6 parameter %s may be %s: %s', (name, value, expected) => {
  expect(accepts(PARAMETERS[name] as never, value)).toBe(expected);
});

test('networks are kept without host bits; what is none stays as it is', () => {
  expect(canonicalCidr('10.1.2.3/16')).toBe('10.1.0.0/16');
  expect(canonicalCidr('10.1.2.3')).toBe('10.1.2.3');
  expect(parseCidr('10.0.0.1/8')).toEqual({ network: 10 * 2 ** 24, prefix: 8, canonical: false });
  expect(parseCidr('256.0.0.0/8')).toBeUndefined();
  expect(parseCidr('10.0.0.0/33')).toBeUndefined();
  const cidr = (text: string): Cidr => parseCidr(text) as Cidr;
  const [outer, inner, other] = [cidr('10.0.0.0/16'), cidr('10.0.3.0/24'), cidr('10.1.0.0/24')];
  expect([contains(outer, inner), contains(inner, outer)]).toEqual([true, false]);
  expect([overlaps(inner, outer), overlaps(other, outer)]).toEqual([true, false]);
});

test('§7 partition, ARN and names follow from the region', () => {
  expect(['us-east-1', 'cn-north-1', 'us-gov-west-1'].map(partitionOf)).toEqual(['aws', 'aws-cn', 'aws-us-gov']);
  expect(arnOf('iam', 'cn-north-1', 'role/x')).toBe('arn:aws-cn:iam::123456789012:role/x');
  expect(['eu-west-1', 'cn-north-1'].map(dnsSuffixOf)).toEqual(['amazonaws.com', 'amazonaws.com.cn']);
  expect(['us-east-2a', 'eu-central-1c', 'ap-southeast-2b'].map(zoneIdOf)).toEqual([
    'use2-az1',
    'euc1-az3',
    'apse2-az2',
  ]);
});

test('§12 policies are the same by meaning: order, spaces and lists of one do not matter', () => {
  const one = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["a:B","c:D"],"Resource":["*"]}]}';
  const same = '{"Statement":{"Action":["c:D","a:B"],"Resource":"*","Effect":"Allow"}, "Version":"2012-10-17"}';
  expect(samePolicy(one, same)).toBe(true);
  expect(samePolicy(one, one.replace('Allow', 'Deny'))).toBe(false);
  expect(samePolicy(one, 'no policy')).toBe(false);
  expect([samePolicy(undefined, ''), samePolicy(undefined, one)]).toEqual([true, false]);
});

test('policies say who, as a list', () => {
  const shape = { principal: true, resource: false };
  const [statement] = parsePolicy(
    '{"Version":"2008-10-17","Statement":{"Effect":"Deny","NotAction":"a:B","Principal":{"AWS":["123456789012","*"]}}}',
    'X',
    shape,
  );
  expect(principalsOf(statement ?? {}, 'AWS')).toEqual(['123456789012', '*']);
  expect(principalsOf(statement ?? {}, 'Service')).toEqual([]);
  expect(principalsOf({ Principal: 7 }, 'AWS')).toEqual([]);
  expect(() => parsePolicy('{"Version":"2012-10-17","Statement":[{"Effect":"Maybe"}]}', 'X', shape)).toThrow('Effect');
  expect(() => parsePolicy('{"Version":"2012-10-17","Statement":[{"Effect":"Deny"}]}', 'X', shape)).toThrow('Action');
});
