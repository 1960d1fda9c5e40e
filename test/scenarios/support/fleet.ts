import type { TapComposition, TapCompositionSpec } from '../../../src/api/generated/tapcomposition.js';
import type { Condition, TapDatabase, TapDatabaseSpec } from '../../../src/api/generated/tapdatabase.js';
import { isBuiltIn } from '../../../src/api/identity.js';
import { type KubeObject, keyOf, type ObjectKey } from '../../../src/api/object.js';
import { DEFAULT_SETTINGS } from '../../../src/api/settings.js';
import type { Action } from '../../../src/reconcile/action.js';
import { createReconciler } from '../../../src/reconcile/reconcile.js';
import { reconcileComposition } from '../../../src/reconcile/reconcile-composition.js';
import { compositionOf } from '../../../src/revisions/following.js';
import { AckModel } from './ack-model.js';
import { MemoryCluster, type Write } from './memory-cluster.js';

const NAMESPACE = 'shop';
/** What asks to be looked at later than this is at rest. */
const REST_S = 60;

/** Small, so that a fleet of them is made in no time. */
const SMALL: Partial<TapDatabaseSpec> = { replicas: { count: 0 }, bastion: { enabled: false } };

/** Several TapDatabases and TapCompositions, one queue that is woken by what changes as the operator's is, and ACK. */
export class Fleet {
  readonly cluster = new MemoryCluster();
  readonly ack = new AckModel(this.cluster);
  /** Asked after every single reconcile. */
  afterEach: () => void = () => undefined;
  /** Whether this operator keeps revisions and statuses of TapCompositions. */
  manages = true;
  readonly #reconcile: (key: ObjectKey) => Promise<Action>;
  /** When what is to be looked at, in milliseconds since 1970. */
  #due = new Map<string, number>();
  #seen = new Map<string, KubeObject>();

  constructor(names: readonly string[] = [], spec: Partial<TapDatabaseSpec> = {}) {
    const { cluster } = this;
    const wake = (key: ObjectKey): void => this.#enqueue(key);
    const compositions = (name: string) =>
      reconcileComposition(name, { cluster, wake, seesAll: true, manages: this.manages });
    const common = { cluster, settings: DEFAULT_SETTINGS, ackResyncPeriodMs: 36_000_000 };
    this.#reconcile = createReconciler({ ...common, compositions });
    for (const name of names) this.create(name, spec);
  }

  create(name: string, spec: Partial<TapDatabaseSpec> = {}, metadata: object = {}): void {
    this.cluster.create({
      apiVersion: 'tapstack.io/v1alpha1',
      kind: 'TapDatabase',
      metadata: { name, namespace: NAMESPACE, uid: `uid-of-${name}`, ...metadata },
      spec: { region: 'us-east-2', environment: name, ...SMALL, ...spec },
    } as unknown as KubeObject);
  }

  /** A platform team applies a TapComposition as a whole. */
  compose(name: string, spec: Omit<TapCompositionSpec, 'blueprint'> = {}, isDefault = true): void {
    const annotations = isDefault ? { annotations: { 'tapstack.io/default': 'true' } } : {};
    this.cluster.create({
      apiVersion: 'tapstack.io/v1alpha1',
      kind: 'TapComposition',
      metadata: { name, ...annotations },
      spec: { blueprint: 'ha-postgres/v1', ...spec },
    } as unknown as KubeObject);
  }

  /** What another operator, which keeps the TapCompositions, does with one. */
  async keptElsewhere(name: string): Promise<void> {
    await reconcileComposition(name, { cluster: this.cluster, wake: () => undefined, seesAll: true, manages: true });
  }

  database(name: string): TapDatabase {
    const found = this.cluster.cachedDatabase({ namespace: NAMESPACE, name });
    if (found === undefined) throw new Error(`TapDatabase ${name} is gone`);
    return found;
  }

  composition(name: string): TapComposition {
    return this.cluster.named(`TapComposition/${name}`) as unknown as TapComposition;
  }

  condition(object: TapDatabase | TapComposition, type: string): { readonly [key: string]: unknown } | undefined {
    const conditions: readonly Condition[] = object.status?.conditions ?? [];
    const found = conditions.find((condition) => condition.type === type);
    return found && { status: found.status, reason: found.reason, message: found.message };
  }

  instance(name: string): { readonly [field: string]: unknown } {
    return this.cluster.named(`DBInstance/${name}-primary`).spec ?? {};
  }

  /** What each database is made of, e.g. `a production-1`. */
  get revisions(): readonly string[] {
    return this.cluster.cachedDatabases().map(({ metadata, status }) => {
      const { name, revision = name } = status?.composition ?? { name: 'nothing' };
      return `${metadata.name} ${revision}`;
    });
  }

  get kept(): readonly string[] {
    return this.cluster.catalogue().revisions.map(({ metadata }) => metadata.name);
  }

  edit(name: string, patch: { readonly spec?: object; readonly metadata?: object; readonly status?: null }): void {
    this.cluster.edit(this.database(name) as unknown as KubeObject, patch as never);
  }

  wait(seconds: number): void {
    this.cluster.time = new Date(this.cluster.time.getTime() + seconds * 1000);
  }

  /** As the operator does when it starts: everything is looked at, and nothing is remembered. */
  restart(): void {
    this.#due = new Map();
    this.#seen = new Map();
  }

  /** One look of the queue at the first that is due; false where nothing is. */
  async reconcileNext(): Promise<boolean> {
    this.#watch();
    const [id] = [...this.#due].find(([, at]) => at <= this.cluster.time.getTime()) ?? [];
    if (id === undefined) return false;
    this.#due.delete(id);
    const [namespace = '', name = ''] = id.split('/');
    const action = await this.#reconcile({ namespace, name }).catch(() => ({ requeueAfterMs: 5_000 }));
    this.afterEach();
    if (action !== 'awaitChange') this.#enqueue({ namespace, name }, action.requeueAfterMs);
    return true;
  }

  /** Everything that is due, then one look of ACK a second later. */
  async turn(): Promise<void> {
    for (let n = 0; await this.reconcileNext(); n++) if (n > 200) throw new Error(`never at rest: ${this.#last()}`);
    this.wait(1);
    this.ack.step();
  }

  /** Until neither the operator nor ACK has anything left to do; what asks to be looked at again soon is. */
  async settle(): Promise<void> {
    for (let turn = 0, quiet = 0; quiet < 3; turn++) {
      if (turn > 400) throw new Error(`still writing: ${this.#last()}`);
      const before = this.cluster.changes;
      await this.turn();
      quiet = this.cluster.changes === before ? quiet + 1 : 0;
      const nextMs = Math.min(...this.#due.values()) - this.cluster.time.getTime();
      if (quiet > 0 && nextMs > 0 && nextMs < REST_S * 1000) this.wait(nextMs / 1000);
    }
  }

  async writesDuring(action: () => Promise<unknown>): Promise<readonly Write[]> {
    const from = this.cluster.writes.length;
    await action();
    return this.cluster.writes.slice(from);
  }

  #last(): string {
    return JSON.stringify(this.cluster.writes.slice(-5));
  }

  #enqueue({ namespace, name }: ObjectKey, inMs = 0): void {
    const at = this.cluster.time.getTime() + inMs;
    const id = `${namespace}/${name}`;
    this.#due.set(id, Math.min(at, this.#due.get(id) ?? at));
  }

  /** What informers would tell of. Secrets are watched by nobody. */
  #watch(): void {
    const now = new Map(this.cluster.all().map((object) => [String(object.metadata.uid), object]));
    for (const uid of new Set([...this.#seen.keys(), ...now.keys()])) {
      const [before, after] = [this.#seen.get(uid), now.get(uid)];
      if (before?.metadata.resourceVersion === after?.metadata.resourceVersion) continue;
      for (const object of [before, after]) if (object !== undefined) this.#changed(object);
    }
    this.#seen = now;
  }

  #changed(object: KubeObject): void {
    const { kind, apiVersion, metadata } = object;
    const { labels = {}, namespace = '' } = metadata;
    if (kind === 'TapDatabase') {
      const database = object as unknown as TapDatabase;
      this.#enqueue(keyOf(object));
      const names = [compositionOf(database, this.cluster.catalogue()), database.status?.composition?.name];
      for (const name of names) if (name !== undefined && !isBuiltIn(name)) this.#enqueue({ namespace: '', name });
    } else if (kind.startsWith('TapComposition')) {
      this.#enqueue({ namespace: '', name: labels['tapstack.io/composition'] ?? metadata.name });
    } else if (labels['tapstack.io/database'] !== undefined && !(apiVersion === 'v1' && kind === 'Secret')) {
      this.#enqueue({ namespace, name: labels['tapstack.io/database'] });
    }
  }
}
