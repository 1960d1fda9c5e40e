import { expect, test } from '@jest/globals';
import { problemsOf } from './support/database.js';

type Storage = NonNullable<NonNullable<Parameters<typeof problemsOf>[0]['instance']>['storage']>;

const storageProblems = (storage: Storage, observed?: string): readonly string[] =>
  problemsOf({ instance: { storage } }, observed === undefined ? undefined : { storage: { size: observed } }).map(
    ({ field, value, message, remedy }) =>
      `${field.replace('spec.instance.storage.', '')} ${JSON.stringify(value)}: ${message}; ${remedy}`,
  );

test('what RDS has grown by itself need not be followed, also where it may grow no further', () => {
  const of = (headroom: string) =>
    problemsOf({ instance: { storage: { size: '100Gi' } } }, { storage: { size: '120Gi', headroom } });
  expect(of('80Gi')).toEqual([]);
  expect(of('0Gi')).toEqual([]);
});

test.each([
  {},
  { size: '20Gi' },
  { size: '64Ti' },
  { size: '100Gi', maxSize: '110Gi' },
  { type: 'gp2' },
  { size: '400Gi', iops: 12000 },
  { size: '400Gi', iops: 64000, throughput: 4000 },
  { size: '400Gi', throughput: 500 },
  { size: '400Gi', throughput: 3000 },
  { type: 'io1', iops: 1000 },
  { type: 'io1', iops: 5000 },
  { type: 'io2', iops: 100000 },
  { type: 'io2', size: '64Ti', iops: 32768 },
] as const)('%j is fine', (storage) => {
  expect(storageProblems(storage)).toEqual([]);
});

test.each([
  [{ size: '19Gi' }, 'size "19Gi": gp3 has 20 to 65536 GiB; write a size in this range'],
  [{ size: '65Ti' }, 'size "65Ti": gp3 has 20 to 65536 GiB; write a size in this range'],
  [{ size: '99Gi', type: 'io1', iops: 1000 }, 'size "99Gi": io1 has 100 to 65536 GiB; write a size in this range'],
  [
    { size: '100Gi', maxSize: '109Gi' },
    'maxSize "109Gi": has to be at least 1.1 × 100 GiB = 110 GiB; write 110Gi or more, or remove it for no growth',
  ],
  [
    { size: '21Gi', maxSize: '23Gi' },
    'maxSize "23Gi": has to be at least 1.1 × 21 GiB = 24 GiB; write 24Gi or more, or remove it for no growth',
  ],
  [{ type: 'gp2', iops: 3000 }, 'iops 3000: gp2 takes its iops from the size; remove it, or set type gp3, io1 or io2'],
  [{ type: 'io1' }, 'iops null: io1 needs provisioned iops; set it, or set type gp3'],
  [{ type: 'io2' }, 'iops null: io2 needs provisioned iops; set it, or set type gp3'],
  [{ iops: 3000 }, 'iops 3000: gp3 of 100 GiB has 3000 iops and no other; remove it, or set size to 400Gi or more'],
  [
    { size: '399Gi', iops: 12000 },
    'iops 12000: gp3 of 399 GiB has 3000 iops and no other; remove it, or set size to 400Gi or more',
  ],
  [{ size: '400Gi', iops: 11999 }, 'iops 11999: gp3 has 12000 to 64000 iops; write a number in this range'],
  [{ size: '400Gi', iops: 64001 }, 'iops 64001: gp3 has 12000 to 64000 iops; write a number in this range'],
  [{ type: 'io1', iops: 999 }, 'iops 999: io1 has 1000 to 256000 iops; write a number in this range'],
  [
    { type: 'io2', size: '1Ti', iops: 256001 },
    'iops 256001: io2 has 1000 to 256000 iops; write a number in this range',
  ],
  [
    { type: 'io1', iops: 5001 },
    'iops 5001: io1 has 0.5 to 50 iops for each GiB: 50 to 5000 with 100 GiB; write a number in this range, or change size',
  ],
  [
    { type: 'io2', size: '64Ti', iops: 32767 },
    'iops 32767: io2 has 0.5 to 1000 iops for each GiB: 32768 to 65536000 with 65536 GiB; write a number in this range, or change size',
  ],
  [{ type: 'gp2', throughput: 500 }, 'throughput 500: gp2 has none to choose; remove it, or set type gp3'],
  [{ type: 'io2', iops: 5000, throughput: 500 }, 'throughput 500: io2 has none to choose; remove it, or set type gp3'],
  [
    { throughput: 500 },
    'throughput 500: gp3 of 100 GiB has 125 MiB/s and no other; remove it, or set size to 400Gi or more',
  ],
  [{ size: '400Gi', throughput: 499 }, 'throughput 499: gp3 has 500 to 4000 MiB/s; write a number in this range'],
  [{ size: '400Gi', throughput: 4001 }, 'throughput 4001: gp3 has 500 to 4000 MiB/s; write a number in this range'],
  [
    { size: '400Gi', throughput: 3001 },
    'throughput 3001: gp3 has at most 0.25 MiB/s for each of its iops: 0.25 × 12000 = 3000; write at most 3000, or set iops to 12004 or more',
  ],
] as const)('%j: %s', (storage, problem) => {
  expect(storageProblems(storage)).toEqual([problem]);
});

test('storage never shrinks', () => {
  const shrunk = (size: string): string =>
    `size ${size}: the storage of RDS never shrinks, and it has 150 GiB by now; write 150Gi or more`;
  expect(storageProblems({ size: '149Gi' }, '150Gi')).toEqual([shrunk('"149Gi"')]);
  expect(storageProblems({}, '150Gi')).toEqual([shrunk('null')]);
  expect(storageProblems({ size: '150Gi' }, '150Gi')).toEqual([]);
  expect(storageProblems({ size: '151Gi' }, '150Gi')).toEqual([]);
});

test('what RDS has grown by itself is not held against anybody', () => {
  expect(storageProblems({ size: '100Gi', maxSize: '200Gi' }, '150Gi')).toEqual([]);
});
