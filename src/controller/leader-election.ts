import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { pause } from './pause.js';

/** How long others wait after the last sign of life before they take over. */
const LEASE_DURATION_MS = 15_000;
/** A leader that could not renew for so long leads no more; others may take over 5 s later. */
const RENEW_DEADLINE_MS = 10_000;
const RETRY_PERIOD_MS = 2_000;

/** `spec` of a coordination.k8s.io/v1 Lease; the times are MicroTimes. */
export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly leaseTransitions?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
}

export interface Lease {
  readonly resourceVersion: string;
  readonly spec: LeaseSpec;
}

/** Where the Lease is kept. Writes reject where somebody else was faster. */
export interface LeaseStore {
  get(): Promise<Lease | undefined>;
  create(spec: LeaseSpec): Promise<Lease>;
  update(spec: LeaseSpec, resourceVersion: string): Promise<Lease>;
  /** For the times in the Lease: people read them, no decision does. */
  now(): Date;
}

interface LeaderElectionOptions {
  readonly store: LeaseStore;
  /** Unique among all candidates. */
  readonly identity: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * One leader at a time by a Lease, as client-go elects it and side by side with it: only the own monotonic clock decides
 * when another's Lease has expired, so clocks need not agree.
 */
export class LeaderElection {
  readonly #options: LeaderElectionOptions;
  /** The Lease as this process wrote it last: a renewal needs no read before it. */
  #held: Lease | undefined;
  #seen = '';
  #seenAt = 0;
  #leadsUntil = 0;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
  }

  get identity(): string {
    return this.#options.identity;
  }

  /** Whether this process may write now. */
  isLeader(): boolean {
    return performance.now() < this.#leadsUntil;
  }

  /** Resolves when this process leads, or `signal` has aborted. */
  async acquire(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !(await this.#try())) await pause(RETRY_PERIOD_MS * (1 + 0.2 * Math.random()), signal);
    if (this.isLeader()) this.#options.metrics.leader.set(1);
  }

  /** Keeps the lead; resolves when it is lost, or `signal` has aborted. */
  async hold(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.isLeader()) {
      const answered = new AbortController();
      // A renewal that hangs must not hide that the time is up.
      await Promise.race([this.#try(), pause(this.#leadsUntil - performance.now(), answered.signal)]);
      answered.abort();
      await pause(Math.min(RETRY_PERIOD_MS, this.#leadsUntil - performance.now()), signal);
    }
    this.#options.metrics.leader.set(0);
  }

  /** Gives the lead up, so that a successor need not wait for the Lease to expire. */
  async release(): Promise<void> {
    const lease = this.#held;
    if (!this.isLeader() || lease === undefined) return;
    this.#leadsUntil = 0;
    const { leaseTransitions = 0 } = lease.spec;
    const spec = { holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions, renewTime: this.#microTime() };
    await this.#options.store.update(spec, lease.resourceVersion).catch((error: Error) => {
      this.#options.logger.warn(`lease not released: ${error.message}`);
    });
  }

  /** Takes or renews the Lease; false where another holds it, or it could not be written. */
  async #try(): Promise<boolean> {
    const { store, logger } = this.#options;
    const startedAt = performance.now();
    const held = this.#held;
    this.#held = undefined;
    try {
      const lease = held ?? (await store.get());
      if (lease !== undefined && this.#isHeldByAnother(lease)) {
        this.#leadsUntil = 0;
        return false;
      }
      const spec = this.#claim(lease?.spec);
      this.#held = await (lease === undefined ? store.create(spec) : store.update(spec, lease.resourceVersion));
      this.#leadsUntil = startedAt + RENEW_DEADLINE_MS;
      return true;
    } catch (error) {
      logger.warn(`lease neither taken nor renewed: ${(error as Error).message}`);
      return false;
    }
  }

  #isHeldByAnother({ resourceVersion, spec }: Lease): boolean {
    if (this.#seen !== resourceVersion) {
      this.#seen = resourceVersion;
      this.#seenAt = performance.now();
    }
    const { holderIdentity = '', leaseDurationSeconds = 0 } = spec;
    if (holderIdentity === '' || holderIdentity === this.#options.identity) return false;
    return performance.now() < this.#seenAt + leaseDurationSeconds * 1000;
  }

  #claim(before: LeaseSpec = {}): LeaseSpec {
    const { identity } = this.#options;
    const renewTime = this.#microTime();
    const isOurs = before.holderIdentity === identity;
    return {
      holderIdentity: identity,
      leaseDurationSeconds: LEASE_DURATION_MS / 1000,
      acquireTime: (isOurs ? before.acquireTime : undefined) ?? renewTime,
      renewTime,
      leaseTransitions: (before.leaseTransitions ?? 0) + (isOurs ? 0 : 1),
    };
  }

  #microTime(): string {
    return this.#options.store.now().toISOString().replace('Z', '000Z');
  }
}
