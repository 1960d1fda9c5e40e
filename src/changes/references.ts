import { type ChildRef, refKey, refOf } from '../api/child.js';
import { type Json, type KubeObject, valuesAt } from '../api/object.js';

const kind = (service: string, name: string) => ({ apiVersion: `${service}.services.k8s.aws/v1alpha1`, kind: name });

/** What a field `fooRef` or `fooRefs` of an ACK kind points at. Source: `references.go` of each controller. */
export const REFERENCE_TARGETS: Readonly<Record<string, { readonly apiVersion: string; readonly kind: string }>> = {
  allocationRef: kind('ec2', 'ElasticIPAddress'),
  applicationFailureFeedbackRoleRef: kind('iam', 'Role'),
  applicationSuccessFeedbackRoleRef: kind('iam', 'Role'),
  dbInstanceIdentifierRef: kind('rds', 'DBInstance'),
  dbParameterGroupRef: kind('rds', 'DBParameterGroup'),
  dbSubnetGroupRef: kind('rds', 'DBSubnetGroup'),
  firehoseFailureFeedbackRoleRef: kind('iam', 'Role'),
  firehoseSuccessFeedbackRoleRef: kind('iam', 'Role'),
  gatewayRef: kind('ec2', 'InternetGateway'),
  groupRef: kind('ec2', 'SecurityGroup'),
  httpFailureFeedbackRoleRef: kind('iam', 'Role'),
  httpSuccessFeedbackRoleRef: kind('iam', 'Role'),
  kmsKeyRef: kind('kms', 'Key'),
  kmsMasterKeyRef: kind('kms', 'Key'),
  lambdaFailureFeedbackRoleRef: kind('iam', 'Role'),
  lambdaSuccessFeedbackRoleRef: kind('iam', 'Role'),
  masterUserSecretKMSKeyRef: kind('kms', 'Key'),
  monitoringRoleRef: kind('iam', 'Role'),
  natGatewayRef: kind('ec2', 'NATGateway'),
  performanceInsightsKMSKeyRef: kind('kms', 'Key'),
  roleRef: kind('iam', 'Role'),
  routeTableRefs: kind('ec2', 'RouteTable'),
  sqsFailureFeedbackRoleRef: kind('iam', 'Role'),
  sqsSuccessFeedbackRoleRef: kind('iam', 'Role'),
  subnetRef: kind('ec2', 'Subnet'),
  subnetRefs: kind('ec2', 'Subnet'),
  subscriptionRoleRef: kind('iam', 'Role'),
  targetKeyRef: kind('kms', 'Key'),
  topicRef: kind('sns', 'Topic'),
  vpcRef: kind('ec2', 'VPC'),
  vpcSecurityGroupRefs: kind('ec2', 'SecurityGroup'),
};

/** Fields that name a Kubernetes Secret: `{name, key}`. */
const SECRET_REFERENCES: Readonly<Record<string, string>> = {
  DBInstance: 'spec.masterUserPassword.name',
  Secret: 'spec.secretString.name',
};

/** Where ACK has no reference field, the operator copies a value: the object that holds that value is what is referred to. */
const VALUE_REFERENCES: readonly {
  readonly from: string;
  readonly path: string;
  readonly to: string;
  readonly target: string;
}[] = [
  {
    from: 'DBInstance',
    path: 'spec.sourceDBInstanceIdentifier',
    to: 'DBInstance',
    target: 'spec.dbInstanceIdentifier',
  },
  {
    from: 'DBInstance',
    path: 'status.dbParameterGroups.*.dbParameterGroupName',
    to: 'DBParameterGroup',
    target: 'spec.name',
  },
  { from: 'MetricAlarm', path: 'spec.dimensions.*.value', to: 'DBInstance', target: 'spec.dbInstanceIdentifier' },
  { from: 'MetricAlarm', path: 'spec.alarmActions.*', to: 'Topic', target: 'status.ackResourceMetadata.arn' },
  { from: 'MetricAlarm', path: 'spec.oKActions.*', to: 'Topic', target: 'status.ackResourceMetadata.arn' },
  { from: 'Alias', path: 'spec.targetKeyID', to: 'Key', target: 'status.keyID' },
  { from: 'Instance', path: 'spec.securityGroupIDs.*', to: 'SecurityGroup', target: 'status.id' },
  {
    from: 'Instance',
    path: 'spec.iamInstanceProfile.arn',
    to: 'InstanceProfile',
    target: 'status.ackResourceMetadata.arn',
  },
  {
    from: 'Bucket',
    path: 'spec.encryption.rules.*.applyServerSideEncryptionByDefault.kmsMasterKeyID',
    to: 'Key',
    target: 'status.ackResourceMetadata.arn',
  },
];

/**
 * What an object refers to, read from the object itself: typed references, Secrets, copied values, and the log group that
 * RDS would otherwise make before us. `others` are the objects among which copied values are looked for. Sorted, without
 * repeats and without the object itself.
 */
export function referencesOf(object: KubeObject, others: readonly KubeObject[]): readonly ChildRef[] {
  const self = refKey(refOf(object));
  const found = new Map<string, ChildRef>();
  const add = (ref: ChildRef): void => {
    if (refKey(ref) !== self) found.set(refKey(ref), ref);
  };
  for (const ref of typedReferences(object.spec ?? {})) add(ref);
  const secret = SECRET_REFERENCES[object.kind];
  for (const name of secret === undefined ? [] : valuesAt(object, secret)) {
    add({ apiVersion: 'v1', kind: 'Secret', name: String(name) });
  }
  for (const { from, path, to, target } of VALUE_REFERENCES) {
    if (object.kind !== from) continue;
    const copied = new Set(valuesAt(object, path));
    for (const other of others) {
      if (other.kind === to && valuesAt(other, target).some((value) => copied.has(value))) add(refOf(other));
    }
  }
  if (object.kind === 'DBInstance') {
    const logs = `/aws/rds/instance/${String(object.spec?.['dbInstanceIdentifier'])}/`;
    for (const other of others) {
      if (other.kind === 'LogGroup' && String(other.spec?.['name']).startsWith(logs)) add(refOf(other));
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key) as ChildRef);
}

function* typedReferences(value: Json): Generator<ChildRef> {
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) yield* typedReferences(item);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [field, inner] of Object.entries(value as { readonly [key: string]: Json })) {
    const target = REFERENCE_TARGETS[field];
    if (target === undefined) yield* typedReferences(inner);
    else
      for (const name of valuesAt(inner, Array.isArray(inner) ? '*.from.name' : 'from.name'))
        yield { ...target, name: String(name) };
  }
}

/**
 * Objects in waves: each wave refers only to earlier ones. Objects of a cycle, and what refers to them, come together in
 * the last wave. References to objects outside the list are no concern.
 */
export function wavesOf(objects: readonly KubeObject[]): readonly (readonly KubeObject[])[] {
  const keys = new Set(objects.map((object) => refKey(refOf(object))));
  const waits = new Map(
    objects.map((object) => [
      object,
      referencesOf(object, objects)
        .map(refKey)
        .filter((key) => keys.has(key)),
    ]),
  );
  const done = new Set<string>();
  const waves: (readonly KubeObject[])[] = [];
  let rest = [...objects];
  while (rest.length > 0) {
    const free = rest.filter((object) => (waits.get(object) as string[]).every((key) => done.has(key)));
    const wave = free.length > 0 ? free : rest;
    waves.push(wave);
    for (const object of wave) done.add(refKey(refOf(object)));
    rest = rest.filter((object) => !wave.includes(object));
  }
  return waves;
}
