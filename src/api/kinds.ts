/** A kind as the API server serves it. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

/** ACK's kinds by API group. Source: the CRDs of the nine controllers; all are `v1alpha1`. */
const ackKinds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cloudwatch.services.k8s.aws': { MetricAlarm: 'metricalarms' },
  'cloudwatchlogs.services.k8s.aws': { LogGroup: 'loggroups' },
  'ec2.services.k8s.aws': {
    ElasticIPAddress: 'elasticipaddresses',
    Instance: 'instances',
    InternetGateway: 'internetgateways',
    NATGateway: 'natgateways',
    RouteTable: 'routetables',
    SecurityGroup: 'securitygroups',
    Subnet: 'subnets',
    VPC: 'vpcs',
  },
  'iam.services.k8s.aws': { InstanceProfile: 'instanceprofiles', Role: 'roles' },
  'kms.services.k8s.aws': { Alias: 'aliases', Key: 'keys' },
  'rds.services.k8s.aws': {
    DBInstance: 'dbinstances',
    DBParameterGroup: 'dbparametergroups',
    DBSnapshot: 'dbsnapshots',
    DBSubnetGroup: 'dbsubnetgroups',
  },
  's3.services.k8s.aws': { Bucket: 'buckets' },
  'secretsmanager.services.k8s.aws': { Secret: 'secrets' },
  'sns.services.k8s.aws': { Subscription: 'subscriptions', Topic: 'topics' },
};

export const TAP_DATABASES: ResourceKind = {
  group: 'tapstack.io',
  version: 'v1alpha1',
  kind: 'TapDatabase',
  plural: 'tapdatabases',
};

export const TAP_COMPOSITIONS: ResourceKind = {
  group: 'tapstack.io',
  version: 'v1alpha1',
  kind: 'TapComposition',
  plural: 'tapcompositions',
};

export const TAP_COMPOSITION_REVISIONS: ResourceKind = {
  group: 'tapstack.io',
  version: 'v1alpha1',
  kind: 'TapCompositionRevision',
  plural: 'tapcompositionrevisions',
};

/** Of the operator itself, in no namespace. */
export const CLUSTER_KINDS: readonly ResourceKind[] = [TAP_COMPOSITIONS, TAP_COMPOSITION_REVISIONS];

/** Composed kinds that AWS Controllers for Kubernetes serve. */
export const ACK_KINDS: readonly ResourceKind[] = Object.entries(ackKinds).flatMap(([group, kinds]) =>
  Object.entries(kinds).map(([kind, plural]) => ({ group, version: 'v1alpha1', kind, plural })),
);

/** Read by name and never watched or listed: a watch would put every Secret of the cluster into the operator's memory. */
export const SECRETS: ResourceKind = { group: '', version: 'v1', kind: 'Secret', plural: 'secrets' };

export const CONFIG_MAPS: ResourceKind = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps' };

/** Every composed kind that informers follow, by the label `tapstack.io/database`. */
export const WATCHED_KINDS: readonly ResourceKind[] = [
  ...ACK_KINDS,
  CONFIG_MAPS,
  { group: '', version: 'v1', kind: 'Service', plural: 'services' },
];

const allKinds = new Map(
  [TAP_DATABASES, SECRETS, ...CLUSTER_KINDS, ...WATCHED_KINDS].map((kind) => [qualifiedName(kind), kind]),
);

/** `DBInstance.rds.services.k8s.aws`; `Service` for the core group. */
export function qualifiedName(kind: { readonly group: string; readonly kind: string }): string {
  return kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
}

/** `rds.services.k8s.aws` of `rds.services.k8s.aws/v1alpha1`; empty for `v1`. */
export function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));
}

/** `rds.services.k8s.aws/v1alpha1`, or `v1` for the core group. */
export function apiVersionOf(kind: ResourceKind): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** The served kind of an object or ref. Throws for a kind that this program does not know: a fault in it. */
export function resourceKindOf(object: { readonly apiVersion: string; readonly kind: string }): ResourceKind {
  const name = qualifiedName({ group: groupOf(object.apiVersion), kind: object.kind });
  const found = allKinds.get(name);
  if (found === undefined) throw new Error(`${name} is not a kind that this program knows`);
  return found;
}
