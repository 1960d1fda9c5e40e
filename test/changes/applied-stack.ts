import type { Composition } from '../../src/api/child.js';
import { refKey, refOf } from '../../src/api/child.js';
import type { Identity, TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { identityOf } from '../../src/api/identity.js';
import type { KubeObject } from '../../src/api/object.js';
import { resolve } from '../../src/api/resolve.js';
import { DEFAULT_SETTINGS, type Settings } from '../../src/api/settings.js';
import { validate } from '../../src/api/validate.js';
import { appliedHash, mark } from '../../src/changes/marks.js';
import { type ChangeSet, observe, plan } from '../../src/changes/plan.js';
import { compose } from '../../src/composition/compose.js';
import { settledCredentials } from '../../src/composition/credential-names.js';
import { credentialsChildren } from '../../src/reconcile/credentials.js';
import { execute } from '../../src/reconcile/execute.js';
import { database } from '../composition/support.js';
import { AckModel } from '../scenarios/support/ack-model.js';
import { lateInitialization } from '../scenarios/support/late-initialization.js';
import { MemoryCluster } from '../scenarios/support/memory-cluster.js';

const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  allowedReferences: (['Key', 'VPC', 'SecurityGroup', 'Topic'] as const).map((kind) => ({
    namespace: '*',
    kind,
    pattern: '*',
  })),
};

/**
 * What becomes of the plans of one database: written as the operator writes them, stored as the API server stores,
 * answered as ACK answers. Of what AWS fills in beside what was asked for, some comes and some does not: `comes` says
 * which, over and over again.
 */
export class AppliedStack {
  readonly cluster = new MemoryCluster();
  readonly #ack = new AckModel(this.cluster);
  readonly #comes: readonly boolean[];
  #asked = 0;
  #database: TapDatabase;

  constructor(spec: TapDatabaseSpec, comes: readonly boolean[], name = 'tap') {
    this.#ack.lateInitializes = false;
    this.#comes = comes;
    this.#database = database(spec, name);
    this.#database = { ...this.#database, status: { identity: identityOf(resolve(this.#database)) } };
  }

  /** Whether a person may ask for it, as a new database or as what is there stands. */
  allows(spec: TapDatabaseSpec): boolean {
    return validate({ ...this.#database, spec, status: this.#status }, SETTINGS).length === 0;
  }

  edit(spec: TapDatabaseSpec): void {
    this.#database = { ...this.#database, spec };
  }

  get children(): readonly KubeObject[] {
    return this.cluster.all();
  }

  composition(): Composition {
    const observed = observe(this.children);
    // A rotation takes several plans, each of which is empty of others.
    const names = settledCredentials(this.#database.metadata.name, observed);
    const { children, blocked } = compose(this.#database, observed, { credentials: names });
    const passwords = credentialsChildren(this.#database, { names, retired: [] }, observed, this.cluster.time);
    return { children: [...passwords, ...children], blocked };
  }

  plan(composition: Composition, approvals: ReadonlySet<string> = new Set()): ChangeSet {
    const options = { database: this.#database.metadata.name, now: this.cluster.time, missingKinds: [], approvals };
    return plan(composition, observe(this.children), options);
  }

  /** Everything is made at once: what waits for what is not what this is about. */
  async create(): Promise<void> {
    for (let composition = this.composition(); ; composition = this.composition()) {
      const live = new Set(this.children.map((child) => refKey(refOf(child))));
      const missing = composition.children
        .map(({ manifest }) => manifest)
        .filter((manifest) => !live.has(refKey(refOf(manifest))));
      if (missing.length === 0) return;
      await this.apply({
        ...NOTHING,
        // The password first, or replicas would be there before their source.
        apply: (live.size === 0 ? missing.slice(0, 1) : missing).map((manifest) => ({
          ref: refOf(manifest),
          manifest: mark(manifest, appliedHash(manifest)),
          change: 'create',
          differences: [],
        })),
      });
    }
  }

  /** The plan is carried out, and a while passes. */
  async apply(changes: ChangeSet): Promise<void> {
    const { failures } = await execute(changes, this.cluster);
    if (failures.length > 0) throw failures[0]?.error;
    for (const { change, manifest } of changes.apply) if (change === 'create') this.#initialize(manifest);
    for (let look = 0; look < 2; look++) {
      this.#pass();
      this.#ack.step();
    }
    this.#pass();
  }

  /** Plans and their execution until there is nothing left to do; a person approves all that may be approved. */
  async settle(): Promise<ChangeSet> {
    for (let turn = 0; turn < 30; turn++) {
      const composition = this.composition();
      const first = this.plan(composition);
      const ids = new Set(first.held.map(({ id }) => id));
      const changes = ids.size > 0 ? this.plan(composition, ids) : first;
      const isDone = changes.apply.length === 0 && changes.prune.length === 0;
      if (isDone && (changes.waiting.length === 0 || turn >= PATIENCE)) return changes;
      this.#pass(Math.max(...changes.waiting.map(({ recheckAfterMs }) => recheckAfterMs ?? 0), 0));
      await this.apply(changes);
    }
    throw new Error('the plan never becomes empty');
  }

  /** What the operator tells of the primary, since later wishes are held against it. */
  get #status(): NonNullable<TapDatabase['status']> {
    const primary = this.children.find(
      ({ kind, metadata }) => kind === 'DBInstance' && metadata.name.endsWith('-primary'),
    );
    const identity = this.#database.status?.identity as Identity;
    if (primary === undefined) return { identity };
    const { engineVersion, dbInstanceClass, allocatedStorage } = primary.spec ?? {};
    return {
      identity,
      engineVersion: String(engineVersion),
      instanceClass: String(dbInstanceClass),
      storage: { size: `${String(allocatedStorage)}Gi` },
    };
  }

  #initialize(manifest: KubeObject): void {
    for (const spec of lateInitialization(manifest, this.children)) {
      const comes = this.#comes[this.#asked % this.#comes.length];
      this.#asked += 1;
      if (comes) this.cluster.edit(manifest, { spec }, 'controller');
    }
  }

  #pass(milliseconds = 20_000): void {
    this.cluster.time = new Date(this.cluster.time.getTime() + milliseconds);
  }
}

/** Turns after which what still waits waits for ever. */
const PATIENCE = 20;

const NOTHING: ChangeSet = { apply: [], waiting: [], prune: [], held: [], approved: [], foreign: [], unchanged: [] };
