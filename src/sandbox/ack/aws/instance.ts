import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import type { Fields } from '../runtime/resource.js';
import { formatAddress, parseCidr } from './cidr.js';
import { digest, numberOf } from './identifiers.js';
import type { Records } from './records.js';
import { checkSecurityGroups } from './security-group.js';
import { ec2Arn, getSubnet } from './vpc.js';

const PENDING_SECONDS = 30;
const SHUTTING_DOWN_SECONDS = 40;
const USER_DATA_BYTES = 16_384;

export interface InstanceInput {
  readonly imageID: string | undefined;
  readonly instanceType: string | undefined;
  readonly subnetID: string | undefined;
  readonly securityGroupIDs: readonly string[];
  readonly profile: { readonly arn?: string; readonly name?: string } | undefined;
  readonly userData: string | undefined;
  readonly keyName: string | undefined;
  readonly monitoring: boolean;
  readonly metadataOptions: Fields | undefined;
  readonly blockDeviceMappings: readonly Fields[];
  readonly networkInterfaces: readonly Fields[];
}

export function runInstance(call: Call, input: InstanceInput): Records['instance'] {
  const { account, region, token } = call;
  if (input.networkInterfaces.length > 0) {
    const message = 'Network interfaces and an instance-level subnet ID may not be specified on the same request';
    throw new AwsError('InvalidParameterCombination', message);
  }
  const subnet = getSubnet(call, input.subnetID ?? '');
  checkSecurityGroups(call, input.securityGroupIDs, subnet.vpcID);
  if (!/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(input.instanceType ?? '')) {
    throw new AwsError('InvalidParameterValue', `Invalid value '${input.instanceType}' for InstanceType.`);
  }
  const profileARN = findProfile(call, input.profile);
  checkUserData(input.userData);
  const imageID = resolveImage(region, input.imageID ?? '');
  const id = account.identify('i-', token);
  const network = parseCidr(subnet.cidrBlock)?.network ?? 0;
  const instance = account.insert('instance', {
    id,
    arn: ec2Arn(region, 'instance', id),
    region,
    madeBy: token,
    imageID,
    instanceType: input.instanceType ?? '',
    subnetID: subnet.id,
    vpcID: subnet.vpcID,
    zone: subnet.zone,
    securityGroupIDs: [...input.securityGroupIDs],
    ...(profileARN === undefined ? {} : { profileARN }),
    ...(input.userData === undefined ? {} : { userData: input.userData }),
    ...(input.keyName === undefined ? {} : { keyName: input.keyName }),
    ...(subnet.attributes.mapPublicIPOnLaunch ? { publicIP: formatAddress(54 * 2 ** 24 + numberOf(id, 2 ** 24)) } : {}),
    privateIP: formatAddress(network + 4 + numberOf(id, 200)),
    monitoring: input.monitoring,
    sourceDestCheck: true,
    metadataOptions: {
      httpEndpoint: 'enabled',
      httpTokens: 'optional',
      httpPutResponseHopLimit: 1,
      httpProtocolIPv6: 'disabled',
      instanceMetadataTags: 'disabled',
      ...input.metadataOptions,
    },
    blockDeviceMappings: [...input.blockDeviceMappings],
    attributes: {},
  });
  account.walk(instance, [['pending', PENDING_SECONDS], ['running']]);
  return instance;
}

/** `resolve:ssm:<public parameter>` becomes the AMI that it names. */
function resolveImage(region: string, image: string): string {
  const parameter = /^resolve:ssm:(\/aws\/service\/[\w./-]+)$/.exec(image)?.[1];
  if (parameter !== undefined) return `ami-${digest(`${region}${parameter}`, 17)}`;
  if (/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(image)) return image;
  const code = image.startsWith('ami-') ? 'InvalidAMIID.Malformed' : 'InvalidParameterValue';
  throw new AwsError(code, `Invalid id: "${image}" (expecting "ami-...")`);
}

function findProfile({ account }: Call, profile: InstanceInput['profile']): string | undefined {
  if (!profile) return undefined;
  const { arn, name } = profile;
  if (arn !== undefined && name !== undefined) {
    const message =
      "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'";
    throw new AwsError('InvalidParameterCombination', message);
  }
  const found = account.list('instanceProfile', (each) => each.arn === arn || each.id === name)[0];
  if (found) return found.arn;
  const message = `Value (${arn ?? name}) for parameter iamInstanceProfile is invalid. Invalid IAM Instance Profile`;
  throw new AwsError('InvalidParameterValue', message);
}

function checkUserData(userData: string | undefined): void {
  if (userData === undefined) return;
  const bytes = Buffer.from(userData, 'base64');
  if (bytes.toString('base64') !== userData) {
    throw new AwsError('InvalidParameterValue', 'Invalid BASE64 encoding of user data.');
  }
  if (bytes.length > USER_DATA_BYTES)
    throw new AwsError('InvalidParameterValue', 'User data is limited to 16384 bytes');
}

export function terminateInstance({ account, region }: Call, id: string): void {
  const instance = account.find('instance', id, region);
  if (!instance) throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  if (instance.attributes['disableAPITermination'] === true) {
    const message = `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`;
    throw new AwsError('OperationNotPermitted', message, 'live');
  }
  if (!instance.deleting) account.walkAway(instance, [['shutting-down', SHUTTING_DOWN_SECONDS]]);
}
