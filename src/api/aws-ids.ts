const PATHS = {
  Alias: 'spec.name',
  Bucket: 'spec.name',
  DBInstance: 'spec.dbInstanceIdentifier',
  DBParameterGroup: 'spec.name',
  DBSubnetGroup: 'spec.name',
  ElasticIPAddress: 'status.allocationID',
  Instance: 'status.instanceID',
  InstanceProfile: 'spec.name',
  InternetGateway: 'status.internetGatewayID',
  Key: 'status.keyID',
  LogGroup: 'spec.name',
  MetricAlarm: 'spec.name',
  NATGateway: 'status.natGatewayID',
  Role: 'spec.name',
  RouteTable: 'status.routeTableID',
  Secret: 'status.id',
  SecurityGroup: 'status.id',
  Subnet: 'status.subnetID',
  Subscription: 'status.ackResourceMetadata.arn',
  Topic: 'status.ackResourceMetadata.arn',
  VPC: 'status.vpcID',
} as const;

/** A kind whose AWS resources can be adopted. */
export type AdoptableKind = keyof typeof PATHS;

export const ADOPTABLE_KINDS = Object.keys(PATHS) as readonly AdoptableKind[];

/**
 * Where an ACK object says what AWS knows its resource by. The last segment is what ACK's annotation `adoption-fields`
 * calls it. Source: PopulateResourceFromAnnotation in each controller's resource.go.
 */
export const AWS_IDS: Readonly<Record<string, string>> = PATHS;
