import type { Json, KubeObject } from '../../src/api/object.js';
import type { TeardownStep } from '../../src/changes/teardown.js';
import { condition, NOW, synced } from './support.js';

type Fields = { readonly [key: string]: Json };

const FINALIZED = '.services.k8s.aws/';

/**
 * What becomes of children while they are torn down: ACK looks at changed specs a second later, deleted objects stay until
 * ACK is through with them, buckets may hold objects, and AWS lists a replica for a while after its object is gone.
 */
export class TeardownModel {
  #objects: readonly KubeObject[];
  /** Replicas whose objects are gone and that AWS still lists, with their sources. */
  readonly #lingering = new Map<string, string>();
  /** Objects whose spec was changed: only at them does ACK look. */
  readonly #woken = new Set<string>();
  #seconds = 0;

  constructor(
    objects: readonly KubeObject[],
    readonly filledBuckets: ReadonlySet<string> = new Set(),
  ) {
    this.#objects = objects;
    for (const object of objects) this.#look(object);
  }

  get children(): readonly KubeObject[] {
    return this.#objects;
  }

  get now(): Date {
    return new Date(NOW.getTime() + this.#seconds * 1000);
  }

  take(step: TeardownStep): void {
    const { object } = step;
    if (step.action === 'create') {
      this.#objects = [...this.#objects, object];
      this.#woken.add(object.metadata.name);
    } else if (step.action === 'patch') {
      this.#replace(object, merged(object, step.patch));
      if ('spec' in step.patch) this.#woken.add(object.metadata.name);
    } else if (!object.apiVersion.includes(FINALIZED)) this.#remove(object);
    else this.#replace(object, merged(object, { metadata: { deletionTimestamp: this.now.toISOString() } }));
  }

  /** A few seconds pass. ACK is through with the deleted objects for which `isDone` answers so. */
  pass(isDone: (object: KubeObject) => boolean): void {
    this.#seconds += 5.5;
    const lingered = [...this.#lingering.keys()];
    for (const object of this.#objects) {
      if (object.metadata.deletionTimestamp === undefined) {
        if (this.#woken.delete(object.metadata.name)) this.#look(object);
      } else if (isRefused(object, this.filledBuckets)) this.#replace(object, REFUSED(object));
      else if (isDone(object)) this.#vanish(object);
    }
    for (const identifier of lingered) this.#lingering.delete(identifier);
  }

  #vanish(object: KubeObject): void {
    this.#remove(object);
    const source = object.spec?.['sourceDBInstanceIdentifier'];
    if (source !== undefined) this.#lingering.set(String(object.spec?.['dbInstanceIdentifier']), String(source));
  }

  #look(object: KubeObject): void {
    if (!object.apiVersion.includes(FINALIZED)) return;
    const identifier = object.spec?.['dbInstanceIdentifier'];
    const replicas = this.#objects.filter(({ spec }) => spec?.['sourceDBInstanceIdentifier'] === identifier);
    const listed = [
      ...replicas.map(({ spec }) => String(spec?.['dbInstanceIdentifier'])),
      ...[...this.#lingering].filter(([, source]) => source === identifier).map(([replica]) => replica),
    ];
    const lists = identifier === undefined ? {} : { readReplicaDBInstanceIdentifiers: listed };
    const { conditions: _, ...known } = object.status ?? {};
    this.#replace(object, synced(object, { ...known, ...lists }, this.now.toISOString()));
  }

  #replace(object: KubeObject, by: KubeObject): void {
    this.#objects = this.#objects.map((other) => (isSame(other, object) ? by : other));
  }

  #remove(object: KubeObject): void {
    this.#objects = this.#objects.filter((other) => !isSame(other, object));
  }
}

const isSame = (a: KubeObject, b: KubeObject): boolean =>
  a.apiVersion === b.apiVersion && a.kind === b.kind && a.metadata.name === b.metadata.name;

const isRefused = ({ kind, metadata }: KubeObject, filled: ReadonlySet<string>): boolean =>
  kind === 'Bucket' &&
  filled.has(metadata.name) &&
  metadata.annotations?.['services.k8s.aws/deletion-policy'] !== 'retain';

const REFUSED = (bucket: KubeObject): KubeObject =>
  synced(bucket, { conditions: [condition('ACK.Recoverable', 'True', { message: 'BucketNotEmpty' })] as never });

function merged(object: KubeObject, patch: Fields): KubeObject {
  const merge = (value: Json | undefined, by: Json): Json => {
    if (typeof by !== 'object' || by === null || Array.isArray(by)) return by;
    const fields = { ...(value as Fields | undefined) } as Record<string, Json>;
    for (const [key, inner] of Object.entries(by)) {
      if (inner === null) delete fields[key];
      else fields[key] = merge(fields[key], inner);
    }
    return fields;
  };
  return merge(object as unknown as Json, patch) as unknown as KubeObject;
}
