import { AWS_IDS } from '../../../src/api/aws-ids.js';
import { refOf } from '../../../src/api/child.js';
import { type Json, type KubeObject, valueAt } from '../../../src/api/object.js';
import { lateInitialization } from './late-initialization.js';
import { type MemoryCluster, nameOf } from './memory-cluster.js';
import { type Answer, RdsModel } from './rds-model.js';
import { SecretReader } from './secret-reader.js';

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
  /** What AWS has, by kind and id: it outlives the objects that it was made for. */
  readonly aws = new Map<string, KubeObject>();
  readonly rds = new RdsModel();
  readonly secrets: SecretReader;
  /** How long AWS deletes a replica after its object is gone. */
  replicasTakeSeconds = 0;
  /** When AWS is done with what it deletes, in milliseconds since 1970. */
  readonly #leaving = new Map<string, number>();
  /** By `Kind/name`. */
  readonly faults = new Map<string, Fault>();
  readonly bucketsWithObjects = new Set<string>();
  confirmed = true;
  /** Whose account new objects are made in: what a namespace's owner-account-id says. */
  account = '123456789012';
  /** Whether AWS chooses what was left open, and ACK writes it down. */
  lateInitializes = true;

  constructor(cluster: MemoryCluster) {
    this.#cluster = cluster;
    this.secrets = new SecretReader(cluster);
  }

  /** One look of every controller at what concerns it. */
  step(): void {
    for (const [id, until] of this.#leaving) {
      if (until > this.#cluster.time.getTime()) continue;
      this.#leaving.delete(id);
      this.aws.delete(id);
    }
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
      if (!object.metadata.finalizers?.[0]?.startsWith('finalizers.')) continue;
      const answer = this.#askRds(object);
      if ('terminal' in answer) this.#report(object, {}, troubleOf(answer) ?? []);
      else this.#report(object, answer.status, SYNCED);
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
    if (isReadOnly(object) || (isFirst && adoptionPolicyOf(object) === 'adopt')) {
      this.#look(object);
      return;
    }
    const fixed = troubleOf(fault) ?? (isFirst && this.#isTaken(object) ? TAKEN : this.#missingSecret(object, name));
    if (isFirst && fixed === undefined) this.#restore(object);
    const answer = fixed === undefined ? this.#askRds(this.#cluster.read(object)) : NOTHING;
    const trouble = fixed ?? troubleOf('terminal' in answer ? answer : undefined);
    // After a create that AWS refuses, ACK takes its finalizer off again.
    const [group] = object.apiVersion.split('/');
    const isRefused = fixed === TAKEN || (fault !== undefined && 'terminal' in fault);
    if (isFirst && !isRefused)
      this.#patch(object, { metadata: { finalizers: [`finalizers.${group}/${object.kind}`] } });
    if (trouble !== undefined || 'terminal' in answer) {
      this.#report(object, {}, trouble ?? []);
    } else {
      const filled = this.#cluster.read(object);
      const chosen = isFirst && this.lateInitializes ? lateInitialization(filled, this.#cluster.all()) : [];
      for (const spec of chosen) this.#patch(object, { spec });
      if (Object.keys(answer.spec).length > 0) this.#patch(object, { spec: answer.spec });
      const isDone = !['DBInstance', 'DBSnapshot'].includes(object.kind) || this.#pending.has(name);
      if (isDone) this.#pending.delete(name);
      else this.#pending.add(name);
      this.#report(object, { ...this.#facts(object, isDone), ...answer.status }, isDone ? SYNCED : NOT_SYNCED);
      this.aws.set(inAws(this.#cluster.read(object)), this.#cluster.read(object));
    }
    this.#seen.set(object.metadata.uid, this.#cluster.read(object).metadata.generation);
  }

  #missingSecret(object: KubeObject, name: string): readonly Fields[] | undefined {
    const missing = this.secrets.read(object, this.#seen.get(object.metadata.uid) !== object.metadata.generation);
    if (missing !== undefined) this.#pending.add(name);
    return troubleOf(missing);
  }

  #askRds(object: KubeObject): Answer {
    if (object.kind === 'DBParameterGroup') this.rds.lookAtGroup(object);
    if (object.kind !== 'DBInstance') return NOTHING;
    const ref = valueAt(object, 'spec.dbParameterGroupRef.from.name');
    const group = this.#cluster
      .all()
      .find(({ kind, metadata }) => kind === 'DBParameterGroup' && metadata.name === ref);
    return this.rds.lookAtInstance(object, group?.spec?.['name'] as string | undefined);
  }

  #end(object: KubeObject, name: string): void {
    if (this.faults.get(name) === 'silent' || this.#hasGivenUp(object, name)) return;
    const { annotations = {} } = object.metadata;
    const isRetained = annotations['services.k8s.aws/deletion-policy'] === 'retain' || isReadOnly(object);
    const refusal = isRetained ? undefined : this.#refusal(object, name);
    if (refusal !== undefined) {
      const others = (valueAt(object, 'status.conditions') ?? []) as readonly Fields[];
      this.#patch(object, {
        status: { conditions: [...others.filter(({ type }) => type !== refusal['type']), refusal] },
      });
      this.#seen.set(object.metadata.uid, object.metadata.generation);
      this.#told.set(name, this.faults.get(name));
      return;
    }
    const takesSnapshot =
      object.kind === 'DBInstance' && annotations['rds.services.k8s.aws/skip-final-snapshot'] === 'false';
    const snapshot = annotations['rds.services.k8s.aws/final-db-snapshot-identifier'] as string;
    const deleted = takesSnapshot ? (`deleted with snapshot ${snapshot}` as const) : 'deleted';
    this.endings.push({ object: name, fate: isRetained ? 'retained' : deleted });
    if (!isRetained) this.#leave(object);
    this.#patch(object, { metadata: { finalizers: null } });
  }

  /** The object goes when AWS accepts the deletion, and a replica only later. */
  #leave(object: KubeObject): void {
    const isReplica = valueAt(object, 'spec.sourceDBInstanceIdentifier') !== undefined;
    const seconds = isReplica ? this.replicasTakeSeconds : 0;
    if (seconds === 0) this.aws.delete(inAws(object));
    else this.#leaving.set(inAws(object), this.#cluster.time.getTime() + seconds * 1000);
  }

  /** After a terminal refusal ACK looks again only when the spec changes. (Here also when a fault does.) */
  #hasGivenUp(object: KubeObject, name: string): boolean {
    const conditions = (valueAt(object, 'status.conditions') ?? []) as readonly Fields[];
    return (
      conditions.some(({ type, status }) => type === 'ACK.Terminal' && status === 'True') && !this.#isDue(object, name)
    );
  }

  /** Of a snapshot RDS takes what it does not say, and ACK writes that over what was asked for. */
  #restore(object: KubeObject): void {
    const id = object.spec?.['dbSnapshotIdentifier'];
    if (object.kind !== 'DBInstance' || typeof id !== 'string') return;
    const snapshot = this.aws.get(`DBSnapshot ${id.replace(/^arn:.*:snapshot:/, '')}`);
    const { allocatedStorage, kmsKeyID, masterUsername } = snapshot?.status ?? {};
    this.#patch(object, {
      spec: {
        allocatedStorage: allocatedStorage as Json,
        kmsKeyID: kmsKeyID as Json,
        masterUsername: masterUsername as Json,
        dbName: 'tap',
        engineVersion: '17.4',
        backupRetentionPeriod: 1,
        monitoringInterval: 0,
        performanceInsightsEnabled: false,
        storageEncrypted: true,
      },
    });
  }

  /** Shows what AWS has, with `adopt` also in its spec; of what is not there it says nothing, and looks again. */
  #look(object: KubeObject): void {
    const { annotations = {}, finalizers = [] } = object.metadata;
    const fields = JSON.parse(annotations['services.k8s.aws/adoption-fields'] ?? '{}') as Record<string, string>;
    const path = AWS_IDS[object.kind] ?? 'spec.dbSnapshotIdentifier';
    const there = this.aws.get(`${object.kind} ${fields[path.split('.').at(-1) as string]}`);
    if (there === undefined) return;
    if (finalizers.length === 0) {
      const [group] = object.apiVersion.split('/');
      const adopted = { 'services.k8s.aws/adopted': 'true' };
      this.#patch(object, { metadata: { finalizers: [`finalizers.${group}/${object.kind}`], annotations: adopted } });
      this.#patch(object, { spec: specInAws(there) });
    }
    const status = Object.fromEntries(Object.entries(there.status ?? {}).filter(([field]) => field !== 'conditions'));
    this.#report(object, status, SYNCED);
    this.#seen.set(object.metadata.uid, this.#cluster.read(object).metadata.generation);
  }

  /** Whether AWS has another's resource of that name: ACK takes nothing over that it did not make. */
  #isTaken(object: KubeObject): boolean {
    const isNamed = AWS_IDS[object.kind]?.startsWith('spec.') ?? false;
    return isNamed && adoptionPolicyOf(object) === undefined && this.aws.has(inAws(object));
  }

  #refusal(object: KubeObject, name: string): Fields | undefined {
    const { kind } = object;
    // What its spec says is not sent any more.
    if (kind === 'DBInstance' && this.aws.get(inAws(object))?.spec?.['deletionProtection'] === true) {
      return {
        type: 'ACK.Terminal',
        status: 'True',
        message:
          'InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again.',
      };
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

  #facts({ kind, metadata, spec = {}, status }: KubeObject, isDone: boolean): Fields {
    const { name } = metadata;
    const known = valueAt(status, 'ackResourceMetadata.ownerAccountID');
    const account = typeof known === 'string' ? known : this.account;
    // A subscription's begins with its topic's.
    const path = kind === 'Subscription' ? `topic:us-east-2:${account}:${valueAt(spec, 'topicRef.from.name')}` : '';
    const arn = `arn:aws:${path || `${kind.toLowerCase()}:us-east-2:${account}`}:${name}`;
    const region = metadata.annotations?.['services.k8s.aws/region'] ?? 'us-east-1';
    return {
      ackResourceMetadata: { arn, ownerAccountID: account, region, partition: 'aws' },
      ...idIn(status, kind, name),
      ...(STATES[kind] ?? {}),
      ...(kind === 'Subscription' ? { pendingConfirmation: String(!this.confirmed) } : {}),
      ...(kind === 'DBSnapshot' ? { status: isDone ? 'available' : 'creating' } : {}),
      ...(kind === 'DBInstance' ? this.#instanceFacts(spec, isDone) : {}),
    };
  }

  #instanceFacts(spec: Fields, isDone: boolean): Fields {
    const identifier = spec['dbInstanceIdentifier'] as string;
    const address = `${identifier}.c1.us-east-2.rds.amazonaws.com`;
    return {
      dbInstanceStatus: isDone ? 'available' : 'modifying',
      ...(isDone ? { endpoint: { address, port: spec['port'] ?? 5432 } } : {}),
      readReplicaDBInstanceIdentifiers: [...this.aws.values()]
        .filter((other) => valueAt(other, 'spec.sourceDBInstanceIdentifier') === identifier)
        .map((other) => valueAt(other, 'spec.dbInstanceIdentifier') as string),
    };
  }

  #report(object: KubeObject, facts: Fields, conditions: readonly Fields[]): void {
    const lastTransitionTime = `${this.#cluster.calendar().toISOString().slice(0, 19)}Z`;
    // What is made of an error carries no time.
    const isStamped = ({ type }: Fields): boolean => type !== 'ACK.Terminal' && type !== 'ACK.Recoverable';
    const stamped = conditions.map((it) => (isStamped(it) ? { ...it, lastTransitionTime } : it));
    this.#patch(object, { status: { ...facts, conditions: stamped } });
  }

  #patch(object: KubeObject, patch: Fields): void {
    this.#cluster.edit(object, patch, 'controller');
  }
}

const inAws = (object: KubeObject): string =>
  `${object.kind} ${String(valueAt(object, AWS_IDS[object.kind] ?? 'metadata.name'))}`;

const adoptionPolicyOf = ({ metadata }: KubeObject): string | undefined =>
  metadata.annotations?.['services.k8s.aws/adoption-policy'];

const isReadOnly = ({ metadata }: KubeObject): boolean =>
  metadata.annotations?.['services.k8s.aws/read-only'] === 'true';

/** AWS knows no references and tells no password. */
function specInAws({ kind, spec = {} }: KubeObject): Fields {
  const { masterUserPassword: _, targetKeyRef, ...told } = spec;
  if (kind !== 'Alias' || targetKeyRef === undefined) return told;
  return { ...told, targetKeyID: `key-${String(valueAt(targetKeyRef, 'from.name'))}` };
}

/** What RDS has to say of anything else. */
const NOTHING: Answer = { spec: {}, status: {} };

const condition = (type: string, status: string, message?: string): Fields => ({
  type,
  status,
  ...(message === undefined ? {} : { message }),
});

const SYNCED = [condition('ACK.ResourceSynced', 'True'), condition('Ready', 'True')];
const TAKEN = [
  condition('ACK.Terminal', 'True', 'Resource already exists'),
  condition('ACK.ResourceSynced', 'False'),
  condition('Ready', 'False'),
];
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

/** An id is given once. */
function idIn(status: KubeObject['status'], kind: string, name: string): Fields {
  const field = IDS[kind];
  return field === undefined ? {} : { [field]: status?.[field] ?? `${kind.toLowerCase()}-${name}` };
}

const STATES: Readonly<Record<string, Fields>> = {
  Subnet: { state: 'available' },
  NATGateway: { state: 'available' },
  Instance: { state: 'running' },
  Key: { keyState: 'Enabled' },
};
