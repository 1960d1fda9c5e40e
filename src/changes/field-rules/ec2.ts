import type {
  ElasticIPAddressSpec,
  InstanceSpec,
  InternetGatewaySpec,
  NATGatewaySpec,
  RouteTableSpec,
  SecurityGroupSpec,
  SubnetSpec,
  VPCSpec,
} from '../../api/generated/ack/ec2.js';
import { containing, sameRoutes, sameRules, unordered } from '../comparison.js';
import { comparedAs, createOnly, none, type RulesOf, replacement } from './field-rule.js';

/** What ec2-controller never asks AWS to change, though the API server takes it: `sdkUpdate` of each kind. */

export const vpcRules: RulesOf<VPCSpec> = {
  cidrBlocks: replacement,
  disallowSecurityGroupDefaultRules: none,
  enableDNSHostnames: none,
  enableDNSSupport: none,
  enableNetworkAddressUsageMetrics: none,
  instanceTenancy: replacement,
  tags: comparedAs(containing),
};

export const subnetRules: RulesOf<SubnetSpec> = {
  assignIPv6AddressOnCreation: none,
  availabilityZone: replacement,
  availabilityZoneID: replacement,
  cidrBlock: replacement,
  enableDNS64: none,
  enableResourceNameDNSAAAARecord: none,
  enableResourceNameDNSARecord: none,
  hostnameType: none,
  ipv6CIDRBlock: replacement,
  ipv6Native: replacement,
  mapPublicIPOnLaunch: none,
  routeTableRefs: comparedAs(unordered),
  routeTables: comparedAs(unordered),
  tags: comparedAs(containing),
  vpcID: replacement,
  vpcRef: replacement,
};

/** Detached and attached again where another VPC is named. */
export const internetGatewayRules: RulesOf<InternetGatewaySpec> = {
  routeTableRefs: comparedAs(unordered),
  routeTables: comparedAs(unordered),
  tags: comparedAs(containing),
  vpc: none,
  vpcRef: none,
};

export const elasticIPAddressRules: RulesOf<ElasticIPAddressSpec> = {
  address: replacement,
  customerOwnedIPv4Pool: replacement,
  networkBorderGroup: replacement,
  publicIPv4Pool: replacement,
  tags: comparedAs(containing),
};

export const natGatewayRules: RulesOf<NATGatewaySpec> = {
  allocationID: replacement,
  allocationRef: replacement,
  availabilityMode: replacement,
  availabilityZoneAddresses: replacement,
  connectivityType: replacement,
  subnetID: replacement,
  subnetRef: replacement,
  tags: comparedAs(containing),
  vpcID: replacement,
  vpcRef: replacement,
};

export const routeTableRules: RulesOf<RouteTableSpec> = {
  routes: comparedAs(sameRoutes),
  tags: comparedAs(containing),
  vpcID: replacement,
  vpcRef: replacement,
};

export const securityGroupRules: RulesOf<SecurityGroupSpec> = {
  description: replacement,
  egressRules: comparedAs(sameRules),
  ingressRules: comparedAs(sameRules),
  name: replacement,
  tags: comparedAs(containing),
  vpcID: replacement,
  vpcRef: replacement,
};

/** ACK rewrites most of this spec with what AWS chose (the real image, addresses, disks), and later looks only at what is not `createOnly`. */
export const instanceRules: RulesOf<InstanceSpec> = {
  blockDeviceMappings: createOnly,
  capacityReservationSpecification: createOnly,
  cpuOptions: createOnly,
  creditSpecification: createOnly,
  disableAPIStop: none,
  disableAPITermination: none,
  ebsOptimized: none,
  enclaveOptions: createOnly,
  hibernationOptions: createOnly,
  iamInstanceProfile: createOnly,
  imageID: createOnly,
  instanceInitiatedShutdownBehavior: none,
  // ACK changes it on a stopped instance only, and nobody stops one.
  instanceType: replacement,
  keyName: createOnly,
  launchTemplate: createOnly,
  maintenanceOptions: createOnly,
  maxCount: createOnly,
  metadataOptions: createOnly,
  minCount: createOnly,
  monitoring: createOnly,
  networkInterfaces: createOnly,
  placement: createOnly,
  privateDNSNameOptions: createOnly,
  privateIPAddress: createOnly,
  securityGroupIDs: comparedAs(unordered),
  securityGroups: createOnly,
  sourceDestCheckEnabled: none,
  subnetID: createOnly,
  subnetRef: createOnly,
  tags: comparedAs(containing),
  userData: createOnly,
};
