import type { KubeObject } from '../api/object.js';
import { type Comparison, subset } from './comparison.js';
import {
  elasticIPAddressRules,
  instanceRules,
  internetGatewayRules,
  natGatewayRules,
  routeTableRules,
  securityGroupRules,
  subnetRules,
  vpcRules,
} from './field-rules/ec2.js';
import { type FieldRule, none, type OnChange, replacement } from './field-rules/field-rule.js';
import {
  aliasRules,
  bucketRules,
  instanceProfileRules,
  keyRules,
  roleRules,
  secretRules,
} from './field-rules/identity-and-storage.js';
import { logGroupRules, metricAlarmRules, subscriptionRules, topicRules } from './field-rules/monitoring.js';
import { dbInstanceRules, dbParameterGroupRules, dbSnapshotRules, dbSubnetGroupRules } from './field-rules/rds.js';

/** ACK's kinds, by the fields of their spec: how a field is compared, and what a change of it does. */
const RULES: Readonly<Record<string, Readonly<Record<string, FieldRule>>>> = {
  Alias: aliasRules,
  Bucket: bucketRules,
  DBInstance: dbInstanceRules,
  DBParameterGroup: dbParameterGroupRules,
  DBSnapshot: dbSnapshotRules,
  DBSubnetGroup: dbSubnetGroupRules,
  ElasticIPAddress: elasticIPAddressRules,
  Instance: instanceRules,
  InstanceProfile: instanceProfileRules,
  InternetGateway: internetGatewayRules,
  Key: keyRules,
  LogGroup: logGroupRules,
  MetricAlarm: metricAlarmRules,
  NATGateway: natGatewayRules,
  Role: roleRules,
  RouteTable: routeTableRules,
  // Of Secrets Manager: Kubernetes' own has no spec.
  Secret: secretRules,
  SecurityGroup: securityGroupRules,
  Subnet: subnetRules,
  Subscription: subscriptionRules,
  Topic: topicRules,
  VPC: vpcRules,
};

/** What is known of a field of a kind's spec; undefined for Kubernetes' own kinds, and for a field of ACK that is not in use here. */
export function fieldRuleOf(kind: string, field: string): FieldRule | undefined {
  const rules = RULES[kind];
  return rules !== undefined && Object.hasOwn(rules, field) ? rules[field] : undefined;
}

/** How a declared field of a kind is compared. `path` stands below `spec`. */
export const comparisonOf = (kind: string, path: readonly string[]): Comparison => ownComparison(kind, path) ?? subset;

/** Whether the field has a comparison of its own, so that it is compared as a whole. */
export const isCompared = (kind: string, path: readonly string[]): boolean => ownComparison(kind, path) !== undefined;

function ownComparison(kind: string, [field = '', ...below]: readonly string[]): Comparison | undefined {
  return below.length === 0 ? fieldRuleOf(kind, field)?.compare : undefined;
}

/** What a change of a field of the spec does. A field of a database that nobody has looked into is never changed unasked. */
export function onChangeOf(field: string, desired: KubeObject, live: KubeObject): OnChange {
  const { onChange } = fieldRuleOf(desired.kind, field) ?? (desired.kind === 'DBInstance' ? replacement : none);
  return typeof onChange === 'string' ? onChange : onChange(desired, live);
}

/** Others may add tags of theirs, and one of ours that is dropped must go: tags are written as composed. */
export const isTags = ([field]: readonly string[]): boolean => field === 'tags' || field === 'tagging';
