import { expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { problemsOf } from './support/database.js';

const memoryProblems = (
  {
    instance,
    replicas,
    parameters,
  }: Pick<TapDatabaseSpec, 'instance' | 'replicas'> & { parameters?: Record<string, string> },
  instanceClass?: string,
): readonly string[] =>
  problemsOf(
    {
      ...(instance === undefined ? {} : { instance }),
      ...(replicas === undefined ? {} : { replicas }),
      ...(parameters === undefined ? {} : { postgres: { parameters } }),
    },
    instanceClass === undefined ? undefined : { instanceClass },
  ).map(({ field, value, message, remedy }) => `${field} ${JSON.stringify(value)}: ${message}; ${remedy}`);

test('defaults fit on every class', () => {
  expect(memoryProblems({})).toEqual([]);
  expect(memoryProblems({ instance: { class: 'db.t4g.micro' } })).toEqual([]);
  expect(memoryProblems({ instance: { class: 'db.x2g.16xlarge' }, replicas: { class: 'db.t4g.micro' } })).toEqual([]);
});

test('a class that is not known needs its memory', () => {
  expect(memoryProblems({ instance: { class: 'db.m99.large' } })).toEqual([
    'spec.instance.class "db.m99.large": is a class whose memory is not known here; use a known class, e.g. db.m5.large, or say its memory in spec.instance.memory, e.g. 16Gi',
  ]);
  expect(memoryProblems({ instance: { class: 'db.m99.large', memory: '16Gi' } })).toEqual([]);
});

test('the memory that is said is the one that is summed with', () => {
  const instance = { class: 'db.m99.large', memory: '4Gi' };
  expect(memoryProblems({ instance, parameters: { shared_buffers: '1GB' } })).toEqual([]);
  expect(memoryProblems({ instance, parameters: { shared_buffers: '2GB' } })).toEqual([
    'spec.postgres.parameters.shared_buffers "2GB": 262144 pages × 8192 bytes = 2 GiB, 50% of the 4 GiB of db.m99.large; with more than 40% PostgreSQL may not start; write at most 1638MB (209715), leave it out for a quarter of the memory, or use classes with at least 5 GiB',
  ]);
});

test('the memory of a known class is not to be said otherwise', () => {
  expect(memoryProblems({ instance: { class: 'db.m5.large', memory: '8Gi' } })).toEqual([]);
  expect(memoryProblems({ instance: { class: 'db.m5.large', memory: '16Gi' } })).toEqual([
    'spec.instance.memory "16Gi": db.m5.large has 8 GiB; remove it: memory is only for classes that are not known here',
  ]);
});

test("a replica has a known class, or the primary's", () => {
  expect(memoryProblems({ replicas: { class: 'db.m99.large' } })).toEqual([
    'spec.replicas.class "db.m99.large": is a class whose memory is not known here; use a known class, e.g. db.m5.large, or the primary\'s with its memory in spec.instance.memory',
  ]);
  const instance = { class: 'db.m99.large', memory: '16Gi' };
  expect(memoryProblems({ instance, replicas: { class: 'db.m99.large' } })).toEqual([]);
  expect(memoryProblems({ instance, replicas: { class: 'db.m99.xlarge' } })).toHaveLength(1);
});

test('shared_buffers is at most 40% of the memory, to the page', () => {
  expect(memoryProblems({ parameters: { shared_buffers: '419430' } })).toEqual([]);
  expect(memoryProblems({ parameters: { shared_buffers: '419431' } })).toEqual([
    'spec.postgres.parameters.shared_buffers "419431": 419431 pages × 8192 bytes = 3.2 GiB, 40% of the 8 GiB of db.m5.large; with more than 40% PostgreSQL may not start; write at most 3276MB (419430), leave it out for a quarter of the memory, or use classes with at least 8 GiB',
  ]);
});

test('just 40% is not too much', () => {
  const instance = { class: 'db.m99.large', memory: '5Gi' };
  expect(memoryProblems({ instance, parameters: { shared_buffers: '2GB' } })).toEqual([]);
});

test('a formula is summed like a literal', () => {
  expect(memoryProblems({ parameters: { shared_buffers: '{DBInstanceClassMemory/24576}' } })).toEqual([]);
  expect(memoryProblems({ parameters: { shared_buffers: '{DBInstanceClassMemory/16384}' } })).toEqual([
    expect.stringContaining('524288 pages × 8192 bytes = 4 GiB, 50% of the 8 GiB of db.m5.large'),
  ]);
});

test('the smallest of current and wanted classes counts', () => {
  const parameters = { shared_buffers: '2GB' };
  const large = { class: 'db.m5.2xlarge' };
  expect(memoryProblems({ instance: large, parameters })).toEqual([]);
  expect(memoryProblems({ instance: large, replicas: { class: 'db.t3.medium' }, parameters })).toEqual([
    expect.stringContaining('50% of the 4 GiB of db.t3.medium'),
  ]);
  expect(memoryProblems({ instance: large, replicas: { class: 'db.t3.medium', count: 0 }, parameters })).toEqual([]);
  expect(memoryProblems({ instance: large, parameters }, 'db.t3.medium')).toEqual([
    expect.stringContaining('50% of the 4 GiB of db.t3.medium'),
  ]);
  expect(memoryProblems({ instance: large, parameters }, 'db.m99.tiny')).toEqual([]);
});

test('what is no number is not summed', () => {
  expect(memoryProblems({ parameters: { shared_buffers: 'lots' } })).toEqual([
    expect.stringContaining('is not a number'),
  ]);
  expect(memoryProblems({ parameters: { shared_buffers: '{broken' } })).toEqual([
    expect.stringContaining('is no formula'),
  ]);
  expect(memoryProblems({ parameters: { shared_buffers: '{AllocatedStorage/8192}' } })).toEqual([]);
});

test('what is reserved at the start has to fit, with the sum', () => {
  expect(
    memoryProblems({
      parameters: {
        shared_buffers: '2GB',
        wal_buffers: '1GB',
        min_dynamic_shared_memory: '5GB',
        max_connections: '1000',
        max_prepared_transactions: '100',
        max_locks_per_transaction: '100',
        track_activity_query_size: '1MB',
      },
    }),
  ).toEqual([
    expect.stringMatching(
      /^spec\.postgres\.parameters \{.*\}: PostgreSQL would reserve shared_buffers 2 GiB \+ wal_buffers 1 GiB \+ min_dynamic_shared_memory 5 GiB \+ max_connections \(1000\) 1 GiB \+ max_prepared_transactions 2\.65 MiB = 9\.0\d GiB to start, and db\.m5\.large has 8 GiB; lower the largest of them, or use classes with more memory than 9\.0\d GiB$/,
    ),
  ]);
});

test('terms that are left out are what RDS takes by default', () => {
  // 8 GiB: 901 connections × (1800 + 270 × 64 + 4096) bytes = 19.9 MiB; WAL buffers 16 MiB.
  const most = 8 * 1024 - 2 * 1024 - 16 - 20;
  const parameters = { shared_buffers: '2GB' };
  expect(memoryProblems({ parameters: { ...parameters, min_dynamic_shared_memory: `${most}MB` } })).toEqual([]);
  expect(memoryProblems({ parameters: { ...parameters, min_dynamic_shared_memory: `${most + 1}MB` } })).toEqual([
    expect.stringContaining(
      'shared_buffers 2 GiB + wal_buffers 16 MiB + min_dynamic_shared_memory 5.97 GiB + max_connections (901) 19.91 MiB = 8 GiB',
    ),
  ]);
});

test('small WAL buffers follow shared_buffers, and connections stop at 5000', () => {
  const parameters = { shared_buffers: '128MB', min_dynamic_shared_memory: '2TB' };
  expect(memoryProblems({ instance: { class: 'db.m5.24xlarge' }, parameters })).toEqual([
    expect.stringContaining(
      'wal_buffers 4 MiB + min_dynamic_shared_memory 2 TiB + max_connections (5000) 110.51 MiB =',
    ),
  ]);
});
