import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../../src/api/object.js';
import type { RequestError } from '../../../src/sandbox/api-request.js';
import { sandboxObjects } from '../../../src/sandbox/role-bindings.js';
import { waitFor } from '../../../src/sandbox/wait-for.js';
import type { AckCluster } from '../support/ack-cluster.js';
import { instanceSpec, prepareDatabase, ref, trustOf } from '../support/manifests.js';
import { at } from '../support/space.js';

export function testWriting(cluster: () => AckCluster): void {
  test('§3 two merge patches without resourceVersion: an edit made meanwhile stays, under the manager of the binary', async () => {
    const space = await cluster().space();
    const object = `${space.name}/topic`;
    await cluster().control('PUT', '/faults', [
      { fault: 'slow', kind: 'Topic', object, operation: 'create', seconds: 200 },
    ]);
    await space.apply('Topic', 'topic', { name: `${space.name}-topic` });
    await space.until('Topic', 'topic', 'to be managed', (live) => live.metadata.finalizers !== undefined);
    await space.edit('Topic', 'topic', {
      metadata: { annotations: { edited: 'meanwhile' } },
      spec: { displayName: 'Mine' },
    });
    await cluster().control('PUT', '/faults', []);
    await space.until('Topic', 'topic', 'to be written', (each) => at(each, 'spec.policy') !== undefined);
    const live = await space.untilSynced('Topic', 'topic');
    expect(live.metadata.annotations?.['edited']).toBe('meanwhile');
    expect(at(live, 'spec.displayName')).toBe('Mine');
    const writers = (live.metadata.managedFields ?? []).map(({ manager, operation, subresource }) =>
      [manager, operation, subresource].join(' ').trim(),
    );
    expect(writers).toEqual(expect.arrayContaining(['sns-controller Update', 'sns-controller Update status']));
  });

  test('§3 lists are replaced whole, as they were when the reconcile began', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    const object = `${space.name}/table`;
    await cluster().control('PUT', '/faults', [
      { fault: 'slow', kind: 'RouteTable', object, operation: 'create', seconds: 200 },
    ]);
    await space.apply('RouteTable', 'table', { vpcID, routes: [] });
    await space.until('RouteTable', 'table', 'to be managed', (live) => live.metadata.finalizers !== undefined);
    await space.edit('RouteTable', 'table', {
      spec: { routes: [{ destinationCIDRBlock: '0.0.0.0/0', gatewayID: 'igw-1' }] },
    });
    await cluster().control('PUT', '/faults', []);
    const live = await space.until(
      'RouteTable',
      'table',
      'to be written',
      (each) => at(each, 'spec.routes.0.gatewayID') === 'local',
    );
    expect(at(live, 'spec.routes')).toHaveLength(1);
  });

  test('§3 late initialization fills unset fields once and leaves what is set', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    const live = await space.synced('DBInstance', 'db', instanceSpec(space, 'db', { promotionTier: 3, multiAZ: true }));
    expect(live.spec).toMatchObject({
      promotionTier: 3,
      autoMinorVersionUpgrade: true,
      availabilityZone: 'us-east-1a',
      backupTarget: 'region',
      caCertificateIdentifier: 'rds-ca-rsa2048-g1',
      copyTagsToSnapshot: false,
      databaseInsightsMode: 'standard',
      deletionProtection: false,
      engineVersion: '17.6',
      iops: 3000,
      licenseModel: 'postgresql-license',
      monitoringInterval: 0,
      networkType: 'IPV4',
      performanceInsightsEnabled: false,
      preferredBackupWindow: '07:00-07:30',
      preferredMaintenanceWindow: 'mon:09:00-mon:09:30',
      publiclyAccessible: false,
      storageEncrypted: false,
      storageThroughput: 125,
    });
    expect(live.spec).not.toHaveProperty('maxAllocatedStorage');
    expect(at(live, 'status.conditions')).toContainEqual(
      expect.objectContaining({ type: 'ACK.LateInitialized', status: 'True' }),
    );
  });

  test('§3 resolved ids are taken out again before writing', async () => {
    const space = await cluster().space();
    await space.synced('VPC', 'vpc', { cidrBlocks: ['10.1.0.0/16'] });
    const live = await space.synced('Subnet', 'subnet', { vpcRef: ref('vpc'), cidrBlock: '10.1.0.0/24' });
    expect(at(live, 'spec.vpcRef.from.name')).toBe('vpc');
    expect(live.spec).not.toHaveProperty('vpcID');
    expect((await space.aws('subnet'))[0]).toMatchObject({ cidrBlock: '10.1.0.0/24' });
  });

  test('§3 dropping a field from the apply does not reset it: ACK fills it in again', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db', { preferredBackupWindow: '01:00-02:00' }));
    await space.apply('DBInstance', 'db', instanceSpec(space, 'db'));
    await space.until(
      'DBInstance',
      'db',
      'to have it again',
      (live) => at(live, 'spec.preferredBackupWindow') === '01:00-02:00',
    );
  });

  test('§3 the controller puts its own tags on in AWS only, and takes off those of others', async () => {
    const space = await cluster().space();
    const tags = [{ key: 'team', value: 'db' }];
    const spec = { name: `${space.name}-topic`, tags };
    await space.synced('Topic', 'topic', spec);
    const [before] = await space.aws('topic');
    expect(before?.['tags']).toEqual({
      team: 'db',
      'services.k8s.aws/controller-version': 'sns-sandbox',
      'services.k8s.aws/namespace': space.name,
    });
    await space.changeAws('topic', before?.id ?? '', { tags: { foreign: 'yes' } });
    await space.edit('Topic', 'topic', { spec: { displayName: 'look again' } });
    await space.until('Topic', 'topic', 'to be looked at', (live) => at(live, 'spec.displayName') !== undefined);
    await waitFor('the foreign tag to go', async () => !JSON.stringify(await space.aws('topic')).includes('foreign'));
    const live = await space.untilSynced('Topic', 'topic');
    expect(at(live, 'spec.tags')).toEqual(tags);
  });

  test('§3 a spec write that AWS has no notion of is counted, one that it has is not', async () => {
    const space = await cluster().space();
    await space.synced('Role', 'role', {
      name: `${space.name}-role`,
      assumeRolePolicyDocument: trustOf('ec2.amazonaws.com'),
    });
    const reordered = JSON.stringify(JSON.parse(trustOf('ec2.amazonaws.com')), null, 1);
    await space.edit('Role', 'role', { spec: { description: 'for the bastion' } });
    await space.untilReconciled('Role', 'role');
    await space.edit('Role', 'role', { spec: { assumeRolePolicyDocument: reordered } });
    await space.synced('Role', 'other', { name: `${space.name}-other`, assumeRolePolicyDocument: reordered });
    expect(await space.counted('needlessSpecWrites')).toEqual([
      `Role ${space.name}/role: generation 4 changes nothing in AWS`,
    ]);
  });

  test('§3 a status is not lost that an API server without roles yet, as after a restart, forbids to write', async () => {
    const space = await cluster().space();
    const { admin, client } = cluster().controlPlane;
    const rights = sandboxObjects().find(({ kind }) => kind === 'ClusterRole') as ClusterRole;
    const withoutStatus = (rule: Rule): readonly Rule[] => {
      const others = rule.apiGroups.filter((group) => group !== 'iam.services.k8s.aws');
      if (others.length === rule.apiGroups.length) return [rule];
      const roles = { ...rule, apiGroups: ['iam.services.k8s.aws'], resources: ['roles'] };
      return [{ ...rule, apiGroups: others }, roles];
    };
    const isForbidden = (): Promise<boolean> =>
      client('ack')
        .mergePatch(
          { apiVersion: 'iam.services.k8s.aws/v1alpha1', kind: 'Role', namespace: space.name, name: 'none' },
          { status: {} },
          { subresource: 'status' },
        )
        .then(
          () => false,
          (error: RequestError) => error.code === 403,
        );
    await admin.apply({ ...rights, rules: rights.rules.flatMap(withoutStatus) } as ClusterRole);
    try {
      await waitFor('the right to be gone', isForbidden);
      await space.apply('Role', 'role', {
        name: `${space.name}-role`,
        assumeRolePolicyDocument: trustOf('ec2.amazonaws.com'),
      });
      await waitFor('the role to be in AWS', async () => (await space.aws('role')).length > 0);
      expect((await space.get('Role', 'role')).status).toBeUndefined();
    } finally {
      await admin.apply(rights);
    }
    await space.untilSynced('Role', 'role');
    expect(await space.aws('role')).toHaveLength(1);
  });
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

type ClusterRole = KubeObject & { readonly rules: readonly Rule[] };
