import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LeaderElection, type Lease, type LeaseStore } from '../../src/controller/leader-election.js';
import { leaseNameOf } from '../../src/controller/lease-name.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { createMetrics } from '../../src/telemetry/metrics.js';

/** A Lease in memory, written as the API server writes it: only over the version that was read. */
class MemoryLease {
  lease: Lease | undefined;
  writes = 0;
  /** What happens to a write first: an outage rejects, a server that hangs never resolves. */
  fault: () => Promise<void> = async () => undefined;

  readonly store: LeaseStore = {
    get: async () => this.lease,
    create: (spec) => this.write(spec, undefined),
    update: (spec, version) => this.write(spec, version),
    now: () => new Date('2026-01-02T03:04:05.678Z'),
  };

  async write(spec: Lease['spec'], version: string | undefined): Promise<Lease> {
    await this.fault();
    if (this.lease?.resourceVersion !== version) throw new Error('conflict');
    this.lease = { resourceVersion: String(++this.writes), spec };
    return this.lease;
  }
}

const metrics = createMetrics();
let memory: MemoryLease;
let stop: AbortController;
beforeEach(() => {
  jest.useFakeTimers();
  memory = new MemoryLease();
  stop = new AbortController();
});
afterEach(() => {
  stop.abort();
  jest.useRealTimers();
});

const candidate = (identity: string): LeaderElection =>
  new LeaderElection({ store: memory.store, identity, logger: createLogger('fatal'), metrics });

/** Follows a promise without waiting for it. */
function watch(promise: Promise<unknown>): { done: boolean } {
  const state = { done: false };
  void promise.then(() => {
    state.done = true;
  });
  return state;
}

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);
const gauge = async (): Promise<number | undefined> => (await metrics.leader.get()).values[0]?.value;

describe('leader election', () => {
  test('the first candidate leads, and the Lease tells who, since when and for how long', async () => {
    const a = candidate('a');
    await a.acquire(stop.signal);
    expect(a.isLeader()).toBe(true);
    expect(await gauge()).toBe(1);
    expect(memory.lease?.spec).toEqual({
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      leaseTransitions: 1,
      acquireTime: '2026-01-02T03:04:05.678000Z',
      renewTime: '2026-01-02T03:04:05.678000Z',
    });
  });

  test('a leader renews every 2 s and stays; another waits meanwhile', async () => {
    const [a, b] = [candidate('a'), candidate('b')];
    await a.acquire(stop.signal);
    const holding = watch(a.hold(stop.signal));
    const acquiring = watch(b.acquire(stop.signal));
    await pass(120_000);
    expect([holding.done, acquiring.done]).toEqual([false, false]);
    expect(memory.lease?.spec).toMatchObject({ holderIdentity: 'a', leaseTransitions: 1 });
    expect(memory.writes).toBeGreaterThanOrEqual(60);
  });

  test('a leader that cannot renew leads no more after 10 s, and another takes over no sooner than 15 s', async () => {
    const [a, b] = [candidate('a'), candidate('b')];
    await a.acquire(stop.signal);
    const acquiring = watch(b.acquire(stop.signal));
    const holding = watch(a.hold(stop.signal));
    await pass(0);
    memory.fault = () => Promise.reject(new Error('no route to host'));
    await pass(9_900);
    expect([a.isLeader(), holding.done]).toEqual([true, false]);
    await pass(200);
    expect([a.isLeader(), holding.done]).toEqual([false, true]);
    expect(await gauge()).toBe(0);
    memory.fault = async () => undefined;
    await pass(4_800);
    expect(acquiring.done).toBe(false);
    await pass(7_500);
    expect(acquiring.done).toBe(true);
    expect(memory.lease?.spec).toMatchObject({ holderIdentity: 'b', leaseTransitions: 2 });
  });

  test('a renewal that hangs does not keep the lead', async () => {
    const a = candidate('a');
    await a.acquire(stop.signal);
    const holding = watch(a.hold(stop.signal));
    memory.fault = () => new Promise(() => undefined);
    await pass(12_100);
    expect([a.isLeader(), holding.done]).toEqual([false, true]);
  });

  test('a leader that was asleep for too long does not lead when it wakes up', async () => {
    const a = candidate('a');
    await a.acquire(stop.signal);
    await pass(10_000);
    expect(a.isLeader()).toBe(false);
  });

  test('released, the Lease is taken at the next look', async () => {
    const [a, b] = [candidate('a'), candidate('b')];
    await a.acquire(stop.signal);
    const acquiring = watch(b.acquire(stop.signal));
    await pass(100);
    await a.release();
    expect(a.isLeader()).toBe(false);
    await pass(2_400);
    expect(acquiring.done).toBe(true);
    expect(memory.lease?.spec.holderIdentity).toBe('b');
  });

  test('nobody but the leader releases', async () => {
    await candidate('a').acquire(stop.signal);
    const before = memory.lease;
    await candidate('b').release();
    expect(memory.lease).toBe(before);
  });

  test('a Lease that cannot be released is left to expire', async () => {
    const a = candidate('a');
    await a.acquire(stop.signal);
    memory.fault = () => Promise.reject(new Error('no route to host'));
    await a.release();
    expect(a.isLeader()).toBe(false);
    expect(memory.lease?.spec.holderIdentity).toBe('a');
  });

  test('a conflict is read again: an edit by somebody else costs no lead', async () => {
    const a = candidate('a');
    await a.acquire(stop.signal);
    const holding = watch(a.hold(stop.signal));
    await pass(0);
    await memory.write({ ...memory.lease?.spec, leaseTransitions: 7 }, memory.lease?.resourceVersion);
    await pass(30_000);
    expect([a.isLeader(), holding.done]).toEqual([true, false]);
    expect(memory.lease?.spec.leaseTransitions).toBe(7);
  });

  test('a leader that sees another in its place stops at once', async () => {
    const a = candidate('a');
    await a.acquire(stop.signal);
    const holding = watch(a.hold(stop.signal));
    await pass(0);
    await memory.write({ holderIdentity: 'b', leaseDurationSeconds: 15 }, memory.lease?.resourceVersion);
    await pass(4_100);
    expect([a.isLeader(), holding.done]).toEqual([false, true]);
  });

  test('a candidate that is stopped waits no longer', async () => {
    await candidate('a').acquire(stop.signal);
    const own = new AbortController();
    const b = candidate('b');
    const acquiring = watch(b.acquire(own.signal));
    await pass(1_000);
    own.abort();
    await pass(0);
    expect([acquiring.done, b.isLeader()]).toEqual([true, false]);
  });
});

describe('the name of the Lease', () => {
  test('is one for all operators without a shard', () => {
    expect(leaseNameOf(undefined)).toBe('tapdb-operator');
  });

  test('differs for selectors that differ, and is a name', () => {
    const names = ['team=a', 'team in (a)', 'TEAM=a', `x=${'y'.repeat(80)}`].map(leaseNameOf);
    expect(new Set(names).size).toBe(4);
    expect(names[0]).toMatch(/^tapdb-operator-team-a-[0-9a-f]{8}$/);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  });
});
