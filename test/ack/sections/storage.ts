import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { at, type Space } from '../support/space.js';

const statement = (over: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', ...over }],
  });

const ofBucket = (space: Space, over: object = {}): string =>
  statement({ Resource: [`arn:aws:s3:::${space.name}-b`, `arn:aws:s3:::${space.name}-b/*`], ...over });

const kms = (bucketKeyEnabled?: boolean): object => ({
  rules: [
    {
      applyServerSideEncryptionByDefault: {
        sseAlgorithm: 'aws:kms',
        kmsMasterKeyID: 'arn:aws:kms:us-east-1:123456789012:key/1',
      },
      ...(bucketKeyEnabled === undefined ? {} : { bucketKeyEnabled }),
    },
  ],
});

export function testStorage(cluster: () => AckCluster): void {
  test('§9.5 Bucket: made first, everything else in the next pass; defaults come into spec', async () => {
    const space = await cluster().space();
    const live = await space.synced('Bucket', 'bucket', {
      name: `${space.name}-b`,
      versioning: { status: 'Enabled' },
      policy: ofBucket(space),
      lifecycle: { rules: [{ id: 'old', status: 'Enabled', filter: { prefix: '' }, expiration: { days: 30 } }] },
      tagging: { tagSet: [{ key: 'a', value: 'b' }] },
    });
    expect(live.spec).toMatchObject({
      abac: { status: 'Disabled' },
      encryption: {
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' }, bucketKeyEnabled: false }],
      },
      ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    });
    expect(live.spec).not.toHaveProperty('createBucketConfiguration');
    expect(at(live, 'status.location')).toBe(`/${space.name}-b`);
    const [bucket] = await space.aws('bucket');
    expect(bucket?.['settings']).toMatchObject({ versioning: { status: 'Enabled' }, policy: ofBucket(space) });
    expect(bucket?.['tags']).toMatchObject({ a: 'b' });
  });

  test('§9.5, §12 Bucket: the policy is compared by meaning; bucketKeyEnabled left out differs for ever', async () => {
    const space = await cluster().space();
    const base = {
      name: `${space.name}-b`,
      policy: ofBucket(space),
      publicAccessBlock: {
        blockPublicACLs: true,
        blockPublicPolicy: true,
        ignorePublicACLs: true,
        restrictPublicBuckets: true,
      },
    };
    await space.synced('Bucket', 'bucket', { ...base, encryption: kms(true) } as never);
    await space.edit('Bucket', 'bucket', { spec: { policy: JSON.stringify(JSON.parse(ofBucket(space)), null, 2) } });
    await space.untilReconciled('Bucket', 'bucket');
    await space.edit('Bucket', 'bucket', { spec: { encryption: kms() } });
    await space.untilReconciled('Bucket', 'bucket');
    expect((await space.aws('bucket'))[0]?.['settings']).toMatchObject({
      policy: ofBucket(space),
      encryption: kms(false),
    });
    expect((await space.counted('needlessSpecWrites'))[0]).toContain('generation 3');
  });

  test('§9.5 Bucket: what S3 refuses is terminal only where the document is malformed', async () => {
    const space = await cluster().space();
    const named = (suffix: string): string => `${space.name}-${suffix}`;
    const algorithm = (sseAlgorithm: string, kmsMasterKeyID?: string): object => ({
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm, ...(kmsMasterKeyID ? { kmsMasterKeyID } : {}) } }],
    });
    const refusals: readonly [string, object, string, string][] = [
      ['name', { name: 'A_B' }, 'ACK.Recoverable', 'InvalidBucketName'],
      ['algorithm', { name: named('1'), encryption: algorithm('ROT13') }, 'ACK.Terminal', 'ROT13'],
      ['key', { name: named('2'), encryption: algorithm('AES256', 'arn') }, 'ACK.Recoverable', 'KMSMasterKeyID'],
      [
        'lifecycle',
        { name: named('3'), lifecycle: { rules: [{ id: 'a', status: 'On' }] } },
        'ACK.Terminal',
        'MalformedXML',
      ],
      ['json', { name: named('4'), policy: '{' }, 'ACK.Recoverable', 'MalformedPolicy'],
      [
        'foreign',
        { name: named('5'), policy: statement({ Resource: 'arn:aws:s3:::other' }) },
        'ACK.Recoverable',
        'invalid resource',
      ],
      ['public', { name: named('b'), policy: ofBucket(space, { Effect: 'Allow' }) }, 'ACK.Recoverable', 'AccessDenied'],
    ];
    for (const [name, spec, type, message] of refusals) {
      await space.apply('Bucket', name, spec as never);
      await space.untilSays('Bucket', name, type, message);
    }
  });

  test('§9.5 Bucket: one that is not empty stays, for ever', async () => {
    const space = await cluster().space();
    await space.synced('Bucket', 'bucket', { name: `${space.name}-b` });
    await space.changeAws('bucket', `${space.name}-b`, { objects: 1 });
    await space.delete('Bucket', 'bucket');
    await space.untilSays('Bucket', 'bucket', 'ACK.Recoverable', 'BucketNotEmpty');
    expect(await space.counted('refusedDeletes')).not.toEqual([]);
    await space.changeAws('bucket', `${space.name}-b`, { objects: 0 });
    await space.untilGone('Bucket', 'bucket');
  });

  test('§9.6 DBSubnetGroup: two zones at least, of one VPC; names are lowered and compared literally', async () => {
    const space = await cluster().space();
    const { subnetIDs } = await space.seedNetwork();
    const other = await (await cluster().space()).seedNetwork();
    const live = await space.synced('DBSubnetGroup', 'upper', {
      name: `${space.name}-UPPER`,
      description: 'd',
      subnetIDs,
    });
    expect(at(live, 'spec.name')).toBe(`${space.name}-UPPER`);
    expect((await space.aws('dbSubnetGroup'))[0]?.id).toBe(`${space.name}-upper`);
    const refusals: readonly [string, string[], string, string][] = [
      ['one-zone', subnetIDs.slice(0, 1), 'ACK.Terminal', 'DBSubnetGroupDoesNotCoverEnoughAZs'],
      ['none', [], 'ACK.Terminal', 'DBSubnetGroupDoesNotCoverEnoughAZs'],
      ['unknown', ['subnet-none'], 'ACK.Terminal', 'InvalidSubnet'],
      ['two-vpcs', [subnetIDs[0] ?? '', other.subnetIDs[1] ?? ''], 'ACK.Terminal', 'different VPCs'],
    ];
    for (const [name, ids, type, message] of refusals) {
      await space.apply('DBSubnetGroup', name, { name: `${space.name}-${name}`, description: 'd', subnetIDs: ids });
      await space.untilSays('DBSubnetGroup', name, type, message);
    }
    await space.apply('DBSubnetGroup', 'misnamed', { name: 'a b', description: 'd', subnetIDs });
    await space.untilSays('DBSubnetGroup', 'misnamed', 'ACK.Recoverable', 'valid identifier');
  });

  test('§9.6 DBSubnetGroup: subnets are a set; description and tags follow', async () => {
    const space = await cluster().space();
    const { subnetIDs } = await space.seedNetwork();
    const spec = { name: `${space.name}-g`, description: 'one', subnetIDs };
    await space.synced('DBSubnetGroup', 'group', spec);
    await space.edit('DBSubnetGroup', 'group', { spec: { subnetIDs: subnetIDs.toReversed() } });
    await space.edit('DBSubnetGroup', 'group', { spec: { description: 'two', tags: [{ key: 'a', value: 'b' }] } });
    await space.untilReconciled('DBSubnetGroup', 'group');
    await space.untilSynced('DBSubnetGroup', 'group');
    expect((await space.aws('dbSubnetGroup'))[0]).toMatchObject({ description: 'two', subnetIDs });
    expect((await space.counted('needlessSpecWrites'))[0]).toContain('generation 2');
  });

  test('§9.6 DBParameterGroup: values and how each applies; a change is looked at again', async () => {
    const space = await cluster().space();
    const live = await space.synced('DBParameterGroup', 'group', {
      name: `${space.name}-pg`,
      family: 'postgres17',
      description: 'd',
      parameterOverrides: { work_mem: '16384', shared_buffers: '{DBInstanceClassMemory/32768}' },
    });
    const statuses = at(live, 'status.parameterOverrideStatuses') as unknown[];
    expect(statuses).toHaveLength(2);
    expect(statuses).toEqual(
      expect.arrayContaining([
        {
          parameterName: 'shared_buffers',
          parameterValue: '{DBInstanceClassMemory/32768}',
          applyMethod: 'pending-reboot',
          applyType: 'static',
        },
        { parameterName: 'work_mem', parameterValue: '16384', applyMethod: 'immediate', applyType: 'dynamic' },
      ]),
    );
    await space.edit('DBParameterGroup', 'group', {
      spec: { parameterOverrides: { work_mem: '32768' }, description: 'silent' },
    });
    await space.until('DBParameterGroup', 'group', 'to be changed', (each) =>
      JSON.stringify(each.status).includes('32768'),
    );
    await space.untilSynced('DBParameterGroup', 'group');
    expect((await space.aws('dbParameterGroup'))[0]).toMatchObject({
      description: 'd',
      parameters: { work_mem: '32768' },
    });
  });

  test('§9.6, §13 DBParameterGroup: unknown and fixed parameters are terminal, and stay so once corrected', async () => {
    const space = await cluster().space();
    const base = { family: 'postgres17', description: 'd' };
    for (const [name, parameter] of [
      ['unknown', 'shared_bufers'],
      ['fixed', 'wal_level'],
    ] as const) {
      await space.apply('DBParameterGroup', name, {
        name: `${space.name}-${name}`,
        ...base,
        parameterOverrides: { [parameter]: '1' },
      });
      await space.untilSays('DBParameterGroup', name, 'ACK.Terminal', parameter);
    }
    await space.edit('DBParameterGroup', 'unknown', {
      spec: { parameterOverrides: { shared_bufers: null, jit: '1' } },
    });
    await space.untilReconciled('DBParameterGroup', 'unknown');
    await space.untilSays('DBParameterGroup', 'unknown', 'ACK.Terminal', 'shared_bufers');
    await space.delete('DBParameterGroup', 'unknown');
    await space.untilGone('DBParameterGroup', 'unknown');
  });

  test('§9.6, §6 DBParameterGroup: a refused value makes a half-made group', async () => {
    const space = await cluster().space();
    const spec = { name: `${space.name}-pg`, family: 'postgres17', description: 'd' };
    await space.apply('DBParameterGroup', 'group', { ...spec, parameterOverrides: { shared_buffers: '2GB' } });
    expect((await space.untilCondition('DBParameterGroup', 'group', 'ACK.Terminal')).message).toBe(
      'Resource already exists',
    );
    expect((await space.aws('dbParameterGroup'))[0]).toMatchObject({ parameters: {} });
    await space.apply('DBParameterGroup', 'family', { name: `${space.name}-f`, family: 'oracle19', description: 'd' });
    await space.untilSays('DBParameterGroup', 'family', 'ACK.Recoverable', 'oracle19');
  });
}
