import type { ChildRef } from '../api/child.js';
import type { MetricAlarmSpec } from '../api/generated/ack/cloudwatch.js';
import type { LogGroupSpec } from '../api/generated/ack/cloudwatchlogs.js';
import type {
  ElasticIPAddressSpec,
  InstanceSpec,
  InternetGatewaySpec,
  NATGatewaySpec,
  RouteTableSpec,
  SecurityGroupSpec,
  SubnetSpec,
  VPCSpec,
} from '../api/generated/ack/ec2.js';
import type { InstanceProfileSpec, RoleSpec } from '../api/generated/ack/iam.js';
import type { AliasSpec, KeySpec } from '../api/generated/ack/kms.js';
import type {
  DBInstanceSpec,
  DBParameterGroupSpec,
  DBSnapshotSpec,
  DBSubnetGroupSpec,
} from '../api/generated/ack/rds.js';
import type { BucketSpec } from '../api/generated/ack/s3.js';
import type { SecretSpec } from '../api/generated/ack/secretsmanager.js';
import type { SubscriptionSpec, TopicSpec } from '../api/generated/ack/sns.js';

interface AckSpecs {
  readonly Alias: AliasSpec;
  readonly Bucket: BucketSpec;
  readonly DBInstance: DBInstanceSpec;
  readonly DBParameterGroup: DBParameterGroupSpec;
  readonly DBSnapshot: DBSnapshotSpec;
  readonly DBSubnetGroup: DBSubnetGroupSpec;
  readonly ElasticIPAddress: ElasticIPAddressSpec;
  readonly Instance: InstanceSpec;
  readonly InstanceProfile: InstanceProfileSpec;
  readonly InternetGateway: InternetGatewaySpec;
  readonly Key: KeySpec;
  readonly LogGroup: LogGroupSpec;
  readonly MetricAlarm: MetricAlarmSpec;
  readonly NATGateway: NATGatewaySpec;
  readonly Role: RoleSpec;
  readonly RouteTable: RouteTableSpec;
  readonly Secret: SecretSpec;
  readonly SecurityGroup: SecurityGroupSpec;
  readonly Subnet: SubnetSpec;
  readonly Subscription: SubscriptionSpec;
  readonly Topic: TopicSpec;
  readonly VPC: VPCSpec;
}

/** A kind of AWS Controllers for Kubernetes; `Secret` is that of Secrets Manager. */
export type AckKind = keyof AckSpecs;

/** What a construct writes: the chart adds the tags, so that none can be forgotten. */
export type SpecOf<K extends AckKind> = Omit<AckSpecs[K], 'tags' | 'tagging'>;

/** How a kind takes its AWS tags. EC2's have a `Name` besides, which the console shows. */
export type TagShape = 'none' | 'list' | 'named list' | 'tagKey list' | 'map' | 'tagSet';

/** The service that serves each kind, and the shape of its tags. Source: the controllers' CRDs. */
export const ACK: Readonly<Record<AckKind, { readonly service: string; readonly tags: TagShape }>> = {
  Alias: { service: 'kms', tags: 'none' },
  Bucket: { service: 's3', tags: 'tagSet' },
  DBInstance: { service: 'rds', tags: 'list' },
  DBParameterGroup: { service: 'rds', tags: 'list' },
  DBSnapshot: { service: 'rds', tags: 'list' },
  DBSubnetGroup: { service: 'rds', tags: 'list' },
  ElasticIPAddress: { service: 'ec2', tags: 'named list' },
  Instance: { service: 'ec2', tags: 'named list' },
  InstanceProfile: { service: 'iam', tags: 'list' },
  InternetGateway: { service: 'ec2', tags: 'named list' },
  Key: { service: 'kms', tags: 'tagKey list' },
  LogGroup: { service: 'cloudwatchlogs', tags: 'map' },
  MetricAlarm: { service: 'cloudwatch', tags: 'list' },
  NATGateway: { service: 'ec2', tags: 'named list' },
  Role: { service: 'iam', tags: 'list' },
  RouteTable: { service: 'ec2', tags: 'named list' },
  Secret: { service: 'secretsmanager', tags: 'list' },
  SecurityGroup: { service: 'ec2', tags: 'named list' },
  Subnet: { service: 'ec2', tags: 'named list' },
  Subscription: { service: 'sns', tags: 'none' },
  Topic: { service: 'sns', tags: 'list' },
  VPC: { service: 'ec2', tags: 'named list' },
};

export const ackRef = (kind: AckKind, name: string): ChildRef => ({
  apiVersion: `${ACK[kind].service}.services.k8s.aws/v1alpha1`,
  kind,
  name,
});

/** An object of Kubernetes' own core group. */
export const coreRef = (kind: 'ConfigMap' | 'Secret' | 'Service', name: string): ChildRef => ({
  apiVersion: 'v1',
  kind,
  name,
});

/** ACK's reference to another child, in the same namespace. */
export const from = (ref: ChildRef): { readonly from: { readonly name: string } } => ({ from: { name: ref.name } });
