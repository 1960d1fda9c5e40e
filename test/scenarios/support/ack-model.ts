import { refOf } from '../../../src/api/child.js';
import { type Json, type KubeObject, valueAt } from '../../../src/api/object.js';
import { lateInitialization } from './late-initialization.js';
import { type MemoryCluster, nameOf } from './memory-cluster.js';

type Fields = { readonly [key: string]: Json };

/** How an object ended in AWS. */
export interface Ending {
  readonly object: string;
  readonly fate: 'deleted' | 'retained' | `deleted with snapshot ${string}`;
}

export type Fault = { readonly terminal: string } | { readonly recoverable: string } | 'silent';

/** As much of ACK as the loop can tell: finalizers, late initialization, ids, states, restamped conditions, refusals on delete. */
export class AckModel {
  readonly #cluster: MemoryCluster;
  /** Generations, by uid. */
  readonly #seen = new Map<string | undefined, number | undefined>();
  /** Objects that AWS still works on; they are done one step later. */
  readonly #pending = new Set<string>();
  /** The trouble that was reported last. */
  readonly #told = new Map<string, Fault | undefined>();
  readonly endings: Ending[] = [];
  /** By `Kind/name`. */
  readonly faults = new Map<string, Fault>();
  readonly bucketsWithObjects = new Set<string>();
  confirmed = true;
  /** Whether AWS chooses what was left open, and ACK writes it down. */
  lateInitializes = true;

  constructor(cluster: MemoryCluster) {
    this.#cluster = cluster;
  }

  /** One look of every controller at what concerns it. */
  step(): void {
    for (const object of this.#cluster.all()) {
      if (!object.apiVersion.includes('.services.k8s.aws/')) continue;
      const name = nameOf(refOf(object));
      if (object.metadata.deletionTimestamp !== undefined) this.#end(object, name);
      else if (this.#isDue(object, name)) this.#reconcile(object, name);
    }
  }

  /** Every controller looks at everything again, whether it changed or not: all conditions are stamped anew. */
  resync(): void {
    for (const object of this.#cluster.all()) {
      if (object.metadata.finalizers?.[0]?.startsWith('finalizers.')) this.#report(object, {}, SYNCED);
    }
  }

  #isDue(object: KubeObject, name: string): boolean {
    return (
      this.#seen.get(object.metadata.uid) !== object.metadata.generation ||
      this.#pending.has(name) ||
      this.#told.get(name) !== this.faults.get(name)
    );
  }

  #reconcile(object: KubeObject, name: string): void {
    const fault = this.faults.get(name);
    if (fault === 'silent') return;
    this.#told.set(name, fault);
    const isFirst = (object.metadata.finalizers ?? []).length === 0;
    const trouble = troubleOf(fault);
    // After a create that AWS refuses, ACK takes its finalizer off again.
    const [group] = object.apiVersion.split('/');
    const isRefused = fault !== undefined && 'terminal' in fault;
    if (isFirst && !isRefused)
      this.#patch(object, { metadata: { finalizers: [`finalizers.${group}/${object.kind}`] } });
    if (trouble !== undefined) {
      this.#report(object, {}, trouble);
    } else {
      if (isFirst && this.lateInitializes) for (const spec of lateInitialization(object)) this.#patch(object, { spec });
      const isDone = object.kind !== 'DBInstance' || this.#pending.has(name);
      if (isDone) this.#pending.delete(name);
      else this.#pending.add(name);
      this.#report(object, this.#facts(object, isDone), isDone ? SYNCED : NOT_SYNCED);
    }
    this.#seen.set(object.metadata.uid, this.#cluster.read(object).metadata.generation);
  }

  #end(object: KubeObject, name: string): void {
    if (this.faults.get(name) === 'silent') return;
    const { annotations = {} } = object.metadata;
    const isRetained = annotations['services.k8s.aws/deletion-policy'] === 'retain';
    const refusal = isRetained ? undefined : this.#refusal(object, name);
    if (refusal !== undefined) {
      const others = (valueAt(object, 'status.conditions') ?? []) as readonly Fields[];
      this.#patch(object, {
        status: { conditions: [...others.filter(({ type }) => type !== refusal['type']), refusal] },
      });
      return;
    }
    const takesSnapshot =
      object.kind === 'DBInstance' && annotations['rds.services.k8s.aws/skip-final-snapshot'] === 'false';
    const snapshot = annotations['rds.services.k8s.aws/final-db-snapshot-identifier'] as string;
    const deleted = takesSnapshot ? (`deleted with snapshot ${snapshot}` as const) : 'deleted';
    this.endings.push({ object: name, fate: isRetained ? 'retained' : deleted });
    this.#patch(object, { metadata: { finalizers: null } });
  }

  #refusal({ kind, spec }: KubeObject, name: string): Fields | undefined {
    if (kind === 'DBInstance' && spec?.['deletionProtection'] === true) {
      return { type: 'ACK.Terminal', status: 'True', message: 'Cannot delete protected DB Instance' };
    }
    if (this.bucketsWithObjects.has(name)) {
      return {
        type: 'ACK.Recoverable',
        status: 'True',
        message: 'BucketNotEmpty: the bucket you tried to delete is not empty',
      };
    }
    if (kind === 'Subscription' && !this.confirmed) {
      return { type: 'ACK.Terminal', status: 'True', message: 'pending confirmation' };
    }
    const fault = this.faults.get(name);
    const [trouble] = troubleOf(fault) ?? [];
    return trouble;
  }

  #facts({ kind, metadata, spec = {} }: KubeObject, isDone: boolean): Fields {
    const { name } = metadata;
    const arn = `arn:aws:${kind.toLowerCase()}:us-east-2:123456789012:${name}`;
    const region = metadata.annotations?.['services.k8s.aws/region'] ?? 'us-east-1';
    return {
      ackResourceMetadata: { arn, ownerAccountID: '123456789012', region, partition: 'aws' },
      ...(IDS[kind] === undefined ? {} : { [IDS[kind]]: `${kind.toLowerCase()}-${name}` }),
      ...(STATES[kind] ?? {}),
      ...(kind === 'Subscription' ? { pendingConfirmation: String(!this.confirmed) } : {}),
      ...(kind === 'DBInstance' ? this.#instanceFacts(spec, isDone) : {}),
    };
  }

  #instanceFacts(spec: Fields, isDone: boolean): Fields {
    const identifier = spec['dbInstanceIdentifier'] as string;
    const address = `${identifier}.c1.us-east-2.rds.amazonaws.com`;
    return {
      dbInstanceStatus: isDone ? 'available' : 'modifying',
      ...(isDone ? { endpoint: { address, port: spec['port'] ?? 5432 } } : {}),
      readReplicaDBInstanceIdentifiers: this.#cluster
        .all()
        .filter((other) => valueAt(other, 'spec.sourceDBInstanceIdentifier') === identifier)
        .map((other) => valueAt(other, 'spec.dbInstanceIdentifier') as string),
    };
  }

  #report(object: KubeObject, facts: Fields, conditions: readonly Fields[]): void {
    const lastTransitionTime = `${this.#cluster.time.toISOString().slice(0, 19)}Z`;
    const stamped = conditions.map((condition) => ({ ...condition, lastTransitionTime }));
    this.#patch(object, { status: { ...facts, conditions: stamped } });
  }

  #patch(object: KubeObject, patch: Fields): void {
    this.#cluster.edit(object, patch, 'controller');
  }
}

const condition = (type: string, status: string, message?: string): Fields => ({
  type,
  status,
  ...(message === undefined ? {} : { message }),
});

const SYNCED = [condition('ACK.ResourceSynced', 'True'), condition('Ready', 'True')];
const NOT_SYNCED = [condition('ACK.ResourceSynced', 'False', 'not synced yet'), condition('Ready', 'False')];

function troubleOf(fault: Fault | undefined): readonly Fields[] | undefined {
  if (fault === undefined || fault === 'silent') return undefined;
  const trouble =
    'terminal' in fault
      ? condition('ACK.Terminal', 'True', fault.terminal)
      : condition('ACK.Recoverable', 'True', fault.recoverable);
  return [trouble, condition('ACK.ResourceSynced', 'False'), condition('Ready', 'False')];
}

const IDS: Readonly<Record<string, string>> = {
  VPC: 'vpcID',
  Subnet: 'subnetID',
  InternetGateway: 'internetGatewayID',
  ElasticIPAddress: 'allocationID',
  NATGateway: 'natGatewayID',
  RouteTable: 'routeTableID',
  SecurityGroup: 'id',
  Instance: 'instanceID',
  Key: 'keyID',
  Secret: 'id',
};

const STATES: Readonly<Record<string, Fields>> = {
  Subnet: { state: 'available' },
  NATGateway: { state: 'available' },
  Instance: { state: 'running' },
  Key: { keyState: 'Enabled' },
};
