import { type ChildRef, refKey, refOf } from '../../../src/api/child.js';
import type { TapComposition } from '../../../src/api/generated/tapcomposition.js';
import type { TapDatabase } from '../../../src/api/generated/tapdatabase.js';
import { type Json, type KubeObject, keyOf, type ObjectKey, valueAt } from '../../../src/api/object.js';
import { FINALIZER, LABEL_DATABASE } from '../../../src/api/words.js';
import { ApiError, type Cluster, type EventRecord, type Guard } from '../../../src/reconcile/cluster.js';
import type { SchemaOf } from '../../../src/revisions/check-composition.js';
import type { Catalogue } from '../../../src/revisions/following.js';
import { StoredObject } from './stored-object.js';

type Verb = 'apply' | 'patch' | 'delete' | 'status' | 'finalizer';
type Patch = { readonly [key: string]: Json };

export interface Write {
  readonly verb: Verb;
  /** `Kind/name` */
  readonly object: string;
}

/** Kubernetes' own Secret and ACK's share a name, so ACK's is told apart. */
export const nameOf = ({ apiVersion, kind, name }: ChildRef): string =>
  `${apiVersion.startsWith('secretsmanager') ? 'SecretsManager' : kind}/${name}`;

/**
 * The port `Cluster` over a map: stores what is applied as the API server does (field owners, generations, finalizers,
 * deletion timestamps), and keeps a list of the operator's writes.
 */
export class MemoryCluster implements Cluster {
  readonly #objects = new Map<string, StoredObject>();
  readonly writes: Write[] = [];
  readonly events: EventRecord[] = [];
  guardState: Guard = { installed: true };
  missing: readonly string[] = [];
  /** Answers to a write with an error instead of storing it. */
  refuse: (verb: Verb, object: string, body: KubeObject) => ApiError | undefined = () => undefined;
  readonly ownNamespace = 'tapdb-system';
  time = new Date('2026-01-05T10:00:00.400Z');
  /** Seconds that the calendar is ahead of the clock. */
  ahead = 0;
  /** How many writes, by whomever, have changed anything. */
  changes = 0;
  #version = 0;

  /** What somebody else than the operator writes: a person, ACK, a backup tool. */
  create(object: KubeObject, manager = 'kubectl'): KubeObject {
    this.#apply(object, manager);
    return this.read(object);
  }

  edit(object: KubeObject, patch: Patch, manager = 'kubectl'): void {
    const changed = this.#stored(object).patch(patch as { [key: string]: Json }, manager, this.#nextVersion());
    if (changed) this.changes += 1;
    this.#removeIfDone(object);
  }

  remove(object: KubeObject): void {
    const { metadata } = this.read(object);
    if ((metadata.finalizers ?? []).length === 0) this.forget(object);
    else if (metadata.deletionTimestamp === undefined) {
      this.edit(object, { metadata: { deletionTimestamp: this.time.toISOString() } }, 'apiserver');
    }
  }

  /** Out of etcd, finalizers or not: what the restore of an older backup does. */
  forget(object: KubeObject): void {
    this.#objects.delete(idOf(object));
    this.changes += 1;
  }

  read(object: KubeObject): KubeObject {
    return this.#stored(object).read();
  }

  all(): readonly KubeObject[] {
    return [...this.#objects.values()].map((stored) => stored.read());
  }

  named(name: string): KubeObject {
    const found = this.all().find((object) => nameOf(refOf(object)) === name);
    if (found === undefined) throw new Error(`no ${name} among ${this.names().join(', ')}`);
    return found;
  }

  names(): readonly string[] {
    return this.all()
      .filter(({ kind, metadata }) => !kind.startsWith('Tap') && metadata.namespace !== this.ownNamespace)
      .map((object) => nameOf(refOf(object)))
      .sort();
  }

  cachedDatabase(key: ObjectKey): TapDatabase | undefined {
    return this.cachedDatabases().find(
      ({ metadata }) => metadata.name === key.name && metadata.namespace === key.namespace,
    );
  }

  cachedDatabases(): readonly TapDatabase[] {
    return this.all().filter(({ kind }) => kind === 'TapDatabase') as unknown as readonly TapDatabase[];
  }

  catalogue(): Catalogue {
    const of = (wanted: string): unknown => this.all().filter(({ kind }) => kind === wanted);
    return { compositions: of('TapComposition'), revisions: of('TapCompositionRevision') } as Catalogue;
  }

  async schemas(): Promise<SchemaOf> {
    return () => undefined;
  }

  async applyCompositionStatus(composition: TapComposition, status: object): Promise<void> {
    this.#applyStatus(composition as unknown as KubeObject, status);
  }

  cachedChildren({ namespace, name }: ObjectKey): readonly KubeObject[] {
    return this.all().filter(
      ({ apiVersion, kind, metadata }) =>
        metadata.labels?.[LABEL_DATABASE] === name &&
        metadata.namespace === namespace &&
        !(apiVersion === 'v1' && kind === 'Secret'),
    );
  }

  async liveChildren(key: ObjectKey): Promise<readonly KubeObject[]> {
    return this.cachedChildren(key);
  }

  async goodbyes(): Promise<readonly KubeObject[]> {
    return this.all().filter(
      ({ metadata }) =>
        metadata.namespace === this.ownNamespace && metadata.labels?.['tapstack.io/goodbye'] !== undefined,
    );
  }

  missingKinds(): readonly string[] {
    return this.missing;
  }

  guard(): Guard {
    return this.guardState;
  }

  now(): Date {
    return this.time;
  }

  calendar(): Date {
    return new Date(this.time.getTime() + this.ahead * 1000);
  }

  async getSecret(key: ObjectKey): Promise<KubeObject | undefined> {
    return this.get({ apiVersion: 'v1', kind: 'Secret', name: key.name }, key.namespace);
  }

  async get(ref: ChildRef, namespace: string): Promise<KubeObject | undefined> {
    return this.#objects.get(`${namespace} ${refKey(ref)}`)?.read();
  }

  async apply(manifest: KubeObject): Promise<KubeObject> {
    this.#refuseTwoControllers(manifest);
    this.#write('apply', manifest);
    this.#apply(manifest, 'tapdb-operator');
    return this.read(manifest);
  }

  async patch(object: KubeObject, patch: Patch): Promise<KubeObject | undefined> {
    const live = this.#ofUid(object);
    if (live === undefined) return undefined;
    this.#write('patch', object);
    this.edit(object, patch, 'tapdb-operator patch');
    return this.read(object);
  }

  async delete(object: KubeObject): Promise<void> {
    if (this.#ofUid(object) === undefined) return;
    this.#write('delete', object);
    this.remove(object);
  }

  async applyStatus(database: TapDatabase, status: NonNullable<TapDatabase['status']>): Promise<TapDatabase> {
    return this.#applyStatus(database as unknown as KubeObject, status) as unknown as TapDatabase;
  }

  #applyStatus({ apiVersion, kind, metadata }: KubeObject, status: object): KubeObject {
    const { name, namespace } = metadata;
    const body = { apiVersion, kind, metadata: { name, namespace }, status } as unknown as KubeObject;
    this.#write('status', body);
    this.#apply(body, 'tapdb-operator status');
    return this.read(body);
  }

  async setFinalizer(database: TapDatabase, present: boolean): Promise<TapDatabase> {
    const object = database as unknown as KubeObject;
    this.#write('finalizer', object);
    const others = (object.metadata.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
    this.edit(object, { metadata: { finalizers: present ? [...others, FINALIZER] : others } }, 'tapdb-operator patch');
    return (this.#objects.get(idOf(object))?.read() ?? object) as unknown as TapDatabase;
  }

  async emit(_database: TapDatabase, event: EventRecord): Promise<void> {
    this.events.push(event);
  }

  #apply(manifest: KubeObject, manager: string): void {
    const { name, namespace = '' } = manifest.metadata;
    const version = this.#nextVersion();
    const creationTimestamp = `${this.time.toISOString().slice(0, 19)}Z`;
    const given = { name, namespace, uid: manifest.metadata.uid ?? `uid-${version}`, creationTimestamp };
    const stored = this.#objects.get(idOf(manifest)) ?? new StoredObject(given, bare(manifest));
    this.#objects.set(idOf(manifest), stored);
    if (stored.apply(manifest, manager, version)) this.changes += 1;
  }

  /** Owners are applied by uid: those that another manager wrote stay beside ours. */
  #refuseTwoControllers(manifest: KubeObject): void {
    const live = this.#objects.get(idOf(manifest))?.read();
    const isOurs = live?.metadata.managedFields?.some(
      ({ manager, fieldsV1 }) =>
        manager === 'tapdb-operator' && valueAt(fieldsV1, 'f:metadata.f:ownerReferences') !== undefined,
    );
    const uids = new Set(
      [...((isOurs ? [] : live?.metadata.ownerReferences) ?? []), ...(manifest.metadata.ownerReferences ?? [])].map(
        ({ uid }) => uid,
      ),
    );
    if (uids.size < 2) return;
    const message = 'metadata.ownerReferences: Only one reference can have Controller set to true';
    throw new ApiError(422, 'Invalid', message);
  }

  #write(verb: Verb, body: KubeObject): void {
    const object = nameOf(refOf(body));
    const error = this.refuse(verb, object, body);
    if (error !== undefined) throw error;
    this.writes.push({ verb, object });
  }

  #stored(object: KubeObject): StoredObject {
    const stored = this.#objects.get(idOf(object));
    if (stored === undefined) throw new ApiError(404, 'NotFound', `${nameOf(refOf(object))} not found`);
    return stored;
  }

  #ofUid(object: KubeObject): KubeObject | undefined {
    const live = this.#objects.get(idOf(object))?.read();
    return live?.metadata.uid === object.metadata.uid ? live : undefined;
  }

  #removeIfDone(object: KubeObject): void {
    if (this.#stored(object).isDone) this.#objects.delete(idOf(object));
  }

  #nextVersion(): number {
    this.#version += 1;
    return this.#version;
  }
}

const idOf = (object: KubeObject): string => `${keyOf(object).namespace} ${refKey(refOf(object))}`;

/** What there is of an object before anybody's fields: the API server's defaults, which no manager owns. */
const bare = ({ apiVersion, kind, metadata: { name } }: KubeObject): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name },
  ...(apiVersion === 'v1' && kind === 'Service' && { spec: { sessionAffinity: 'None' } }),
});
