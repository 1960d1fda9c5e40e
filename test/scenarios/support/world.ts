import type { TapDatabase, TapDatabaseSpec } from '../../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../../src/api/object.js';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/api/settings.js';
import type { Action } from '../../../src/reconcile/action.js';
import { createReconciler } from '../../../src/reconcile/reconcile.js';
import { AckModel } from './ack-model.js';
import { MemoryCluster, type Write } from './memory-cluster.js';

const KEY = { namespace: 'shop', name: 'tap' };

/** A TapDatabase `shop/tap`, the loop, and ACK, in turns: one reconcile, then one look of every controller a second later. */
export class World {
  readonly cluster = new MemoryCluster();
  readonly ack = new AckModel(this.cluster);
  readonly #reconcile: (key: typeof KEY) => Promise<Action>;

  constructor(spec: Partial<TapDatabaseSpec> = {}, settings: Settings = DEFAULT_SETTINGS) {
    this.#reconcile = createReconciler({ cluster: this.cluster, settings, ackResyncPeriodMs: 36_000_000 });
    this.cluster.create({
      apiVersion: 'tapstack.io/v1alpha1',
      kind: 'TapDatabase',
      metadata: { ...KEY, uid: 'uid-of-tap' },
      spec: { region: 'us-east-2', ...spec },
    } as unknown as KubeObject);
  }

  /** One reconcile; what it asks of the queue, or how it failed. */
  async reconcile(): Promise<Action | Error> {
    return this.#reconcile(KEY).catch((error: Error) => error);
  }

  /** Turns until neither the loop nor ACK has anything left to do; what asks to be looked at again soon is. */
  async settle(): Promise<void> {
    for (let turn = 0, quiet = 0; quiet < 3; turn++) {
      if (turn > 150) throw new Error(`still writing: ${JSON.stringify(this.cluster.writes.slice(-5))}`);
      const before = this.cluster.changes;
      const action = await this.reconcile();
      this.wait(1);
      this.ack.step();
      this.wait(1);
      quiet = this.cluster.changes === before ? quiet + 1 : 0;
      const isSoon =
        quiet > 0 && action instanceof Object && 'requeueAfterMs' in action && action.requeueAfterMs < 60_000;
      if (isSoon) this.wait(action.requeueAfterMs / 1000);
    }
  }

  wait(seconds: number): void {
    this.cluster.time = new Date(this.cluster.time.getTime() + seconds * 1000);
  }

  get database(): TapDatabase {
    const database = this.cluster.cachedDatabase(KEY);
    if (database === undefined) throw new Error('the TapDatabase is gone');
    return database;
  }

  get isGone(): boolean {
    return this.cluster.cachedDatabase(KEY) === undefined;
  }

  get status(): NonNullable<TapDatabase['status']> {
    return this.database.status ?? {};
  }

  condition(type: string): { readonly status: string; readonly reason: string; readonly message: string } | undefined {
    const found = this.status.conditions?.find((condition) => condition.type === type);
    return found && { status: found.status, reason: found.reason, message: found.message };
  }

  /** A person edits the TapDatabase. */
  edit(patch: { readonly spec?: object; readonly metadata?: object }): void {
    this.cluster.edit(this.database as unknown as KubeObject, patch as never);
  }

  /** A person deletes it, protection or not. */
  delete(): void {
    this.cluster.remove(this.database as unknown as KubeObject);
  }

  /** What the operator writes meanwhile. */
  async writesDuring(action: () => Promise<unknown>): Promise<readonly Write[]> {
    const from = this.cluster.writes.length;
    await action();
    return this.cluster.writes.slice(from);
  }
}
