import { runInstance, terminateInstance } from '../aws/instance.js';
import type { Records } from '../aws/records.js';
import { checkSecurityGroups } from '../aws/security-group.js';
import { found } from '../aws/vpc.js';
import { SYNCED, setCondition } from '../runtime/conditions.js';
import { sameSet } from '../runtime/differences.js';
import { AwsError, Interrupted, NotFound, Requeue } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Fields, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { required, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & {
  imageID?: string;
  instanceType?: string;
  subnetID?: string;
  securityGroupIDs?: string[];
  securityGroups?: string[];
  iamInstanceProfile?: { arn?: string; name?: string };
  userData?: string;
  keyName?: string;
  monitoring?: { enabled?: boolean };
  metadataOptions?: Fields;
  blockDeviceMappings?: Fields[];
  networkInterfaces?: Fields[];
  privateIPAddress?: string;
  placement?: Fields;
  cpuOptions?: Fields;
  hibernationOptions?: Fields;
  sourceDestCheckEnabled?: boolean;
};

type Status = {
  instanceID?: string;
  state?: { code: number; name: string };
  vpcID?: string;
  publicIPAddress?: string;
  privateDNSName?: string;
  architecture?: string;
  rootDeviceName?: string;
  rootDeviceType?: string;
};

const ATTRIBUTES = [
  'disableAPITermination',
  'disableAPIStop',
  'ebsOptimized',
  'instanceInitiatedShutdownBehavior',
] as const;

/** What the controller sends after create; any other change is accepted and never applied. */
const APPLIED_LATER = ['instanceType', 'securityGroupIDs', 'sourceDestCheckEnabled', ...ATTRIBUTES] as const;

const STATE_CODES: Readonly<Record<string, number>> = { pending: 0, running: 16, 'shutting-down': 32, stopped: 80 };

const isArm = (type: string): boolean => /^[a-z]+\d+[a-z]*g[a-z]*\./.test(type);

function writeStatus(call: Call, { status }: Resource<Spec, Status>, instance: Records['instance']): void {
  assign(status, {
    instanceID: instance.id,
    state: { code: STATE_CODES[instance.state] ?? 0, name: instance.state },
    vpcID: instance.vpcID,
    publicIPAddress: instance.publicIP,
    privateDNSName: `ip-${instance.privateIP.replaceAll('.', '-')}.${call.region}.compute.internal`,
    architecture: isArm(instance.instanceType) ? 'arm64' : 'x86_64',
    rootDeviceName: '/dev/xvda',
    rootDeviceType: 'ebs',
  });
  setMetadata(call, status, undefined);
}

/** Nearly everything of spec is AWS's afterwards. */
function writeSpec(spec: Spec, instance: Records['instance']): void {
  assign(spec, {
    imageID: instance.imageID,
    instanceType: instance.instanceType,
    subnetID: instance.subnetID,
    securityGroupIDs: instance.securityGroupIDs,
    iamInstanceProfile: instance.profileARN === undefined ? undefined : { arn: instance.profileARN },
    monitoring: { enabled: instance.monitoring },
    metadataOptions: instance.metadataOptions,
    blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { deleteOnTermination: true } }],
    networkInterfaces: [
      {
        deleteOnTermination: true,
        deviceIndex: 0,
        interfaceType: 'interface',
        networkInterfaceID: `eni-${instance.id.slice(2)}`,
        privateIPAddress: instance.privateIP,
        subnetID: instance.subnetID,
      },
    ],
    privateIPAddress: instance.privateIP,
    placement: { availabilityZone: instance.zone, tenancy: 'default' },
    cpuOptions: { coreCount: 1, threadsPerCore: isArm(instance.instanceType) ? 1 : 2 },
    hibernationOptions: { configured: false },
    sourceDestCheckEnabled: instance.sourceDestCheck,
    keyName: instance.keyName,
  });
}

const recordOf = ({ account, region }: Call, { status }: Resource<Spec, Status>): Records['instance'] =>
  found(account.find('instance', status.instanceID ?? '', region));

export const instance: Kind<Spec, Status> = {
  service: 'ec2',
  kind: 'Instance',
  references: [
    { from: 'subnetRef', into: 'subnetID', service: 'ec2', kind: 'Subnet', target: 'status.subnetID' },
    {
      from: 'launchTemplate.launchTemplateRef',
      into: 'launchTemplateID',
      service: 'ec2',
      kind: 'LaunchTemplate',
      target: 'status.id',
    },
  ],
  lateInitialized: ['hibernationOptions', 'sourceDestCheckEnabled'],
  notCompared: ['userData', 'securityGroups', 'blockDeviceMappings'],
  comparisons: { securityGroupIDs: sameSet },
  find(call, resource) {
    const record = recordOf(call, resource);
    if (record.deleting) throw new NotFound();
    writeSpec(resource.spec, record);
    for (const name of ATTRIBUTES) assign(resource.spec as Fields, { [name]: record.attributes[name] });
    assign(resource.spec, { tags: listTags(resource.spec.tags, record.tags) });
    writeStatus(call, resource, record);
    if (record.state !== 'running')
      setCondition(resource, SYNCED, 'False', undefined, 'waiting for resource to be running');
    return resource;
  },
  create(call, desired) {
    const { spec } = desired;
    const record = runInstance(call, {
      imageID: spec.imageID,
      instanceType: spec.instanceType,
      subnetID: spec.subnetID,
      securityGroupIDs: spec.securityGroupIDs ?? [],
      profile: spec.iamInstanceProfile,
      userData: spec.userData,
      keyName: spec.keyName,
      monitoring: spec.monitoring?.enabled ?? false,
      metadataOptions: spec.metadataOptions,
      blockDeviceMappings: spec.blockDeviceMappings ?? [],
      networkInterfaces: spec.networkInterfaces ?? [],
    });
    record.tags = tagsToSend(call, spec.tags);
    writeSpec(spec, record);
    const groups = record.securityGroupIDs.map((id) => call.account.find('securityGroup', id)?.name ?? id);
    if (groups.length > 0) spec.securityGroups = groups;
    writeStatus(call, desired, record);
    return desired;
  },
  update(call, desired, latest, differences) {
    const record = recordOf(call, latest);
    syncTags(call, record, differences, desired.spec.tags);
    desired.status = latest.status;
    const field = APPLIED_LATER.find((name) => differences.has(name));
    if (field === undefined) return desired;
    if (record.state !== 'running') {
      throw new Interrupted(desired, new Requeue('requeuing until state is running or stopped', 10));
    }
    modify(call, record, field, (desired.spec as Fields)[field]);
    // One attribute at a time.
    throw new Interrupted(desired, new Error('requeuing until all fields are updated'));
  },
  delete: (call, { status }) => terminateInstance(call, status.instanceID ?? ''),
  populate: (resource, fields) => assign(resource.status, { instanceID: required(fields, 'instanceID') }),
};

function modify(call: Call, record: Records['instance'], field: (typeof APPLIED_LATER)[number], value: unknown): void {
  if (field === 'instanceType') {
    const message = `The instance '${record.id}' is not in the 'stopped' state.`;
    throw new AwsError('IncorrectInstanceState', message);
  }
  if (field === 'securityGroupIDs') {
    const ids = (value ?? []) as string[];
    checkSecurityGroups(call, ids, record.vpcID);
    record.securityGroupIDs = [...ids];
  } else if (field === 'sourceDestCheckEnabled') record.sourceDestCheck = value === true;
  else record.attributes = { ...record.attributes, [field]: value };
}
