import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type KubeObject, valueAt, valuesAt } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import { readManifests } from '../../src/sandbox/manifests.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { complaintsOf, misconductOf, writesWithin } from './support/conduct.js';
import {
  childRef,
  conditionOf,
  createNamespace,
  OPERATOR_FLAGS,
  rds,
  statusOf,
  waitForCondition,
} from './support/databases.js';
import { type Recorder, startRecorder } from './support/recorder.js';
import { columnsOf } from './support/table.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

const NAMESPACE = 'shop';

jest.setTimeout(120_000);

let cluster: TestCluster;
let account: AccountClient;
let recorder: Recorder;
let database: KubeObject;

beforeAll(async () => {
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  account = await connectAccount(cluster.ack as ManagedProcess);
  await createNamespace(cluster, NAMESPACE);
  recorder = await startRecorder(cluster, NAMESPACE);
  const [example] = await readManifests('examples/ecommerce.yaml');
  database = { ...(example as KubeObject), metadata: { name: 'tap', namespace: NAMESPACE } };
  await cluster.apply(database);
  await synced();
}, 240_000);

afterAll(async () => {
  await recorder?.stop();
  await cluster?.stop();
}, 60_000);

const synced = () =>
  waitForCondition(cluster, database, ['Synced', 'True'], { timeoutMs: 120_000, processes: cluster.programs });

const children = (): Promise<readonly KubeObject[]> => listChildren(cluster.admin, NAMESPACE, 'tap');

const edit = (spec: unknown): Promise<KubeObject> => cluster.admin.mergePatch(refTo(database), { spec });

async function textsOf(secret: string): Promise<Readonly<Record<string, string>>> {
  const object = await cluster.admin.get(childRef(database, 'v1', 'Secret', secret));
  return Object.fromEntries(
    Object.entries(object?.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  );
}

async function endpointOf(instance: string): Promise<{ readonly address: string; readonly port: number }> {
  const live = await cluster.admin.get(childRef(database, rds, 'DBInstance', instance));
  const { address, port } = valueAt(live, 'status.endpoint') as unknown as { address: string; port: number };
  return { address, port };
}

describe('a database that has come up', () => {
  test('tells everything in its status', async () => {
    const status = await statusOf(cluster, database);
    expect(status).toMatchObject({
      observedGeneration: 1,
      phase: 'Available',
      message: 'the primary serves connections',
      endpoint: await endpointOf('primary'),
      readEndpoints: [await endpointOf('replica-1'), await endpointOf('replica-2')],
      connectionSecretRef: { name: 'tap-connection' },
      binding: { name: 'tap-connection' },
      composition: { name: 'ha-postgres/v1' },
      replicas: 2,
      selector: 'tapstack.io/database=tap,tapstack.io/component=replicas',
      instanceClass: 'db.m5.large',
      engineVersion: '17.5',
      storage: { size: '100Gi' },
      identity: {
        region: 'us-east-2',
        environment: 'dev',
        postgres: { database: 'tap', username: 'postgres', port: 5432, iamAuthentication: false },
        network: { cidr: '10.0.0.0/16', zones: ['us-east-2a', 'us-east-2b'], databaseSubnets: 'Isolated' },
      },
    });
    expect(status).not.toHaveProperty('waitingFor');
    const live = await children();
    expect(status.resources).toEqual({ total: live.length, ready: live.length });
    expect(status.conditions?.map(({ type, status: is, reason }) => `${type}=${is}/${reason}`)).toEqual([
      'Ready=True/Available',
      'Synced=True/AllSynced',
      'Stalled=False/NotStalled',
      'RoleAssociated=False/NotAssociated',
      'DeletionGuarded=True/GuardInstalled',
    ]);
    expect(conditionOf(status, 'RoleAssociated')?.message).toMatch(
      /aws rds add-role-to-db-instance --db-instance-identifier tap-primary-dev --role-arn arn:aws:iam::\d{12}:role\/\S+ --feature-name s3Import --region us-east-2 && aws rds .* --feature-name s3Export/,
    );
  });

  test('lists what is in AWS, for adoption', async () => {
    const { inventory = [] } = await statusOf(cluster, database);
    const inAws = (await children()).filter((child) => valueAt(child, 'status.ackResourceMetadata') !== undefined);
    expect(inventory.map(({ kind, name }) => `${kind}/${name}`)).toEqual(
      inAws.map(({ kind, metadata }) => `${kind}/${metadata.name}`).toSorted(),
    );
    expect(inventory).toContainEqual({ kind: 'DBInstance', name: 'tap-replica-1', id: 'tap-replica-1-dev' });
    expect(inventory).toContainEqual({ kind: 'VPC', name: 'tap-vpc', id: expect.stringMatching(/^vpc-/) });
  });

  test('gives six outputs, in its status and in a ConfigMap', async () => {
    const { outputs } = await statusOf(cluster, database);
    expect(outputs).toEqual({
      primaryEndpoint: (await endpointOf('primary')).address,
      primaryPort: 5432,
      credentialsSecretName: 'tap-db-credentials-dev',
      backupBucketName: 'tap-backup-dev-123456789012-us-east-2',
      kmsKeyARN: expect.stringMatching(/^arn:aws:kms:us-east-2:123456789012:key\//),
      bastionInstanceID: expect.stringMatching(/^i-/),
    });
    const config = await cluster.admin.get(childRef(database, 'v1', 'ConfigMap', 'outputs'));
    expect(config?.data).toEqual({ ...outputs, primaryPort: '5432' });
  });

  test('has a Secret with all that an application connects with', async () => {
    const [primary, one, two] = await Promise.all(['primary', 'replica-1', 'replica-2'].map(endpointOf));
    const connection = await textsOf('connection');
    const { password = '' } = await textsOf('credentials-1');
    expect(password).toMatch(/^[\w.~-]{30}$/);
    expect(connection).toEqual({
      type: 'postgresql',
      provider: 'aws-rds',
      host: primary?.address,
      port: '5432',
      database: 'tap',
      username: 'postgres',
      password,
      sslmode: 'require',
      uri: `postgresql://postgres:${password}@${primary?.address}:5432/tap?sslmode=require`,
      'jdbc-uri': `jdbc:postgresql://${primary?.address}:5432/tap?user=postgres&password=${password}&sslmode=require`,
      'ro-host': one?.address,
      'ro-uri':
        `postgresql://postgres:${password}@${one?.address}:5432,${two?.address}:5432,${primary?.address}:5432/tap` +
        '?sslmode=require&load_balance_hosts=random&target_session_attrs=prefer-standby',
      'ro-jdbc-uri': expect.stringContaining('targetServerType=preferSecondary'),
    });
    const live = await cluster.admin.get(childRef(database, 'v1', 'Secret', 'connection'));
    expect(live?.type).toBe('servicebinding.io/postgresql');
    expect(await cluster.admin.get(childRef(database, 'v1', 'Secret', 'credentials-1'))).toMatchObject({
      type: 'Opaque',
      immutable: true,
    });
    expect(JSON.parse((await textsOf('secrets-manager'))['credentials.json'] ?? '')).toMatchObject({
      username: 'postgres',
      password,
      engine: 'postgres',
      host: primary?.address,
      port: 5432,
      dbname: 'tap',
    });
  });

  test('has a Service for each way to it', async () => {
    const services = (await children()).filter(({ kind }) => kind === 'Service');
    const hosts = Object.fromEntries(
      services.map((service) => [service.metadata.name, valueAt(service, 'spec.externalName')]),
    );
    const [primary, one, two] = await Promise.all(['primary', 'replica-1', 'replica-2'].map(endpointOf));
    expect(hosts).toEqual({
      'tap-rw': primary?.address,
      'tap-ro': one?.address,
      'tap-ro-1': one?.address,
      'tap-ro-2': two?.address,
    });
  });

  test('shows in a list what people look for', async () => {
    const { narrow, wide } = await columnsOf(cluster, refTo(database));
    expect(narrow).toEqual([
      ['Name', 'tap'],
      ['Phase', 'Available'],
      ['Ready', 'True'],
      ['Version', '17.5'],
      ['Class', 'db.m5.large'],
      ['Replicas', 2],
      ['Endpoint', (await endpointOf('primary')).address],
      ['Age', expect.any(String)],
    ]);
    expect(wide).toEqual([
      ['Synced', 'True'],
      ['Region', 'us-east-2'],
      ['Composition', 'ha-postgres/v1'],
      ['Message', 'the primary serves connections'],
    ]);
  });

  test('marks and owns every child, and leaves no finalizer of its own on any', async () => {
    const live = await cluster.admin.get(refTo(database));
    expect(live?.metadata.finalizers).toEqual(['tapstack.io/teardown']);
    for (const { apiVersion, kind, metadata } of await children()) {
      expect(metadata.labels).toMatchObject({
        'tapstack.io/database': 'tap',
        'tapstack.io/component': expect.any(String),
        'app.kubernetes.io/managed-by': 'tapdb-operator',
      });
      expect(metadata.ownerReferences).toEqual([
        {
          apiVersion: 'tapstack.io/v1alpha1',
          kind: 'TapDatabase',
          name: 'tap',
          uid: live?.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ]);
      const group = apiVersion.split('/')[0];
      expect(metadata.finalizers).toEqual(apiVersion.includes('aws') ? [`finalizers.${group}/${kind}`] : undefined);
    }
  });

  test('has said each turn once', async () => {
    expect(await eventsSaid()).toEqual(['Normal AllSynced', 'Normal Available']);
  });

  test('was made in the order of its references', async () => {
    const happened = recorder.events();
    const first = (object: KubeObject, holds: (event: KubeObject) => boolean): number =>
      happened.find(({ object: seen }) => isSame(seen, object) && holds(seen))?.revision ?? Number.POSITIVE_INFINITY;
    const live = await children();
    const wrong = live.flatMap((child) =>
      referredBy(child, live)
        .filter((referent) => first(referent, isReady) > first(child, () => true))
        // An alarm holds the name of its instance and needs it no more than AWS does.
        .filter(({ kind }) => kind !== 'DBInstance' || child.kind !== 'MetricAlarm')
        .map((referent) => `${child.kind} ${child.metadata.name} before ${referent.kind} ${referent.metadata.name}`),
    );
    expect(wrong).toEqual([]);
  });

  test('is left alone while others annotate its children and ACK looks again', async () => {
    const vpc = childRef(database, 'ec2.services.k8s.aws/v1alpha1', 'VPC', 'vpc');
    await cluster.admin.mergePatch(vpc, { metadata: { annotations: { 'example.com/seen': 'yes' } } });
    await account.touch();
    expect(await writesWithin(cluster, NAMESPACE, 5_000)).toEqual([]);
  });
});

describe('its replicas', () => {
  const scale = async (count: number): Promise<void> => {
    await cluster.admin.mergePatch(refTo(database), { spec: { replicas: count } }, { subresource: 'scale' });
    await synced();
  };

  test('grow by the scale subresource', async () => {
    await scale(3);
    const third = await endpointOf('replica-3');
    expect(await statusOf(cluster, database)).toMatchObject({ replicas: 3, readEndpoints: [{}, {}, third] });
    expect((await textsOf('connection'))['ro-uri']).toContain(third.address);
    const live = await cluster.admin.get(childRef(database, 'v1', 'Service', 'ro-3'));
    expect(live?.spec).toMatchObject({ externalName: third.address });
  });

  test('shrink, the newest first, each out of the connection before it goes', async () => {
    const [one, two, three] = await Promise.all(['replica-1', 'replica-2', 'replica-3'].map(endpointOf));
    await scale(1);
    const live = await children();
    expect(live.filter(({ metadata }) => /replica-[23]|ro-[23]/.test(metadata.name))).toEqual([]);
    expect((await statusOf(cluster, database)).readEndpoints).toEqual([one]);
    const happened = recorder.events();
    for (const [name, host] of [
      ['replica-2', two?.address ?? ''],
      ['replica-3', three?.address ?? ''],
    ] as const) {
      const gone = happened.find(
        ({ object }) => object.metadata.name === `tap-${name}` && object.metadata.deletionTimestamp !== undefined,
      );
      const told = happened.findLast(({ object, revision }) => {
        const uri = Buffer.from(object.data?.['ro-uri'] ?? '', 'base64').toString();
        return object.metadata.name === 'tap-connection' && revision < (gone?.revision ?? 0) && uri !== '';
      });
      expect([gone, told]).toEqual([expect.anything(), expect.anything()]);
      expect(Buffer.from(told?.object.data?.['ro-uri'] ?? '', 'base64').toString()).not.toContain(host);
    }
  });
});

test('changes that disturb nothing go through at once, together', async () => {
  await edit({
    tags: { team: 'search', stage: 'two' },
    access: { cidrs: ['10.80.0.0/16'] },
    postgres: { parameters: { work_mem: '32MB', effective_cache_size: null } },
    monitoring: { logs: { retentionDays: 30 }, alarms: { cpuUtilizationPercent: 70, connections: 250 } },
  });
  await synced();
  const [instance] = (await account.contents())['dbInstance'] ?? [];
  expect(instance).toMatchObject({ id: 'tap-primary-dev', tags: { team: 'search', stage: 'two' } });
  const [parameters] = (await account.contents())['dbParameterGroup'] ?? [];
  expect(parameters).toMatchObject({ parameters: { work_mem: '32768' } });
  const ingress = await cluster.admin.get(
    childRef(database, 'ec2.services.k8s.aws/v1alpha1', 'SecurityGroup', 'database'),
  );
  expect(valuesAt(ingress, 'spec.ingressRules.*.ipRanges.*.cidrIP')).toEqual(['10.80.0.0/16']);
  const cloudwatch = 'cloudwatch.services.k8s.aws/v1alpha1';
  const thresholds = ['primary-cpu', 'primary-connections'].map(async (alarm) =>
    valueAt(await cluster.admin.get(childRef(database, cloudwatch, 'MetricAlarm', alarm)), 'spec.threshold'),
  );
  expect(await Promise.all(thresholds)).toEqual([70, 250]);
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});

/** `type reason` of each Event about the database, and how often where it was more than once. */
async function eventsSaid(): Promise<readonly string[]> {
  const events = (await cluster.admin.list('events.k8s.io/v1', 'Event', {
    namespace: NAMESPACE,
  })) as readonly (KubeObject & {
    readonly reason: string;
    readonly series?: { readonly count: number };
  })[];
  return events.map(({ type, reason, series }) => `${type} ${reason}${series ? ` x${series.count}` : ''}`).toSorted();
}

const isSame = (a: KubeObject, b: KubeObject): boolean => a.metadata.uid === b.metadata.uid;

function isReady(object: KubeObject): boolean {
  if (!object.apiVersion.includes('.services.k8s.aws/')) return true;
  const conditions = (object.status?.['conditions'] ?? []) as readonly { readonly [key: string]: string }[];
  return ['Ready', 'ACK.ResourceSynced'].every((type) =>
    conditions.some((condition) => condition['type'] === type && condition['status'] === 'True'),
  );
}

/** The children that a child names in a `…Ref`, or whose id, ARN or name it holds. */
function referredBy(child: KubeObject, all: readonly KubeObject[]): readonly KubeObject[] {
  const text = JSON.stringify(child.spec ?? {});
  const names = new Set([...text.matchAll(/"from":\{[^}]*"name":"([^"]+)"/g)].map(([, name]) => name));
  return all.filter((other) => {
    if (isSame(other, child)) return false;
    if (names.has(other.metadata.name)) return new RegExp(`"${refField(other.kind)}s?":`).test(text);
    const ids = ['status.id', 'status.ackResourceMetadata.arn', 'status.instanceID'].map((path) =>
      valueAt(other, path),
    );
    const source = other.kind === 'DBInstance' ? valueAt(other, 'spec.dbInstanceIdentifier') : undefined;
    return [...ids, source].some((id) => typeof id === 'string' && text.includes(`"${id}"`));
  });
}

/** How fields that refer to a kind end. */
function refField(kind: string): string {
  const fields: Readonly<Record<string, string>> = {
    ElasticIPAddress: 'allocationRef',
    InternetGateway: 'gatewayRef',
    NATGateway: 'natGatewayRef',
    VPC: 'vpcRef',
    SecurityGroup: '(vpcSecurityGroupRef|groupRef)',
    DBSubnetGroup: 'dbSubnetGroupRef',
    DBParameterGroup: 'dbParameterGroupRef',
    RouteTable: 'routeTableRef',
    Subnet: 'subnetRef',
    Key: '(kmsKeyRef|targetKeyRef|performanceInsightsKMSKeyRef|kmsMasterKeyRef)',
    Role: '(roleRef|monitoringRoleRef)',
    Topic: 'topicRef',
  };
  return fields[kind] ?? 'nothing';
}
