import { type Account, createAccount } from '../../../src/sandbox/ack/aws/account.js';
import { arrive } from '../../../src/sandbox/ack/aws/arrivals.js';
import { createSubnetGroup } from '../../../src/sandbox/ack/aws/db-groups.js';
import { createDbInstance, type InstanceInput } from '../../../src/sandbox/ack/aws/db-instance.js';
import type { Records } from '../../../src/sandbox/ack/aws/records.js';
import { createSubnet, createVpc } from '../../../src/sandbox/ack/aws/vpc.js';
import { createPace } from '../../../src/sandbox/ack/pace.js';
import type { Call } from '../../../src/sandbox/ack/runtime/kind.js';

export interface FakeAws extends Call {
  readonly account: Account;
  /** Lets so many seconds of AWS pass. */
  pass(seconds: number): void;
}

/** An account of its own, in which time passes only when it is told to. */
export function createAws(): FakeAws {
  let now = 0;
  const account = createAccount({ pace: createPace(1), onArrival: arrive, clock: () => now });
  return {
    account,
    accountID: '123456789012',
    region: 'us-east-1',
    token: 'Test space/object',
    systemTags: {},
    roleDelaySeconds: () => 0,
    secretValue: async () => 'secret',
    pass(seconds) {
      now += seconds * 1000;
      account.settle();
    },
  };
}

/** With a subnet group `group` over two zones. */
export function createAwsWithNetwork(): FakeAws {
  const aws = createAws();
  const { id: vpcID } = createVpc(aws, ['10.0.0.0/16'], 'default');
  const subnetIDs = ['a', 'b'].map(
    (letter, index) => createSubnet(aws, { vpcID, cidrBlock: `10.0.${index}.0/24`, zone: `us-east-1${letter}` }).id,
  );
  createSubnetGroup(aws, { name: 'group', description: 'd', subnetIDs });
  return aws;
}

export const INSTANCE: InstanceInput = {
  dbInstanceIdentifier: 'db',
  dbInstanceClass: 'db.m5.large',
  engine: 'postgres',
  engineVersion: '17.5',
  allocatedStorage: 100,
  storageType: 'gp3',
  masterUsername: 'postgres',
  masterUserPassword: 'correct-horse-battery',
  subnetGroup: 'group',
  backupRetentionPeriod: 7,
};

/** One that is available. */
export function createAvailable(aws: FakeAws, input: Partial<InstanceInput> = {}): Records['dbInstance'] {
  const instance = createDbInstance(aws, { ...INSTANCE, ...input });
  aws.pass(3600);
  return instance;
}
