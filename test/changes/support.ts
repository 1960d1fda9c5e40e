import type { Child, ChildRef, Composition } from '../../src/api/child.js';
import type { Json, KubeObject } from '../../src/api/object.js';

type Fields = { readonly [key: string]: Json };

/** What an object of a test may say besides its kind and name. */
export interface Extras {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly metadata?: object;
  readonly status?: Fields;
}

export const NOW = new Date('2026-01-05T10:00:00.400Z');
export const SECONDS = (n: number): Date => new Date(NOW.getTime() + n * 1000);

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  cloudwatch: ['MetricAlarm'],
  cloudwatchlogs: ['LogGroup'],
  iam: ['InstanceProfile', 'Role'],
  kms: ['Alias', 'Key'],
  rds: ['DBInstance', 'DBParameterGroup', 'DBSnapshot', 'DBSubnetGroup'],
  s3: ['Bucket'],
  secretsmanager: ['SecretsManagerSecret'],
  sns: ['Subscription', 'Topic'],
};

/** `SecretsManagerSecret` is ACK's kind Secret; a group is found by kind, and EC2 has the rest. */
export function refTo(kind: string, name: string): ChildRef {
  const service = Object.keys(GROUPS).find((group) => GROUPS[group]?.includes(kind)) ?? 'ec2';
  const apiVersion = `${service}.services.k8s.aws/v1alpha1`;
  return { apiVersion, kind: kind === 'SecretsManagerSecret' ? 'Secret' : kind, name };
}

/** That the operator made it; which of its manifests does not matter. */
const MARK = { 'tapstack.io/applied-hash': 'of-some-manifest' };

/** As compose would give it: without the operator's mark. */
export function bare(of: KubeObject): KubeObject {
  const { 'tapstack.io/applied-hash': _, ...annotations } = of.metadata.annotations ?? {};
  const { annotations: __, ...metadata } = of.metadata;
  return { ...of, metadata: Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations } };
}

/** An ACK object of the database `tap` as an API server would show it. */
export function ack(kind: string, name: string, spec: Fields = {}, extras: Extras = {}): KubeObject {
  const { apiVersion, kind: realKind } = refTo(kind, name);
  return object(apiVersion, realKind, name, { spec }, extras);
}

/** A Secret, Service or ConfigMap of the database `tap`. */
export const core = (kind: string, name: string, content: object = {}, extras: Extras = {}): KubeObject =>
  object('v1', kind, name, content, extras);

function object(apiVersion: string, kind: string, name: string, content: object, extras: Extras): KubeObject {
  const labels = { 'tapstack.io/database': 'tap', ...extras.labels };
  const annotations = { ...MARK, ...extras.annotations };
  const metadata = { name, namespace: 'shop', labels, annotations, ...extras.metadata };
  const status = extras.status === undefined ? {} : { status: extras.status };
  return { apiVersion, kind, metadata, ...content, ...status } as KubeObject;
}

export const condition = (type: string, status: string, more: Fields = {}): Fields => ({ type, status, ...more });

const EVERYTHING: Fields = {
  ackResourceMetadata: { arn: 'arn:aws:any', ownerAccountID: '123456789012' },
  vpcID: 'vpc-1',
  subnetID: 'subnet-1',
  internetGatewayID: 'igw-1',
  allocationID: 'eipalloc-1',
  natGatewayID: 'nat-1',
  routeTableID: 'rtb-1',
  id: 'sg-1',
  instanceID: 'i-1',
  keyID: 'key-1',
  keyState: 'Enabled',
  state: 'available',
  status: 'available',
  dbInstanceStatus: 'available',
  endpoint: { address: 'db.example', port: 5432 },
};

/** The object as ACK leaves it when AWS has what the spec says; `at`: when ACK looked. */
export function synced(of: KubeObject, status: Fields = {}, at = '2026-01-05T09:00:00Z'): KubeObject {
  const conditions = [
    condition('ACK.ResourceSynced', 'True', { lastTransitionTime: at }),
    condition('Ready', 'True', { lastTransitionTime: at }),
  ];
  return { ...of, status: { ...EVERYTHING, conditions, ...status } };
}

export const deleting = (of: KubeObject): KubeObject => ({
  ...of,
  metadata: { ...of.metadata, deletionTimestamp: '2026-01-05T09:59:00Z' },
});

export const from = (name: string): Fields => ({ from: { name } });

export const composed = (...manifests: readonly KubeObject[]): Composition => ({
  children: manifests.map((manifest): Child => ({ component: 'any', manifest: bare(manifest) })),
  blocked: [],
});

export const label = (key: 'component' | 'instance', value: string): Extras => ({
  labels: { [`tapstack.io/${key}`]: value },
});

export const names = (objects: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[]) =>
  objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);

export const refNames = (refs: readonly ChildRef[]): readonly string[] =>
  refs.map(({ kind, name }) => `${kind}/${name}`);
