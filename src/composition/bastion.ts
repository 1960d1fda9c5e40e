import { Construct } from 'constructs';
import { architectureOf } from '../aws/instance-types.js';
import type { Access } from './access.js';
import { ackRef, from } from './ack-kinds.js';
import type { DatabaseChart } from './database-chart.js';
import type { Placement } from './placement.js';
import { trustPolicy } from './policy.js';
import { roleName } from './role-name.js';

export const bastionRef = (name: string) => ackRef('Instance', `${name}-bastion`);

/** A host in a public subnet that is reached through Systems Manager only: no key pair, no ingress. */
export class Bastion extends Construct {
  constructor(chart: DatabaseChart, access: Access, { publicSubnet }: Placement) {
    super(chart, 'bastion');
    const { name, bastion } = chart.spec;
    const group = access.bastion;
    if (group === undefined) return;
    const role = chart.addAck(this, 'Role', `${name}-bastion`, () => ({
      name: roleName(chart.spec, 'bastion'),
      description: `Bastion of the database ${name}`,
      assumeRolePolicyDocument: trustPolicy('ec2.amazonaws.com'),
      policies: ['AmazonSSMManagedInstanceCore', 'CloudWatchAgentServerPolicy'].map(
        (policy) => `arn:${chart.partition}:iam::aws:policy/${policy}`,
      ),
    }));
    const profile = chart.addAck(this, 'InstanceProfile', `${name}-bastion`, () => ({
      name: roleName(chart.spec, 'bastion'),
      roleRef: from(role),
    }));
    chart.addAck(this, 'Instance', bastionRef(name).name, (need) => ({
      imageID: `resolve:ssm:${AMAZON_LINUX}-${architectureOf(bastion.instanceType)}`,
      instanceType: bastion.instanceType,
      ...publicSubnet,
      securityGroupIDs: [need(group, 'status.id')],
      // By ARN: ACK turns a name into one, and a profile with both is refused.
      iamInstanceProfile: { arn: need(profile, 'status.ackResourceMetadata.arn') },
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required' },
      monitoring: { enabled: true },
      blockDeviceMappings: [
        { deviceName: '/dev/xvda', ebs: { deleteOnTermination: true, encrypted: true, volumeType: 'gp3' } },
      ],
      userData: Buffer.from(INSTALL_CLIENT).toString('base64'),
    }));
  }
}

/** Public parameter with the newest image. Source: Amazon Linux 2023 User Guide, "AL2023 on Amazon EC2". */
const AMAZON_LINUX = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default';

/** The same for every bastion, so there is nothing to inject into. A newer psql serves older servers, so the newest comes first. */
const INSTALL_CLIENT = `#!/bin/bash
for major in 18 17 16 15; do
  dnf install --assumeyes "postgresql\${major}" && break
done
`;
