import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { MONITORING_POLICY, ref, trustOf } from '../support/manifests.js';
import { at } from '../support/space.js';

const ROOT = 'arn:aws:iam::123456789012:root';

const inline = (resource: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: resource }],
  });

const keyPolicy = (principal: unknown, action: unknown = 'kms:*'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: action, Resource: '*' }],
  });

export function testIdentityAndAccess(cluster: () => AckCluster): void {
  test('§9.3 Role: policies are attached in the reconcile after create; path and session come into spec', async () => {
    const space = await cluster().space();
    const live = await space.synced('Role', 'role', {
      name: `${space.name}-role`,
      assumeRolePolicyDocument: trustOf('monitoring.rds.amazonaws.com'),
      policies: [MONITORING_POLICY],
      inlinePolicies: { s3: inline('arn:aws:s3:::bucket') },
    });
    expect(live.spec).toMatchObject({ path: '/', maxSessionDuration: 3600 });
    expect(at(live, 'status.ackResourceMetadata.arn')).toBe(`arn:aws:iam::123456789012:role/${space.name}-role`);
    expect((await space.aws('role'))[0]).toMatchObject({
      policies: [MONITORING_POLICY],
      inlinePolicies: { s3: inline('arn:aws:s3:::bucket') },
    });
  });

  test('§9.3, §12 Role: the trust policy is compared by meaning, inline policies by their text', async () => {
    const space = await cluster().space();
    const trust = trustOf('ec2.amazonaws.com');
    const policy = inline('arn:aws:s3:::bucket');
    const spec = { name: `${space.name}-role`, assumeRolePolicyDocument: trust, inlinePolicies: { s3: policy } };
    await space.synced('Role', 'role', spec);
    const spaced = JSON.stringify(JSON.parse(policy), null, 1);
    await space.edit('Role', 'role', {
      spec: { assumeRolePolicyDocument: JSON.stringify(JSON.parse(trust), null, 1), inlinePolicies: { s3: spaced } },
    });
    await space.edit('Role', 'role', { spec: { description: 'read' } });
    await space.untilReconciled('Role', 'role');
    await space.untilSynced('Role', 'role');
    const [record] = await space.aws('role');
    expect(record).toMatchObject({ trustPolicy: trust, inlinePolicies: { s3: spaced }, description: 'read' });
  });

  test('§9.3 Role: trust that changes is sent; policies that are gone are detached; references give them too', async () => {
    const space = await cluster().space();
    const spec = {
      name: `${space.name}-role`,
      assumeRolePolicyDocument: trustOf('ec2.amazonaws.com'),
      policies: [MONITORING_POLICY],
    };
    await space.synced('Role', 'role', spec);
    await space.edit('Role', 'role', {
      spec: { policies: null, assumeRolePolicyDocument: trustOf('rds.amazonaws.com') },
    });
    await space.untilReconciled('Role', 'role');
    await space.untilSynced('Role', 'role');
    await space.edit('Role', 'role', { spec: { path: '/other/' } });
    await space.untilSays('Role', 'role', 'ACK.Terminal', 'InvalidInput');
    expect((await space.aws('role'))[0]).toMatchObject({ policies: [], trustPolicy: trustOf('rds.amazonaws.com') });
  });

  test('§9.3 Role: what IAM refuses, terminal where the document is wrong', async () => {
    const space = await cluster().space();
    const trust = trustOf('ec2.amazonaws.com');
    const trusted = (principal: object): string =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' },
      });
    const refusals: readonly [string, object, string, string][] = [
      ['bad-name', { name: 'a role', assumeRolePolicyDocument: trust }, 'ACK.Recoverable', 'ValidationError'],
      ['no-json', { name: 'x', assumeRolePolicyDocument: 'no' }, 'ACK.Terminal', 'invalid Json'],
      ['no-version', { name: 'x', assumeRolePolicyDocument: '{"Statement":[]}' }, 'ACK.Terminal', 'version'],
      ['empty', { name: 'x', assumeRolePolicyDocument: '{"Version":"2012-10-17"}' }, 'ACK.Terminal', 'statement'],
      ['no-object', { name: 'x', assumeRolePolicyDocument: '7' }, 'ACK.Terminal', 'Syntax'],
      ['not-principal', { name: 'x', assumeRolePolicyDocument: inline('*') }, 'ACK.Terminal', 'Principal'],
      [
        'no-arn',
        { name: 'x', assumeRolePolicyDocument: trusted({ AWS: 'somebody' }) },
        'ACK.Terminal',
        'Invalid principal',
      ],
      [
        'no-such-role',
        { name: 'x', assumeRolePolicyDocument: trusted({ AWS: 'arn:aws:iam::123456789012:role/none' }) },
        'ACK.Terminal',
        'Invalid principal',
      ],
      [
        'unattachable',
        {
          name: `${space.name}-1`,
          assumeRolePolicyDocument: trust,
          policies: ['arn:aws:iam::aws:policy/AmazonRDSEnhancedMonitoringRole'],
        },
        'ACK.Recoverable',
        'NoSuchEntity',
      ],
      [
        'wrong-partition',
        {
          name: `${space.name}-2`,
          assumeRolePolicyDocument: trust,
          policies: [MONITORING_POLICY.replace('aws', 'aws-cn')],
        },
        'ACK.Recoverable',
        'NoSuchEntity',
      ],
      [
        'placeholder',
        {
          name: `${space.name}-3`,
          assumeRolePolicyDocument: trust,
          inlinePolicies: { a: inline('arn:aws:s3:::${Bucket/x:spec.name}') },
        },
        'ACK.Terminal',
        'unknown variable',
      ],
      [
        'principal-inline',
        { name: `${space.name}-4`, assumeRolePolicyDocument: trust, inlinePolicies: { a: keyPolicy('*') } },
        'ACK.Terminal',
        'should not specify a principal',
      ],
      [
        'resourceless',
        {
          name: `${space.name}-5`,
          assumeRolePolicyDocument: trust,
          inlinePolicies: { a: trust.replace(/"Principal":\{[^}]*\},/, '') },
        },
        'ACK.Terminal',
        'Resource',
      ],
      [
        'no-arn-inline',
        { name: `${space.name}-6`, assumeRolePolicyDocument: trust, inlinePolicies: { a: inline('bucket') } },
        'ACK.Terminal',
        'ARN format',
      ],
      [
        'too-long',
        {
          name: `${space.name}-7`,
          assumeRolePolicyDocument: trust,
          inlinePolicies: { a: inline(`arn:aws:s3:::${'b'.repeat(10_240)}`) },
        },
        'ACK.Recoverable',
        'LimitExceeded',
      ],
    ];
    for (const [name, spec, type, message] of refusals) {
      await space.apply('Role', name, spec as never);
      await space.untilSays('Role', name, type, message);
    }
  });

  test('§9.3, §13 Role: another name makes another role and forgets the first', async () => {
    const space = await cluster().space();
    const trust = trustOf('ec2.amazonaws.com');
    await space.synced('Role', 'role', { name: `${space.name}-one`, assumeRolePolicyDocument: trust });
    await space.edit('Role', 'role', { spec: { name: `${space.name}-two` } });
    await space.until('Role', 'role', 'to have a new ARN', (live) =>
      String(at(live, 'status.ackResourceMetadata.arn')).endsWith('two'),
    );
    expect((await space.aws('role')).map(({ id }) => id)).toEqual([`${space.name}-one`, `${space.name}-two`]);
  });

  test('§9.3, §13 a role in a profile cannot go before it', async () => {
    const space = await cluster().space();
    await space.synced('Role', 'role', {
      name: `${space.name}-role`,
      assumeRolePolicyDocument: trustOf('ec2.amazonaws.com'),
      policies: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
    });
    const profile = await space.synced('InstanceProfile', 'profile', {
      name: `${space.name}-profile`,
      roleRef: ref('role'),
    });
    expect(at(profile, 'spec.path')).toBe('/');
    await space.delete('Role', 'role');
    await space.untilSays('Role', 'role', 'ACK.Recoverable', 'DeleteConflict');
    expect((await space.aws('role'))[0]).toMatchObject({ policies: [] });
    expect(await space.counted('refusedDeletes')).not.toEqual([]);
    await space.delete('InstanceProfile', 'profile');
    await space.untilGone('Role', 'role');
  });

  test('§9.3 InstanceProfile: refused names and roles; the role may change', async () => {
    const space = await cluster().space();
    const trust = trustOf('ec2.amazonaws.com');
    await space.synced('Role', 'a', { name: `${space.name}-a`, assumeRolePolicyDocument: trust });
    await space.synced('Role', 'b', { name: `${space.name}-b`, assumeRolePolicyDocument: trust });
    await space.synced('InstanceProfile', 'profile', {
      name: `${space.name}-p`,
      roleRef: ref('a'),
      tags: [{ key: 'a', value: 'b' }],
    });
    await space.edit('InstanceProfile', 'profile', { spec: { roleRef: ref('b'), tags: [] } });
    await space.untilReconciled('InstanceProfile', 'profile');
    await space.untilSynced('InstanceProfile', 'profile');
    expect((await space.aws('instanceProfile'))[0]).toMatchObject({ role: `${space.name}-b` });
    await space.apply('InstanceProfile', 'spaced', { name: 'a b' });
    await space.untilSays('InstanceProfile', 'spaced', 'ACK.Recoverable', 'ValidationError');
    await space.apply('InstanceProfile', 'roleless', { name: `${space.name}-q`, role: 'nobody' });
    await space.untilSays('InstanceProfile', 'roleless', 'ACK.Recoverable', 'NoSuchEntity');
  });

  test('§9.4, §12 Key: AWS’s choices come into spec, the policy in a layout of its own and compared by meaning', async () => {
    const space = await cluster().space();
    const policy = keyPolicy({ AWS: ROOT });
    const live = await space.synced('Key', 'key', {
      description: `of ${space.name}`,
      enableKeyRotation: true,
      policy,
      tags: [{ tagKey: 'a', tagValue: 'b' }],
    });
    expect(live.spec).toMatchObject({
      keySpec: 'SYMMETRIC_DEFAULT',
      keyUsage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      multiRegion: false,
    });
    expect(at(live, 'spec.policy')).not.toBe(policy);
    expect(JSON.parse(String(at(live, 'spec.policy')))).toEqual(JSON.parse(policy));
    expect(live.status).toMatchObject({ keyState: 'Enabled', enabled: true });
    expect(at(live, 'spec.tags')).toEqual([{ tagKey: 'a', tagValue: 'b' }]);

    await space.apply('Key', 'key', {
      description: `of ${space.name}`,
      enableKeyRotation: false,
      policy: keyPolicy({ AWS: ROOT }, ['kms:*']),
    });
    await space.untilReconciled('Key', 'key');
    await space.untilSynced('Key', 'key');
    await space.edit('Key', 'key', { spec: { policy: keyPolicy({ AWS: '*' }), tags: [] } });
    await space.untilReconciled('Key', 'key');
    await space.untilSynced('Key', 'key');
    expect((await space.aws('key'))[0]).toMatchObject({
      rotation: false,
      policy: expect.stringContaining('"AWS": "*"'),
    });
  });

  test('§9.4 Key: without a policy the default one; a bad one, or one that locks out, loops as Recoverable', async () => {
    const space = await cluster().space();
    const live = await space.synced('Key', 'default', { enableKeyRotation: false });
    expect(String(at(live, 'spec.policy'))).toContain('Enable IAM User Permissions');
    await space.apply('Key', 'lockout', { policy: keyPolicy({ Service: 'rds.amazonaws.com' }) });
    const locked = await space.untilCondition('Key', 'lockout', 'ACK.Recoverable');
    expect(locked.message).toContain('will not allow you to update the key policy in the future');
    await space.apply('Key', 'malformed', { policy: 'no' });
    await space.untilSays('Key', 'malformed', 'ACK.Recoverable', 'MalformedPolicyDocument');
    await space.synced('Key', 'bypass', {
      policy: keyPolicy({ Service: 'rds.amazonaws.com' }),
      bypassPolicyLockoutSafetyCheck: true,
      enableKeyRotation: false,
    });
  });

  test('§9.4 Key: deletion takes the window from the annotation, from 7 to 30 days', async () => {
    const space = await cluster().space();
    const window = (days: string): Record<string, string> => ({ 'kms.services.k8s.aws/pending-window-in-days': days });
    const spec = { description: `of ${space.name}`, enableKeyRotation: true };
    await space.synced('Key', 'month', spec, window('30'));
    await space.synced('Key', 'day', spec, window('1'));
    await space.synced('Alias', 'alias', { name: `alias/${space.name}`, targetKeyRef: ref('month') });
    await space.delete('Key', 'month');
    await space.untilGone('Key', 'month');
    await space.delete('Key', 'day');
    await space.untilSays('Key', 'day', 'ACK.Recoverable', 'PendingWindowInDays');
    const keys = await space.aws('key');
    expect(keys.filter(({ state }) => state === 'PendingDeletion')).toEqual([
      expect.objectContaining({ pendingWindowInDays: 30 }),
    ]);
    expect(await space.aws('alias')).toHaveLength(1);
  });

  test('§9.4 Key: one that is scheduled for deletion cannot be changed', async () => {
    const space = await cluster().space();
    const live = await space.synced('Key', 'key', { description: `of ${space.name}`, enableKeyRotation: true });
    await space.changeAws('key', String(at(live, 'status.keyID')), { state: 'PendingDeletion', deleting: true });
    await space.edit('Key', 'key', { spec: { enableKeyRotation: false } });
    await space.untilSays('Key', 'key', 'ACK.Recoverable', 'KMSInvalidStateException');
    await space.delete('Key', 'key');
    await space.untilSays('Key', 'key', 'ACK.Recoverable', 'pending deletion');
    await space.apply('Alias', 'alias', {
      name: `alias/${space.name}`,
      targetKeyID: at(live, 'status.keyID') as string,
    });
    await space.untilSays('Alias', 'alias', 'ACK.Recoverable', 'pending deletion');
  });

  test('§9.4, §12 Alias: the prefix is added in calls; another key is another target', async () => {
    const space = await cluster().space();
    await space.synced('Key', 'a', { description: `a ${space.name}`, enableKeyRotation: true });
    const b = await space.synced('Key', 'b', { description: `b ${space.name}`, enableKeyRotation: true });
    const live = await space.synced('Alias', 'alias', { name: `db-${space.name}`, targetKeyRef: ref('a') });
    expect(at(live, 'status.ackResourceMetadata.arn')).toBe(
      `arn:aws:kms:us-east-1:123456789012:alias/db-${space.name}`,
    );
    await space.edit('Alias', 'alias', { spec: { targetKeyRef: ref('b') } });
    await space.untilSynced('Alias', 'alias');
    await space.apply('Alias', 'reserved', { name: 'alias/aws/rds', targetKeyRef: ref('a') });
    await space.untilSays('Alias', 'reserved', 'ACK.Recoverable', 'InvalidAliasName');
    await space.apply('Alias', 'keyless', { name: 'alias/none', targetKeyID: 'none' });
    await space.untilSays('Alias', 'keyless', 'ACK.Recoverable', 'NotFoundException');
    expect((await space.aws('alias'))[0]).toMatchObject({ targetKeyID: at(b, 'status.keyID') });
    await space.delete('Alias', 'alias');
    await space.untilGone('Alias', 'alias');
  });
}
