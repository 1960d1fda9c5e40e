import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ObjectKey } from '../../src/api/object.js';
import { WorkQueue } from '../../src/controller/work-queue.js';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.js';

const key = (name: string): ObjectKey => ({ namespace: 'shop', name });

let metrics: Metrics;
let queue: WorkQueue;
beforeEach(() => {
  metrics = createMetrics();
  queue = new WorkQueue(metrics);
});
afterEach(() => {
  queue.close();
  jest.useRealTimers();
});

const depth = async (): Promise<number | undefined> => (await metrics.queueDepth.get()).values[0]?.value;

/** What `take` gives within a turn of the event loop; `nothing` where it still waits. */
const taken = async (): Promise<unknown> => {
  const waits = queue.take();
  return Promise.race([waits, new Promise((resolve) => setImmediate(resolve, 'nothing'))]);
};

describe('the work queue', () => {
  test('hands keys out in the order of their first mention, each once', async () => {
    for (const name of ['a', 'b', 'a', 'c', 'b']) queue.add(key(name));
    expect(await depth()).toBe(3);
    expect([await queue.take(), await queue.take(), await queue.take()]).toEqual([key('a'), key('b'), key('c')]);
    expect(await depth()).toBe(0);
    expect(await taken()).toBe('nothing');
  });

  test('says how long its first has been waiting', async () => {
    expect(queue.oldestMs()).toBe(0);
    queue.add(key('a'));
    await sleep(20);
    expect(queue.oldestMs()).toBeGreaterThan(15);
    const before = performance.now();
    queue.add(key('b'));
    await queue.take();
    expect(queue.oldestMs()).toBeLessThanOrEqual(performance.now() - before);
    await queue.take();
    expect(queue.oldestMs()).toBe(0);
  });

  test('gives a key to a worker that already waits', async () => {
    const waits = queue.take();
    queue.add(key('a'));
    expect(await waits).toEqual(key('a'));
  });

  test('never gives a key to two workers; mentioned meanwhile, it comes again when the first is done', async () => {
    queue.add(key('a'));
    await queue.take();
    queue.add(key('a'));
    queue.add(key('a'));
    const second = queue.take();
    expect(await Promise.race([second, sleep(5, 'nothing')])).toBe('nothing');
    queue.done(key('a'));
    expect(await second).toEqual(key('a'));
    queue.done(key('a'));
    expect(await taken()).toBe('nothing');
  });

  test('keys of different namespaces are different keys', async () => {
    queue.add({ namespace: 'one', name: 'a' });
    queue.add({ namespace: 'two', name: 'a' });
    expect(await depth()).toBe(2);
  });

  test('addAfter adds later; the last of several delays counts', async () => {
    jest.useFakeTimers();
    queue.addAfter(key('a'), 1_000);
    queue.addAfter(key('a'), 5_000);
    jest.advanceTimersByTime(4_999);
    expect(await depth()).toBe(0);
    jest.advanceTimersByTime(1);
    expect(await depth()).toBe(1);
  });

  test('a delay beyond what a timer can wait does not fire at once', async () => {
    jest.useFakeTimers();
    queue.addAfter(key('a'), 2 ** 40);
    jest.advanceTimersByTime(86_400_000);
    expect(await depth()).toBe(0);
  });

  test('a key that is taken needs no later look any more: its reconcile decides anew', async () => {
    jest.useFakeTimers();
    queue.addAfter(key('a'), 1_000);
    queue.add(key('a'));
    await queue.take();
    queue.done(key('a'));
    jest.advanceTimersByTime(10_000);
    expect(await depth()).toBe(0);
  });

  test('puts a failing key off from 0.2 s to 5 min, each time up to twice as long, with jitter', () => {
    const delays = Array.from({ length: 14 }, () => queue.retry(key('a')));
    for (const [failures, delay] of delays.entries()) {
      const full = Math.min(300_000, 200 * 2 ** failures);
      expect(delay).toBeLessThanOrEqual(full);
      expect(delay).toBeGreaterThanOrEqual(full / 2);
    }
  });

  test('a success makes the next failure the first again, and other keys have failures of their own', () => {
    for (let i = 0; i < 10; i++) queue.retry(key('a'));
    queue.forget(key('a'));
    expect(queue.retry(key('a'))).toBeLessThanOrEqual(200);
    expect(queue.retry(key('b'))).toBeLessThanOrEqual(200);
  });

  test('closed, it lets waiting workers go and takes nothing any more', async () => {
    jest.useFakeTimers();
    const waits = queue.take();
    queue.addAfter(key('later'), 1);
    queue.close();
    queue.add(key('a'));
    queue.addAfter(key('a'), 1);
    jest.advanceTimersByTime(10);
    expect(await waits).toBeUndefined();
    expect(await queue.take()).toBeUndefined();
    expect(await depth()).toBe(0);
  });
});
