// Generated from crds/ack/ec2.yaml by `npm run generate`: edit that file instead.
import type { ObjectMeta } from '../../object.js';

export type VPC = {
  readonly apiVersion: 'ec2.services.k8s.aws/v1alpha1';
  readonly kind: 'VPC';
  readonly metadata: ObjectMeta;
  readonly spec?: VPCSpec;
  readonly status?: VPCStatus;
};
export type VPCSpec = {
  /**
   * The first is the primary one; the order matters.
   */
  readonly cidrBlocks: readonly string[];
  readonly enableDNSSupport?: boolean;
  readonly enableDNSHostnames?: boolean;
  /**
   * Removes the rules of the VPC's default security group.
   */
  readonly disallowSecurityGroupDefaultRules?: boolean;
  readonly enableNetworkAddressUsageMetrics?: boolean;
  /**
   * Filled in by the controller.
   */
  readonly instanceTenancy?: string;
  readonly tags?: readonly VPCSpecTags[];
};
export type VPCSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type VPCStatus = {
  readonly vpcID?: string;
  /**
   * `pending` or `available`.
   */
  readonly state?: string;
  readonly isDefault?: boolean;
  readonly ownerID?: string;
  readonly dhcpOptionsID?: string;
  /**
   * What became of disallowSecurityGroupDefaultRules.
   */
  readonly securityGroupDefaultRulesExist?: boolean;
  readonly cidrBlockAssociationSet?: readonly VPCStatusCidrBlockAssociationSet[];
  readonly ackResourceMetadata?: VPCStatusAckResourceMetadata;
  readonly conditions?: readonly VPCStatusConditions[];
};
export type VPCStatusCidrBlockAssociationSet = {
  readonly associationID?: string;
  readonly cidrBlock?: string;
  readonly cidrBlockState?: VPCStatusCidrBlockAssociationSetCidrBlockState;
};
export type VPCStatusCidrBlockAssociationSetCidrBlockState = {
  readonly state?: string;
  readonly statusMessage?: string;
};
export type VPCStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type VPCStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type InternetGateway = {
  readonly apiVersion: 'ec2.services.k8s.aws/v1alpha1';
  readonly kind: 'InternetGateway';
  readonly metadata: ObjectMeta;
  readonly spec?: InternetGatewaySpec;
  readonly status?: InternetGatewayStatus;
};
export type InternetGatewaySpec = {
  readonly vpcRef?: InternetGatewaySpecVpcRef;
  readonly vpc?: string;
  /**
   * Edge routing, not the subnets' default route.
   */
  readonly routeTableRefs?: readonly InternetGatewaySpecRouteTableRefs[];
  readonly routeTables?: readonly string[];
  readonly tags?: readonly InternetGatewaySpecTags[];
};
/**
 * Attaches the gateway.
 */
export type InternetGatewaySpecVpcRef = {
  readonly from?: InternetGatewaySpecVpcRefFrom;
};
export type InternetGatewaySpecVpcRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type InternetGatewaySpecRouteTableRefs = {
  readonly from?: InternetGatewaySpecRouteTableRefsFrom;
};
export type InternetGatewaySpecRouteTableRefsFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type InternetGatewaySpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type InternetGatewayStatus = {
  readonly internetGatewayID?: string;
  readonly ownerID?: string;
  readonly attachments?: readonly InternetGatewayStatusAttachments[];
  readonly ackResourceMetadata?: InternetGatewayStatusAckResourceMetadata;
  readonly conditions?: readonly InternetGatewayStatusConditions[];
};
export type InternetGatewayStatusAttachments = {
  readonly vpcID?: string;
  readonly state?: string;
};
export type InternetGatewayStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type InternetGatewayStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type ElasticIPAddress = {
  readonly apiVersion: 'ec2.services.k8s.aws/v1alpha1';
  readonly kind: 'ElasticIPAddress';
  readonly metadata: ObjectMeta;
  readonly spec?: ElasticIPAddressSpec;
  readonly status?: ElasticIPAddressStatus;
};
export type ElasticIPAddressSpec = {
  readonly address?: string;
  /**
   * Filled in by the controller.
   */
  readonly publicIPv4Pool?: string;
  /**
   * Filled in by the controller.
   */
  readonly networkBorderGroup?: string;
  readonly customerOwnedIPv4Pool?: string;
  readonly tags?: readonly ElasticIPAddressSpecTags[];
};
export type ElasticIPAddressSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type ElasticIPAddressStatus = {
  readonly allocationID?: string;
  readonly publicIP?: string;
  readonly carrierIP?: string;
  readonly customerOwnedIP?: string;
  readonly ackResourceMetadata?: ElasticIPAddressStatusAckResourceMetadata;
  readonly conditions?: readonly ElasticIPAddressStatusConditions[];
};
export type ElasticIPAddressStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type ElasticIPAddressStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type NATGateway = {
  readonly apiVersion: 'ec2.services.k8s.aws/v1alpha1';
  readonly kind: 'NATGateway';
  readonly metadata: ObjectMeta;
  readonly spec?: NATGatewaySpec;
  readonly status?: NATGatewayStatus;
};
export type NATGatewaySpec = {
  /**
   * `public` or `private`; filled in by the controller.
   */
  readonly connectivityType?: string;
  readonly subnetRef?: NATGatewaySpecSubnetRef;
  readonly subnetID?: string;
  readonly allocationRef?: NATGatewaySpecAllocationRef;
  readonly allocationID?: string;
  /**
   * Filled in by the controller.
   */
  readonly availabilityMode?: string;
  /**
   * Regional gateways only.
   */
  readonly availabilityZoneAddresses?: readonly NATGatewaySpecAvailabilityZoneAddresses[];
  readonly vpcRef?: NATGatewaySpecVpcRef;
  /**
   * Filled in by the controller.
   */
  readonly vpcID?: string;
  readonly tags?: readonly NATGatewaySpecTags[];
};
export type NATGatewaySpecSubnetRef = {
  readonly from?: NATGatewaySpecSubnetRefFrom;
};
export type NATGatewaySpecSubnetRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type NATGatewaySpecAllocationRef = {
  readonly from?: NATGatewaySpecAllocationRefFrom;
};
export type NATGatewaySpecAllocationRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type NATGatewaySpecAvailabilityZoneAddresses = {
  readonly availabilityZone?: string;
  readonly availabilityZoneID?: string;
  readonly allocationIDs?: readonly string[];
};
/**
 * Regional gateways only.
 */
export type NATGatewaySpecVpcRef = {
  readonly from?: NATGatewaySpecVpcRefFrom;
};
export type NATGatewaySpecVpcRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type NATGatewaySpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type NATGatewayStatus = {
  readonly natGatewayID?: string;
  /**
   * `pending`, `available`, `failed`, `deleting` or `deleted`.
   */
  readonly state?: string;
  readonly failureCode?: string;
  readonly failureMessage?: string;
  readonly vpcID?: string;
  readonly createTime?: string;
  readonly deleteTime?: string;
  readonly natGatewayAddresses?: readonly NATGatewayStatusNatGatewayAddresses[];
  readonly ackResourceMetadata?: NATGatewayStatusAckResourceMetadata;
  readonly conditions?: readonly NATGatewayStatusConditions[];
};
export type NATGatewayStatusNatGatewayAddresses = {
  readonly allocationID?: string;
  readonly networkInterfaceID?: string;
  readonly publicIP?: string;
  readonly privateIP?: string;
  readonly availabilityZone?: string;
  readonly availabilityZoneID?: string;
};
export type NATGatewayStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type NATGatewayStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type RouteTable = {
  readonly apiVersion: 'ec2.services.k8s.aws/v1alpha1';
  readonly kind: 'RouteTable';
  readonly metadata: ObjectMeta;
  readonly spec?: RouteTableSpec;
  readonly status?: RouteTableStatus;
};
export type RouteTableSpec = {
  readonly vpcRef?: RouteTableSpecVpcRef;
  readonly vpcID?: string;
  /**
   * The controller adds the VPC's local route (gatewayID `local`) to this list.
   */
  readonly routes?: readonly RouteTableSpecRoutes[];
  readonly tags?: readonly RouteTableSpecTags[];
};
export type RouteTableSpecVpcRef = {
  readonly from?: RouteTableSpecVpcRefFrom;
};
export type RouteTableSpecVpcRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type RouteTableSpecRoutes = {
  readonly destinationCIDRBlock?: string;
  readonly destinationIPv6CIDRBlock?: string;
  readonly destinationPrefixListID?: string;
  readonly gatewayRef?: RouteTableSpecRoutesGatewayRef;
  readonly gatewayID?: string;
  readonly natGatewayRef?: RouteTableSpecRoutesNatGatewayRef;
  readonly natGatewayID?: string;
  readonly egressOnlyInternetGatewayID?: string;
  readonly instanceID?: string;
  readonly networkInterfaceID?: string;
  readonly vpcEndpointRef?: RouteTableSpecRoutesVpcEndpointRef;
  readonly vpcEndpointID?: string;
};
export type RouteTableSpecRoutesGatewayRef = {
  readonly from?: RouteTableSpecRoutesGatewayRefFrom;
};
export type RouteTableSpecRoutesGatewayRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type RouteTableSpecRoutesNatGatewayRef = {
  readonly from?: RouteTableSpecRoutesNatGatewayRefFrom;
};
export type RouteTableSpecRoutesNatGatewayRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type RouteTableSpecRoutesVpcEndpointRef = {
  readonly from?: RouteTableSpecRoutesVpcEndpointRefFrom;
};
export type RouteTableSpecRoutesVpcEndpointRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type RouteTableSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type RouteTableStatus = {
  readonly routeTableID?: string;
  readonly ownerID?: string;
  readonly associations?: readonly RouteTableStatusAssociations[];
  readonly routeStatuses?: readonly RouteTableStatusRouteStatuses[];
  readonly ackResourceMetadata?: RouteTableStatusAckResourceMetadata;
  readonly conditions?: readonly RouteTableStatusConditions[];
};
export type RouteTableStatusAssociations = {
  readonly routeTableAssociationID?: string;
  readonly routeTableID?: string;
  readonly subnetID?: string;
  readonly gatewayID?: string;
  readonly main?: boolean;
  readonly associationState?: RouteTableStatusAssociationsAssociationState;
};
export type RouteTableStatusAssociationsAssociationState = {
  readonly state?: string;
  readonly statusMessage?: string;
};
export type RouteTableStatusRouteStatuses = {
  readonly destinationCIDRBlock?: string;
  readonly destinationIPv6CIDRBlock?: string;
  readonly destinationPrefixListID?: string;
  readonly gatewayID?: string;
  readonly natGatewayID?: string;
  readonly egressOnlyInternetGatewayID?: string;
  readonly instanceID?: string;
  readonly instanceOwnerID?: string;
  readonly networkInterfaceID?: string;
  readonly origin?: string;
  /**
   * `active` or `blackhole`.
   */
  readonly state?: string;
};
export type RouteTableStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type RouteTableStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type Subnet = {
  readonly apiVersion: 'ec2.services.k8s.aws/v1alpha1';
  readonly kind: 'Subnet';
  readonly metadata: ObjectMeta;
  readonly spec?: SubnetSpec;
  readonly status?: SubnetStatus;
};
export type SubnetSpec = {
  readonly vpcRef?: SubnetSpecVpcRef;
  readonly vpcID?: string;
  readonly cidrBlock?: string;
  readonly availabilityZone?: string;
  /**
   * Filled in by the controller.
   */
  readonly availabilityZoneID?: string;
  readonly routeTableRefs?: readonly SubnetSpecRouteTableRefs[];
  readonly routeTables?: readonly string[];
  readonly mapPublicIPOnLaunch?: boolean;
  readonly assignIPv6AddressOnCreation?: boolean;
  readonly enableDNS64?: boolean;
  readonly enableResourceNameDNSARecord?: boolean;
  readonly enableResourceNameDNSAAAARecord?: boolean;
  /**
   * `ip-name` or `resource-name`.
   */
  readonly hostnameType?: string;
  readonly ipv6CIDRBlock?: string;
  readonly ipv6Native?: boolean;
  readonly tags?: readonly SubnetSpecTags[];
};
export type SubnetSpecVpcRef = {
  readonly from?: SubnetSpecVpcRefFrom;
};
export type SubnetSpecVpcRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type SubnetSpecRouteTableRefs = {
  readonly from?: SubnetSpecRouteTableRefsFrom;
};
export type SubnetSpecRouteTableRefsFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type SubnetSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type SubnetStatus = {
  readonly subnetID?: string;
  /**
   * `pending` or `available`; being synced does not wait for it.
   */
  readonly state?: string;
  readonly availableIPAddressCount?: number;
  readonly defaultForAZ?: boolean;
  readonly ownerID?: string;
  readonly mapCustomerOwnedIPOnLaunch?: boolean;
  readonly privateDNSNameOptionsOnLaunch?: SubnetStatusPrivateDNSNameOptionsOnLaunch;
  readonly ackResourceMetadata?: SubnetStatusAckResourceMetadata;
  readonly conditions?: readonly SubnetStatusConditions[];
};
export type SubnetStatusPrivateDNSNameOptionsOnLaunch = {
  readonly hostnameType?: string;
  readonly enableResourceNameDNSARecord?: boolean;
  readonly enableResourceNameDNSAAAARecord?: boolean;
};
export type SubnetStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type SubnetStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type SecurityGroup = {
  readonly apiVersion: 'ec2.services.k8s.aws/v1alpha1';
  readonly kind: 'SecurityGroup';
  readonly metadata: ObjectMeta;
  readonly spec?: SecurityGroupSpec;
  readonly status?: SecurityGroupStatus;
};
export type SecurityGroupSpec = {
  readonly name: string;
  readonly description: string;
  readonly vpcRef?: SecurityGroupSpecVpcRef;
  readonly vpcID?: string;
  /**
   * Rules that are not declared are removed.
   */
  readonly ingressRules?: readonly SecurityGroupSpecIngressRules[];
  /**
   * Without any, nothing may leave: the default rule is removed at create.
   */
  readonly egressRules?: readonly SecurityGroupSpecEgressRules[];
  readonly tags?: readonly SecurityGroupSpecTags[];
};
export type SecurityGroupSpecVpcRef = {
  readonly from?: SecurityGroupSpecVpcRefFrom;
};
export type SecurityGroupSpecVpcRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type SecurityGroupSpecIngressRules = {
  /**
   * `tcp`, `udp`, `icmp` or `-1` for all, which has no ports.
   */
  readonly ipProtocol?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly ipRanges?: readonly SecurityGroupSpecIngressRulesIpRanges[];
  readonly ipv6Ranges?: readonly SecurityGroupSpecIngressRulesIpv6Ranges[];
  readonly prefixListIDs?: readonly SecurityGroupSpecIngressRulesPrefixListIDs[];
  readonly userIDGroupPairs?: readonly SecurityGroupSpecIngressRulesUserIDGroupPairs[];
};
export type SecurityGroupSpecIngressRulesIpRanges = {
  readonly cidrIP?: string;
  readonly description?: string;
};
export type SecurityGroupSpecIngressRulesIpv6Ranges = {
  readonly cidrIPv6?: string;
  readonly description?: string;
};
export type SecurityGroupSpecIngressRulesPrefixListIDs = {
  readonly prefixListID?: string;
  readonly description?: string;
};
export type SecurityGroupSpecIngressRulesUserIDGroupPairs = {
  readonly groupRef?: SecurityGroupSpecIngressRulesUserIDGroupPairsGroupRef;
  readonly groupID?: string;
  readonly groupName?: string;
  readonly description?: string;
  /**
   * Filled in by the controller.
   */
  readonly userID?: string;
  readonly vpcRef?: SecurityGroupSpecIngressRulesUserIDGroupPairsVpcRef;
  /**
   * Filled in by the controller.
   */
  readonly vpcID?: string;
  readonly vpcPeeringConnectionID?: string;
  readonly peeringStatus?: string;
};
export type SecurityGroupSpecIngressRulesUserIDGroupPairsGroupRef = {
  readonly from?: SecurityGroupSpecIngressRulesUserIDGroupPairsGroupRefFrom;
};
export type SecurityGroupSpecIngressRulesUserIDGroupPairsGroupRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type SecurityGroupSpecIngressRulesUserIDGroupPairsVpcRef = {
  readonly from?: SecurityGroupSpecIngressRulesUserIDGroupPairsVpcRefFrom;
};
export type SecurityGroupSpecIngressRulesUserIDGroupPairsVpcRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type SecurityGroupSpecEgressRules = {
  readonly ipProtocol?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly ipRanges?: readonly SecurityGroupSpecEgressRulesIpRanges[];
  readonly ipv6Ranges?: readonly SecurityGroupSpecEgressRulesIpv6Ranges[];
  readonly prefixListIDs?: readonly SecurityGroupSpecEgressRulesPrefixListIDs[];
  readonly userIDGroupPairs?: readonly SecurityGroupSpecEgressRulesUserIDGroupPairs[];
};
export type SecurityGroupSpecEgressRulesIpRanges = {
  readonly cidrIP?: string;
  readonly description?: string;
};
export type SecurityGroupSpecEgressRulesIpv6Ranges = {
  readonly cidrIPv6?: string;
  readonly description?: string;
};
export type SecurityGroupSpecEgressRulesPrefixListIDs = {
  readonly prefixListID?: string;
  readonly description?: string;
};
export type SecurityGroupSpecEgressRulesUserIDGroupPairs = {
  readonly groupRef?: SecurityGroupSpecEgressRulesUserIDGroupPairsGroupRef;
  readonly groupID?: string;
  readonly groupName?: string;
  readonly description?: string;
  readonly userID?: string;
  readonly vpcRef?: SecurityGroupSpecEgressRulesUserIDGroupPairsVpcRef;
  readonly vpcID?: string;
  readonly vpcPeeringConnectionID?: string;
  readonly peeringStatus?: string;
};
export type SecurityGroupSpecEgressRulesUserIDGroupPairsGroupRef = {
  readonly from?: SecurityGroupSpecEgressRulesUserIDGroupPairsGroupRefFrom;
};
export type SecurityGroupSpecEgressRulesUserIDGroupPairsGroupRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type SecurityGroupSpecEgressRulesUserIDGroupPairsVpcRef = {
  readonly from?: SecurityGroupSpecEgressRulesUserIDGroupPairsVpcRefFrom;
};
export type SecurityGroupSpecEgressRulesUserIDGroupPairsVpcRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type SecurityGroupSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type SecurityGroupStatus = {
  readonly id?: string;
  readonly rules?: readonly SecurityGroupStatusRules[];
  readonly ackResourceMetadata?: SecurityGroupStatusAckResourceMetadata;
  readonly conditions?: readonly SecurityGroupStatusConditions[];
};
export type SecurityGroupStatusRules = {
  readonly securityGroupRuleID?: string;
  readonly isEgress?: boolean;
  readonly ipProtocol?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidrIPv4?: string;
  readonly cidrIPv6?: string;
  readonly prefixListID?: string;
  readonly description?: string;
  readonly tags?: readonly SecurityGroupStatusRulesTags[];
};
export type SecurityGroupStatusRulesTags = {
  readonly key?: string;
  readonly value?: string;
};
export type SecurityGroupStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type SecurityGroupStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type Instance = {
  readonly apiVersion: 'ec2.services.k8s.aws/v1alpha1';
  readonly kind: 'Instance';
  readonly metadata: ObjectMeta;
  readonly spec?: InstanceSpec;
  readonly status?: InstanceStatus;
};
export type InstanceSpec = {
  /**
   * Replaced by the real AMI after create, also where it was `resolve:ssm:…`.
   */
  readonly imageID?: string;
  readonly instanceType?: string;
  readonly minCount?: number;
  readonly maxCount?: number;
  readonly subnetRef?: InstanceSpecSubnetRef;
  readonly subnetID?: string;
  /**
   * Ids only; there is no reference.
   */
  readonly securityGroupIDs?: readonly string[];
  /**
   * Filled in by the controller.
   */
  readonly securityGroups?: readonly string[];
  /**
   * Filled in by the controller.
   */
  readonly privateIPAddress?: string;
  readonly iamInstanceProfile?: InstanceSpecIamInstanceProfile;
  readonly keyName?: string;
  /**
   * Base64; not read back.
   */
  readonly userData?: string;
  readonly metadataOptions?: InstanceSpecMetadataOptions;
  readonly monitoring?: InstanceSpecMonitoring;
  readonly blockDeviceMappings?: readonly InstanceSpecBlockDeviceMappings[];
  /**
   * Filled in by the controller.
   */
  readonly networkInterfaces?: readonly InstanceSpecNetworkInterfaces[];
  readonly placement?: InstanceSpecPlacement;
  readonly cpuOptions?: InstanceSpecCpuOptions;
  readonly creditSpecification?: InstanceSpecCreditSpecification;
  readonly capacityReservationSpecification?: InstanceSpecCapacityReservationSpecification;
  readonly maintenanceOptions?: InstanceSpecMaintenanceOptions;
  readonly privateDNSNameOptions?: InstanceSpecPrivateDNSNameOptions;
  readonly enclaveOptions?: InstanceSpecEnclaveOptions;
  readonly hibernationOptions?: InstanceSpecHibernationOptions;
  readonly disableAPITermination?: boolean;
  readonly disableAPIStop?: boolean;
  readonly ebsOptimized?: boolean;
  readonly sourceDestCheckEnabled?: boolean;
  readonly instanceInitiatedShutdownBehavior?: string;
  readonly launchTemplate?: InstanceSpecLaunchTemplate;
  readonly tags?: readonly InstanceSpecTags[];
};
export type InstanceSpecSubnetRef = {
  readonly from?: InstanceSpecSubnetRefFrom;
};
export type InstanceSpecSubnetRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
/**
 * Give the arn; the controller turns a name into one.
 */
export type InstanceSpecIamInstanceProfile = {
  readonly arn?: string;
  readonly name?: string;
};
export type InstanceSpecMetadataOptions = {
  readonly httpEndpoint?: string;
  /**
   * `required` turns IMDSv1 off.
   */
  readonly httpTokens?: string;
  readonly httpPutResponseHopLimit?: number;
  readonly httpProtocolIPv6?: string;
  readonly instanceMetadataTags?: string;
};
export type InstanceSpecMonitoring = {
  readonly enabled?: boolean;
};
export type InstanceSpecBlockDeviceMappings = {
  readonly deviceName?: string;
  readonly ebs?: InstanceSpecBlockDeviceMappingsEbs;
  readonly noDevice?: string;
  readonly virtualName?: string;
};
export type InstanceSpecBlockDeviceMappingsEbs = {
  /**
   * GiB.
   */
  readonly volumeSize?: number;
  readonly volumeType?: string;
  readonly iops?: number;
  readonly throughput?: number;
  readonly encrypted?: boolean;
  readonly kmsKeyID?: string;
  readonly snapshotID?: string;
  readonly deleteOnTermination?: boolean;
};
export type InstanceSpecNetworkInterfaces = {
  readonly networkInterfaceID?: string;
  readonly description?: string;
  readonly deviceIndex?: number;
  readonly networkCardIndex?: number;
  readonly interfaceType?: string;
  readonly subnetID?: string;
  readonly privateIPAddress?: string;
  readonly privateIPAddresses?: readonly InstanceSpecNetworkInterfacesPrivateIPAddresses[];
  readonly secondaryPrivateIPAddressCount?: number;
  readonly ipv4PrefixCount?: number;
  readonly ipv4Prefixes?: readonly InstanceSpecNetworkInterfacesIpv4Prefixes[];
  readonly ipv6AddressCount?: number;
  readonly ipv6Addresses?: readonly InstanceSpecNetworkInterfacesIpv6Addresses[];
  readonly ipv6PrefixCount?: number;
  readonly ipv6Prefixes?: readonly InstanceSpecNetworkInterfacesIpv6Prefixes[];
  readonly associatePublicIPAddress?: boolean;
  readonly associateCarrierIPAddress?: boolean;
  readonly deleteOnTermination?: boolean;
};
export type InstanceSpecNetworkInterfacesPrivateIPAddresses = {
  readonly primary?: boolean;
  readonly privateIPAddress?: string;
};
export type InstanceSpecNetworkInterfacesIpv4Prefixes = {
  readonly ipv4Prefix?: string;
};
export type InstanceSpecNetworkInterfacesIpv6Addresses = {
  readonly ipv6Address?: string;
};
export type InstanceSpecNetworkInterfacesIpv6Prefixes = {
  readonly ipv6Prefix?: string;
};
/**
 * Filled in by the controller.
 */
export type InstanceSpecPlacement = {
  readonly availabilityZone?: string;
  readonly tenancy?: string;
  readonly affinity?: string;
  readonly groupName?: string;
  readonly hostID?: string;
  readonly hostResourceGroupARN?: string;
  readonly partitionNumber?: number;
  readonly spreadDomain?: string;
};
/**
 * Filled in by the controller.
 */
export type InstanceSpecCpuOptions = {
  readonly coreCount?: number;
  readonly threadsPerCore?: number;
  readonly nestedVirtualization?: string;
};
export type InstanceSpecCreditSpecification = {
  readonly cpuCredits?: string;
};
export type InstanceSpecCapacityReservationSpecification = {
  readonly capacityReservationPreference?: string;
  readonly capacityReservationTarget?: InstanceSpecCapacityReservationSpecificationCapacityReservationTarget;
};
export type InstanceSpecCapacityReservationSpecificationCapacityReservationTarget = {
  readonly capacityReservationID?: string;
  readonly capacityReservationResourceGroupARN?: string;
};
export type InstanceSpecMaintenanceOptions = {
  readonly autoRecovery?: string;
};
export type InstanceSpecPrivateDNSNameOptions = {
  readonly hostnameType?: string;
  readonly enableResourceNameDNSARecord?: boolean;
  readonly enableResourceNameDNSAAAARecord?: boolean;
};
export type InstanceSpecEnclaveOptions = {
  readonly enabled?: boolean;
};
export type InstanceSpecHibernationOptions = {
  readonly configured?: boolean;
};
export type InstanceSpecLaunchTemplate = {
  readonly launchTemplateRef?: InstanceSpecLaunchTemplateLaunchTemplateRef;
  readonly launchTemplateID?: string;
  readonly launchTemplateName?: string;
  readonly version?: string;
};
export type InstanceSpecLaunchTemplateLaunchTemplateRef = {
  readonly from?: InstanceSpecLaunchTemplateLaunchTemplateRefFrom;
};
export type InstanceSpecLaunchTemplateLaunchTemplateRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type InstanceSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type InstanceStatus = {
  readonly instanceID?: string;
  readonly state?: InstanceStatusState;
  readonly stateReason?: InstanceStatusStateReason;
  readonly stateTransitionReason?: string;
  readonly vpcID?: string;
  readonly publicIPAddress?: string;
  readonly publicDNSName?: string;
  readonly privateDNSName?: string;
  readonly architecture?: string;
  readonly platform?: string;
  readonly platformDetails?: string;
  readonly launchTime?: string;
  readonly rootDeviceName?: string;
  readonly rootDeviceType?: string;
  readonly bootMode?: string;
  readonly hypervisor?: string;
  readonly virtualizationType?: string;
  readonly enaSupport?: boolean;
  readonly sourceDestCheck?: boolean;
  readonly usageOperation?: string;
  readonly usageOperationUpdateTime?: string;
  readonly ackResourceMetadata?: InstanceStatusAckResourceMetadata;
  readonly conditions?: readonly InstanceStatusConditions[];
};
export type InstanceStatusState = {
  readonly code?: number;
  /**
   * `pending`, `running`, `stopping`, `stopped`, `shutting-down` or `terminated`.
   */
  readonly name?: string;
};
export type InstanceStatusStateReason = {
  readonly code?: string;
  readonly message?: string;
};
export type InstanceStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type InstanceStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
