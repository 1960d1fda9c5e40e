import type { JsonObject } from '../../../src/sandbox/ack/runtime/resource.js';
import type { Space } from './space.js';

export const trustOf = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });

export const ref = (name: string, namespace?: string): JsonObject => ({
  from: { name, ...(namespace === undefined ? {} : { namespace }) },
});

export const MONITORING_POLICY = 'arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole';

/** The smallest DBInstance that RDS takes; its subnet group and Secret must be there. */
export const instanceSpec = (space: Space, name: string, over: JsonObject = {}): JsonObject => ({
  dbInstanceIdentifier: `${space.name}-${name}`,
  dbInstanceClass: 'db.m5.large',
  engine: 'postgres',
  engineVersion: '17',
  allocatedStorage: 100,
  storageType: 'gp3',
  masterUsername: 'postgres',
  masterUserPassword: { name: 'master-1', key: 'password' },
  dbSubnetGroupName: `${space.name}-group`,
  backupRetentionPeriod: 7,
  ...over,
});

/** Everything that a DBInstance stands on. */
export async function prepareDatabase(space: Space): Promise<{ readonly vpcID: string; readonly subnetIDs: string[] }> {
  const network = await space.seedNetwork();
  await space.secret('master-1', { password: 'correct-horse-battery' });
  await space.synced('DBSubnetGroup', 'group', {
    name: `${space.name}-group`,
    description: 'of a test',
    subnetIDs: network.subnetIDs,
  });
  return network;
}
