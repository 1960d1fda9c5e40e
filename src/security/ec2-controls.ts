import { type KubeObject, valueAt, valuesAt } from '../api/object.js';
import type { Control } from './control.js';

const EVERYWHERE = ['0.0.0.0/0', '::/0'];
/** What the whole world may reach, and still nobody is told: the web. */
const AUTHORIZED = [80, 443];
/** Of administration and of databases, as AWS lists them. */
const RISKY = [
  20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 8080, 8088,
];
const ADMINISTRATION = [22, 3389];
/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/virtualization_types.html */
const PARAVIRTUAL = ['c1', 'c3', 'hi1', 'hs1', 'm1', 'm2', 'm3', 't1'];

interface Opening {
  readonly from: number;
  readonly to: number;
  readonly block: string;
}

/** What of a security group stands open to the whole world. */
function openingsOf(group: KubeObject): readonly Opening[] {
  const rules = (group.spec?.['ingressRules'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  return rules.flatMap((rule) => {
    const blocks = [...valuesAt(rule, 'ipRanges.*.cidrIP'), ...valuesAt(rule, 'ipv6Ranges.*.cidrIPv6')].map(String);
    const everyPort = rule['ipProtocol'] === '-1';
    const from = everyPort ? 0 : Number(rule['fromPort']);
    const to = everyPort ? 65_535 : Number(rule['toPort']);
    return blocks.filter((block) => EVERYWHERE.includes(block)).map((block) => ({ from, to, block }));
  });
}

const toText = ({ from, to, block }: Opening): string => `${from === to ? from : `${from}-${to}`} from ${block}`;

/** What is open that must not be. */
const faultOf = (group: KubeObject, isBad: (opening: Opening) => boolean): string | undefined => {
  const bad = openingsOf(group).filter(isBad);
  return bad.length === 0 ? undefined : `open: ${bad.map(toText).join(', ')}`;
};

const covers = ({ from, to }: Opening, ports: readonly number[]): boolean =>
  ports.some((port) => from <= port && port <= to);

const isOne = (opening: Opening, ports: readonly number[]): boolean =>
  opening.from === opening.to && ports.includes(opening.from);

const named = (stack: readonly KubeObject[], kind: string, name: unknown): KubeObject | undefined =>
  stack.find((object) => object.kind === kind && object.metadata.name === name);

const ACCOUNT = 'it is a setting of the account';
const OTHER = (what: string): string => `no ${what} is composed`;
/** VPCs have an endpoint of an API of AWS; what the composition has no need of is not met by default. */
const onEndpoint = (id: string, title: string, service: string, because: string): Control => ({
  id,
  title: `VPCs have an endpoint of ${title}`,
  kind: 'VPC',
  because,
  fault: (_, stack) =>
    stack.some(({ kind, spec }) => kind === 'VPCEndpoint' && String(spec?.['serviceName']).endsWith(`.${service}`))
      ? undefined
      : 'it has none',
});
const none = (id: string, title: string, what: string): Control => ({
  id,
  title,
  state: 'NotApplicable',
  why: OTHER(what),
});
const IMAGES = 'nothing in the VPC pulls images';
const INCIDENTS = 'nothing in the VPC calls it';
const PUBLIC_SUBNETS = 'NAT gateways and the bastion stand there; the database does not (RDS.46)';

/** https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html */
export const EC2_CONTROLS: readonly Control[] = [
  none('EC2.1', 'snapshots of volumes are private', 'snapshot of a volume'),
  {
    id: 'EC2.2',
    title: 'the default security group lets nothing in or out',
    cis: '5.4',
    kind: 'VPC',
    fault: (vpc) => (valueAt(vpc, 'spec.disallowSecurityGroupDefaultRules') === true ? undefined : 'it has rules'),
  },
  {
    id: 'EC2.3',
    title: 'volumes are encrypted',
    kind: 'Instance',
    fault(instance) {
      const volumes = valuesAt(instance, 'spec.blockDeviceMappings.*.ebs.encrypted');
      return volumes.length > 0 && volumes.every((encrypted) => encrypted === true) ? undefined : 'its volume is not';
    },
  },
  { id: 'EC2.4', title: 'stopped instances are removed', state: 'NotApplicable', why: 'nothing here stops one' },
  {
    id: 'EC2.6',
    title: 'VPCs have flow logs',
    cis: '3.7',
    kind: 'VPC',
    because: "where they should go is the account's to say; a flow log of yours may name the VPC",
    fault: (_, stack) =>
      stack.some((object) => object.kind === 'FlowLog' && valueAt(object, 'spec.resourceType') === 'VPC')
        ? undefined
        : 'it has none',
  },
  { id: 'EC2.7', title: 'volumes are encrypted by default', cis: '2.2.1', state: 'NotApplicable', why: ACCOUNT },
  {
    id: 'EC2.8',
    title: 'instances answer to version 2 of the metadata service only',
    cis: '5.6',
    kind: 'Instance',
    fault: (instance) =>
      valueAt(instance, 'spec.metadataOptions.httpTokens') === 'required' ? undefined : 'version 1 is answered too',
  },
  {
    id: 'EC2.9',
    title: 'instances have no public address',
    kind: 'Instance',
    because: 'the bastion calls Systems Manager through it; nothing may call the bastion (EC2.18)',
    fault(instance, stack) {
      const subnet = named(stack, 'Subnet', valueAt(instance, 'spec.subnetRef.from.name'));
      return valueAt(subnet, 'spec.mapPublicIPOnLaunch') === true ? 'it has one' : undefined;
    },
  },
  onEndpoint('EC2.10', "EC2's API", 'ec2', "nothing in the VPC calls EC2's API"),
  {
    id: 'EC2.15',
    title: 'subnets give no public addresses by themselves',
    kind: 'Subnet',
    because: PUBLIC_SUBNETS,
    fault: (subnet) => (valueAt(subnet, 'spec.mapPublicIPOnLaunch') === true ? 'it does' : undefined),
  },
  none('EC2.16', 'no network ACL is unused', 'network ACL'),
  {
    id: 'EC2.17',
    title: 'instances have one network interface',
    kind: 'Instance',
    fault: (instance) => (valuesAt(instance, 'spec.networkInterfaces.*').length > 1 ? 'it has several' : undefined),
  },
  {
    id: 'EC2.18',
    title: 'the world reaches authorized ports only',
    kind: 'SecurityGroup',
    fault: (group) => faultOf(group, (opening) => !isOne(opening, AUTHORIZED)),
  },
  {
    id: 'EC2.19',
    title: 'the world reaches no port of high risk',
    kind: 'SecurityGroup',
    fault: (group) => faultOf(group, (opening) => covers(opening, RISKY)),
  },
  none('EC2.20', 'both tunnels of a VPN are up', 'VPN'),
  {
    id: 'EC2.21',
    title: 'network ACLs do not let the world to 22 and 3389',
    cis: '5.1',
    state: 'NotApplicable',
    why: `${OTHER('network ACL')}: the VPC's own lets all through, security groups decide`,
  },
  none('EC2.23', 'transit gateways accept nothing by themselves', 'transit gateway'),
  {
    id: 'EC2.24',
    title: 'instances are not paravirtual',
    kind: 'Instance',
    fault(instance) {
      const type = String(valueAt(instance, 'spec.instanceType'));
      return PARAVIRTUAL.includes(type.split('.')[0] ?? '') ? `${type} may be` : undefined;
    },
  },
  none('EC2.25', 'launch templates give no public addresses', 'launch template'),
  none('EC2.51', 'endpoints of Client VPN log connections', 'VPN'),
  {
    id: 'EC2.53',
    title: 'the IPv4 world does not reach 22 and 3389',
    cis: '5.2',
    kind: 'SecurityGroup',
    fault: (group) => faultOf(group, (opening) => opening.block === '0.0.0.0/0' && covers(opening, ADMINISTRATION)),
  },
  {
    id: 'EC2.54',
    title: 'the IPv6 world does not reach 22 and 3389',
    cis: '5.3',
    kind: 'SecurityGroup',
    fault: (group) => faultOf(group, (opening) => opening.block === '::/0' && covers(opening, ADMINISTRATION)),
  },
  onEndpoint('EC2.55', "ECR's API", 'ecr.api', IMAGES),
  onEndpoint('EC2.56', "ECR's Docker registry", 'ecr.dkr', IMAGES),
  onEndpoint('EC2.57', 'Systems Manager', 'ssm', 'the bastion calls it through its public address (EC2.9)'),
  onEndpoint('EC2.58', "Incident Manager's contacts", 'ssm-contacts', INCIDENTS),
  onEndpoint('EC2.60', 'Incident Manager', 'ssm-incidents', INCIDENTS),
  none('EC2.170', 'launch templates ask for IMDSv2', 'launch template'),
  none('EC2.171', 'VPN connections are logged', 'VPN'),
  { id: 'EC2.172', title: 'VPCs block internet gateways', state: 'NotApplicable', why: ACCOUNT },
  none('EC2.173', 'spot fleets encrypt their volumes', 'spot fleet'),
  {
    id: 'EC2.180',
    title: 'network interfaces check source and destination',
    kind: 'Instance',
    fault: (instance) => (valueAt(instance, 'spec.sourceDestCheckEnabled') === false ? 'it does not' : undefined),
  },
  none('EC2.181', 'launch templates encrypt volumes', 'launch template'),
  { id: 'EC2.182', title: 'snapshots of volumes cannot be made public', state: 'NotApplicable', why: ACCOUNT },
  none('EC2.183', 'VPN connections use IKEv2 only', 'VPN'),
];
