import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createAccount } from '../../src/sandbox/ack/aws/account.js';
import { createPace } from '../../src/sandbox/ack/pace.js';
import { diffMergePatch } from '../../src/sandbox/ack/runtime/merge-patch.js';
import { sameTags, specTags, toTagMap, userTags } from '../../src/sandbox/ack/runtime/tags.js';
import { createWorkQueue } from '../../src/sandbox/ack/runtime/work-queue.js';

describe('§2 the work queue', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('backs off from 5 ms, doubling, to a thousand seconds; success forgets', async () => {
    const queue = createWorkQueue();
    const started = Date.now();
    const times: number[] = [];
    const running = queue.run(async (key) => {
      times.push(Date.now() - started);
      queue.addRateLimited(key);
    });
    queue.add('a');
    await jest.advanceTimersByTimeAsync(2 ** 20 * 5);
    const waits = times.slice(1).map((time, index) => time - (times[index] as number));
    expect(waits.slice(0, 9)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280]);
    expect(Math.max(...waits)).toBe(1_000_000);
    queue.forget('a');
    queue.add('a');
    times.length = 0;
    await jest.advanceTimersByTimeAsync(20);
    expect(times).toHaveLength(3);
    queue.stop();
    await running;
  });

  test('works on one key at a time, each once however often it was added', async () => {
    const queue = createWorkQueue();
    const log: string[] = [];
    const running = queue.run(async (key) => {
      log.push(`begin ${key}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
      log.push(`end ${key}`);
    });
    for (const key of ['a', 'a', 'b']) queue.add(key);
    await jest.advanceTimersByTimeAsync(100);
    expect(log).toEqual(['begin a', 'end a', 'begin b', 'end b']);
    queue.stop();
    await running;
  });

  test('of two times it keeps the earlier; after the end it takes none', async () => {
    const queue = createWorkQueue();
    const times: number[] = [];
    const started = Date.now();
    const running = queue.run(async () => void times.push(Date.now() - started));
    queue.addAfter('a', 100);
    queue.addAfter('a', 1000);
    queue.addAfter('b', 1000);
    queue.addAfter('b', 50);
    await jest.advanceTimersByTimeAsync(2000);
    expect(times).toEqual([50, 100]);
    queue.addAfter('c', 10);
    queue.stop();
    queue.addAfter('d', 10);
    await jest.advanceTimersByTimeAsync(100);
    await running;
    expect(times).toHaveLength(2);
  });
});

test.each([
  ['nothing', { a: 1 }, { a: 1 }, undefined],
  ['a value', { a: 1, b: { c: 2 } }, { a: 1, b: { c: 3 } }, { b: { c: 3 } }],
  ['a removal', { a: 1, b: 2 }, { a: 1 }, { b: null }],
  ['null for absent', { a: null }, {}, undefined],
  ['a list, whole', { a: [1, 2] }, { a: [1, 3] }, { a: [1, 3] }],
  ['a map that is new', {}, { a: { b: 1 } }, { a: { b: 1 } }],
  ['a map for a list', { a: [1] }, { a: { b: 1 } }, { a: { b: 1 } }],
])('§3 a merge patch of %s', (_, from, to, patch) => {
  expect(diffMergePatch(from, to)).toEqual(patch);
});

test('§3 tags of every shape are maps; the controller’s and AWS’s own are left out', () => {
  const tags = { a: 'b' };
  expect(toTagMap([{ key: 'a', value: 'b' }])).toEqual(tags);
  expect(toTagMap([{ tagKey: 'a', tagValue: 'b' }])).toEqual(tags);
  expect(toTagMap({ tagSet: [{ key: 'a', value: 'b' }] })).toEqual(tags);
  expect(toTagMap(tags)).toEqual(tags);
  expect(toTagMap([{ key: 'a' }])).toEqual({ a: '' });
  expect(toTagMap(undefined)).toEqual({});
  const all = {
    a: 'b',
    'aws:cloudformation:stack': 'x',
    'services.k8s.aws/namespace': 'y',
    'kro.run/kro-version': 'z',
    'app.kubernetes.io/managed-by': 'm',
  };
  expect(userTags(all)).toEqual(tags);
  expect(sameTags(tags, { a: 'c' })).toBe(false);
  expect(sameTags(tags, { a: 'b', c: 'd' })).toBe(false);
  const written = [{ key: 'a', value: 'b' }];
  expect(specTags(written, { ...tags, 'aws:x': 'y' }, () => [])).toBe(written);
  expect(specTags(written, { a: 'c' }, (map) => [{ key: 'all', value: JSON.stringify(map) }])).toEqual([
    { key: 'all', value: '{"a":"c"}' },
  ]);
});

test('the account: ids are the same in every run, and another for each object of one maker', () => {
  const account = (): ReturnType<typeof createAccount> => createAccount({ pace: createPace(1) });
  const [first, second] = [account(), account()];
  const ids = [first, second].map((each) => [
    each.identify('vpc-', 'VPC a/b'),
    each.identify('vpc-', 'VPC a/b'),
    each.identify('vpc-', 'VPC a/c'),
  ]);
  expect(ids[0]).toEqual(ids[1]);
  expect(new Set(ids[0]).size).toBe(3);
  expect(ids[0]?.[0]).toMatch(/^vpc-[0-9a-f]{17}$/);
});

test('the account can be put down and taken up; what walks goes on walking', () => {
  let now = 0;
  const options = { pace: createPace(10), clock: () => now };
  const first = createAccount(options);
  const record = first.insert('alias', { id: 'alias/a', arn: 'arn:a', region: 'r', madeBy: 'me', targetKeyID: 'k' });
  first.walkAway(record, [['going', 10]]);
  first.walk(record, []);
  const second = createAccount(options);
  second.load(JSON.parse(JSON.stringify(first.dump())) as never);
  expect(second.find('alias', 'alias/a')).toEqual(record);
  now += 999;
  second.settle();
  expect(second.list('alias')).toHaveLength(1);
  now += 1;
  second.settle();
  expect(second.list('alias')).toEqual([]);
});
