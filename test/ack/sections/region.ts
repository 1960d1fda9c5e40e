import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { at, conditionOf } from '../support/space.js';

const inRegion = (region: string): Record<string, string> => ({ 'services.k8s.aws/region': region });

export function testRegion(cluster: () => AckCluster): void {
  test('§7 the object names its region, else its namespace, else the controller', async () => {
    const space = await cluster().space({ 'services.k8s.aws/default-region': 'eu-west-1' });
    const own = await space.synced('Topic', 'own', { name: `${space.name}-own` }, inRegion('cn-north-1'));
    const inherited = await space.synced('Topic', 'inherited', { name: `${space.name}-inherited` });
    const other = await cluster().space();
    const byDefault = await other.synced('Topic', 'topic', { name: `${other.name}-topic` });
    expect(at(own, 'status.ackResourceMetadata')).toEqual({
      arn: `arn:aws-cn:sns:cn-north-1:123456789012:${space.name}-own`,
      ownerAccountID: '123456789012',
      partition: 'aws-cn',
      region: 'cn-north-1',
    });
    expect(at(inherited, 'status.ackResourceMetadata.region')).toBe('eu-west-1');
    expect(at(byDefault, 'status.ackResourceMetadata.region')).toBe('us-east-1');
  });

  test('§2, §7 another region afterwards is an error that leaves no condition', async () => {
    const space = await cluster().space();
    await space.synced('Topic', 'topic', { name: `${space.name}-topic` }, inRegion('us-east-2'));
    const before = await space.get('Topic', 'topic');
    await space.edit('Topic', 'topic', {
      metadata: { annotations: inRegion('us-west-2') },
      spec: { displayName: 'x' },
    });
    await sleep(300);
    const live = await space.get('Topic', 'topic');
    expect(live.status).toEqual(before.status);
    expect(conditionOf(live, 'Ready')?.status).toBe('True');
    expect((await space.aws('topic'))[0]).toMatchObject({ region: 'us-east-2', attributes: { displayName: '' } });
    expect(await space.counted('regionChanges')).not.toEqual([]);
  });

  test('§2, §7 the namespace names the account; another one afterwards is an error that leaves no condition', async () => {
    const space = await cluster().space({ 'services.k8s.aws/owner-account-id': '111111111111' });
    const topic = await space.synced('Topic', 'topic', { name: `${space.name}-topic` });
    expect(at(topic, 'status.ackResourceMetadata.ownerAccountID')).toBe('111111111111');
    const moved = { metadata: { annotations: { 'services.k8s.aws/owner-account-id': '222222222222' } } };
    await cluster().controlPlane.admin.mergePatch({ apiVersion: 'v1', kind: 'Namespace', name: space.name }, moved);
    await space.edit('Topic', 'topic', { spec: { displayName: 'x' } });
    await sleep(300);
    expect((await space.get('Topic', 'topic')).status).toEqual(topic.status);
    expect(await space.counted('accountChanges')).not.toEqual([]);
    const second = await space.synced('Topic', 'second', { name: `${space.name}-second` });
    expect(at(second, 'status.ackResourceMetadata.ownerAccountID')).toBe('222222222222');
  });

  test('§7 a Bucket has an ARN of the partition aws wherever it is', async () => {
    const space = await cluster().space();
    const live = await space.synced('Bucket', 'bucket', { name: `${space.name}-bucket` }, inRegion('us-gov-west-1'));
    expect(at(live, 'status.ackResourceMetadata.arn')).toBe(`arn:aws:s3:::${space.name}-bucket`);
    expect(at(live, 'spec.createBucketConfiguration.locationConstraint')).toBe('us-gov-west-1');
  });
}
