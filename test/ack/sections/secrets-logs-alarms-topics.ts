import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { instanceSpec, prepareDatabase, ref } from '../support/manifests.js';
import { at, conditionOf } from '../support/space.js';

const alarm = (name: string, over: object = {}): never =>
  ({
    name,
    namespace: 'AWS/RDS',
    metricName: 'CPUUtilization',
    dimensions: [{ name: 'DBInstanceIdentifier', value: 'db' }],
    statistic: 'Average',
    period: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    threshold: 80,
    comparisonOperator: 'GreaterThanThreshold',
    treatMissingData: 'missing',
    actionsEnabled: true,
    ...over,
  }) as never;

export function testSecretsLogsAlarmsTopics(cluster: () => AckCluster): void {
  test('§9.9 Secret: a new value or reference alone is never noticed, a new description sends it along', async () => {
    const space = await cluster().space();
    await space.secret('one', { text: 'one' });
    await space.secret('two', { text: 'two' });
    const spec = { name: `${space.name}/secret`, description: 'a', secretString: { name: 'one', key: 'text' } };
    const first = await space.synced('Secret', 'secret', spec);
    await space.edit('Secret', 'secret', { spec: { secretString: { name: 'two' } } });
    await sleep(300);
    expect((await space.aws('secret'))[0]?.['secretString']).toBe('one');
    await space.edit('Secret', 'secret', { spec: { description: 'b' } });
    await space.until(
      'Secret',
      'secret',
      'to have another version',
      (live) => at(live, 'status.versionID') !== at(first, 'status.versionID'),
    );
    expect((await space.aws('secret'))[0]).toMatchObject({ secretString: 'two', description: 'b' });
  });

  test('§9.9, §13 Secret: the name is taken while it can be recovered; found by name where the id is lost', async () => {
    const space = await cluster().space();
    await space.secret('one', { text: 'one' });
    const spec = { name: `${space.name}/secret`, secretString: { name: 'one', key: 'text' } };
    await space.synced('Secret', 'secret', spec, { 'services.k8s.aws/deletion-policy': 'retain' });
    await space.delete('Secret', 'secret');
    await space.untilGone('Secret', 'secret');
    await space.synced('Secret', 'secret', spec, { 'services.k8s.aws/adoption-policy': 'adopt-or-create' });
    expect(await space.aws('secret')).toHaveLength(1);
    await space.delete('Secret', 'secret');
    await space.untilGone('Secret', 'secret');
    await space.apply('Secret', 'again', spec);
    const blocked = await space.untilCondition('Secret', 'again', 'ACK.Recoverable');
    expect(blocked.message).toContain('already scheduled for deletion');
    await space.apply('Secret', 'misnamed', { name: 'a b' });
    await space.untilSays('Secret', 'misnamed', 'ACK.Recoverable', 'Invalid name');
  });

  test('§9.9 LogGroup: RDS makes it when exports begin, and then it exists already', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db', { enableCloudwatchLogsExports: ['postgresql'] }));
    const name = `/aws/rds/instance/${space.name}-db/postgresql`;
    expect((await space.aws('logGroup'))[0]).toMatchObject({ id: name, madeBy: 'RDS' });
    await space.apply('LogGroup', 'logs', { name, retentionDays: 7 });
    expect((await space.untilCondition('LogGroup', 'logs', 'ACK.Terminal')).message).toBe('Resource already exists');
  });

  test('§9.9 LogGroup: made before the instance it is kept as it is', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    const name = `/aws/rds/instance/${space.name}-db/postgresql`;
    await space.synced('LogGroup', 'logs', { name, retentionDays: 7 });
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db', { enableCloudwatchLogsExports: ['postgresql'] }));
    expect(await space.aws('logGroup')).toEqual([expect.objectContaining({ id: name, retentionDays: 7 })]);
  });

  test('§9.9 LogGroup: a retention of the closed set; the lookup takes a longer name for it', async () => {
    const space = await cluster().space();
    await space.apply('LogGroup', 'odd', { name: `/odd-${space.name}`, retentionDays: 8 });
    expect((await space.untilCondition('LogGroup', 'odd', 'ACK.Terminal')).message).toBe('Resource already exists');
    await space.synced('LogGroup', 'logs', { name: `/${space.name}`, retentionDays: 7, tags: { a: 'b' } });
    await space.edit('LogGroup', 'logs', { spec: { retentionDays: 8 } });
    await space.untilSays('LogGroup', 'logs', 'ACK.Recoverable', '8 is not a valid retention');
    await space.edit('LogGroup', 'logs', { spec: { retentionDays: 14, tags: { a: 'c' } } });
    await space.untilSynced('LogGroup', 'logs');
    expect((await space.aws('logGroup')).find(({ id }) => id === `/${space.name}`)).toMatchObject({
      retentionDays: 14,
      tags: { a: 'c' },
    });

    await space.synced('LogGroup', 'long', { name: `/prefix-${space.name}-2` });
    await space.apply('LogGroup', 'short', { name: `/prefix-${space.name}` });
    expect((await space.untilCondition('LogGroup', 'short', 'ACK.Terminal')).message).toBe('Resource already exists');
    await space.apply('LogGroup', 'misnamed', { name: 'a b' });
    await space.untilSays('LogGroup', 'misnamed', 'ACK.Recoverable', 'logGroupName');
  });

  test('§9.9, §12 MetricAlarm: the whole alarm is put; tags are not sent after create, actions are sets', async () => {
    const space = await cluster().space();
    const arns = ['arn:aws:sns:us-east-1:123456789012:a', 'arn:aws:sns:us-east-1:123456789012:b'];
    await space.synced(
      'MetricAlarm',
      'alarm',
      alarm(`${space.name}-cpu`, { alarmActions: arns, tags: [{ key: 'a', value: 'b' }] }),
    );
    await space.edit('MetricAlarm', 'alarm', { spec: { alarmActions: arns.toReversed() } });
    await space.edit('MetricAlarm', 'alarm', { spec: { threshold: 90, tags: [{ key: 'a', value: 'c' }] } });
    await space.untilReconciled('MetricAlarm', 'alarm');
    await space.untilSynced('MetricAlarm', 'alarm');
    const [record] = await space.aws('alarm');
    expect(record).toMatchObject({ settings: { threshold: 90 }, tags: { a: 'b' } });
    expect((await space.counted('needlessSpecWrites'))[0]).toContain('generation 2');
    await space.edit('MetricAlarm', 'alarm', { spec: { name: `${space.name}-other` } });
    await space.until('MetricAlarm', 'alarm', 'to have another ARN', (live) =>
      String(at(live, 'status.ackResourceMetadata.arn')).endsWith('other'),
    );
    expect(await space.aws('alarm')).toHaveLength(2);
    await space.delete('MetricAlarm', 'alarm');
    await space.untilGone('MetricAlarm', 'alarm');
    expect(await space.aws('alarm')).toHaveLength(1);
  });

  test('§9.9 MetricAlarm: nothing is terminal, whatever is wrong', async () => {
    const space = await cluster().space();
    const wrong: readonly [string, object, string][] = [
      ['operator', { comparisonOperator: 'Over' }, 'comparisonOperator'],
      ['statistic', { statistic: 'Mean' }, 'statistic'],
      ['period', { period: 100 }, 'Period'],
      ['periods', { evaluationPeriods: 0 }, 'EvaluationPeriods'],
      ['datapoints', { datapointsToAlarm: 4 }, 'DatapointsToAlarm'],
      ['week', { period: 86_400, evaluationPeriods: 8, datapointsToAlarm: 8 }, 'seven days'],
      ['missing', { treatMissingData: 'what' }, 'treatMissingData'],
      ['action', { oKActions: ['mail me'] }, 'Invalid action'],
    ];
    for (const [name, over, message] of wrong) {
      await space.apply('MetricAlarm', name, alarm(`${space.name}-${name}`, over));
      const refused = await space.untilCondition('MetricAlarm', name, 'ACK.Recoverable');
      expect(refused.message).toContain(message);
      expect(conditionOf(await space.get('MetricAlarm', name), 'ACK.Terminal')).toBeUndefined();
    }
  });

  test('§9.9 Topic: a default policy comes into spec; its subscriptions go with it', async () => {
    const space = await cluster().space();
    const live = await space.synced('Topic', 'topic', { name: `${space.name}-topic`, displayName: 'Alarms' });
    expect(String(at(live, 'spec.policy'))).toContain('__default_statement_ID');
    expect(at(live, 'status.topicARN')).toBe(`arn:aws:sns:us-east-1:123456789012:${space.name}-topic`);
    await space.synced('Subscription', 'mail', {
      topicRef: ref('topic'),
      protocol: 'email',
      endpoint: 'dba@example.com',
    });
    await space.delete('Topic', 'topic');
    await space.untilGone('Topic', 'topic');
    expect(await space.aws('subscription')).toEqual([]);
    await space.apply('Topic', 'misnamed', { name: 'a b' });
    await space.untilSays('Topic', 'misnamed', 'ACK.Recoverable', 'Topic Name');
    await space.apply('Topic', 'unruly', { name: `${space.name}-unruly`, policy: '{' });
    await space.untilSays('Topic', 'unruly', 'ACK.Recoverable', 'Json');
  });

  test('§9.9, §13 Subscription: ready while pending; deleting it then ends terminal, later it goes', async () => {
    const space = await cluster().space();
    await space.synced('Topic', 'topic', { name: `${space.name}-topic` });
    const mail = { topicRef: ref('topic'), protocol: 'email', endpoint: 'dba@example.com' };
    const pending = await space.synced('Subscription', 'mail', mail);
    expect(at(pending, 'status.pendingConfirmation')).toBe('true');
    await space.delete('Subscription', 'mail');
    await space.untilSays('Subscription', 'mail', 'ACK.Terminal', 'pending confirmation');
    expect(await space.counted('refusedDeletes')).not.toEqual([]);
    const id = String(at(pending, 'status.ackResourceMetadata.arn'));
    await space.changeAws('subscription', id, { confirmed: true });
    await space.edit('Subscription', 'mail', { spec: { filterPolicyScope: 'MessageBody' } });
    await space.untilGone('Subscription', 'mail');
  });

  test('§9.9 Subscription: a queue needs no confirmation; the same endpoint is the same subscription; refusals', async () => {
    const space = await cluster().space();
    await space.synced('Topic', 'topic', { name: `${space.name}-topic` });
    const queue = { topicRef: ref('topic'), protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:123456789012:q' };
    const live = await space.synced('Subscription', 'queue', queue);
    expect(at(live, 'status.pendingConfirmation')).toBe('false');
    await space.synced('Subscription', 'same', queue);
    expect(await space.aws('subscription')).toHaveLength(1);
    await space.edit('Subscription', 'queue', { spec: { rawMessageDelivery: 'true' } });
    await space.untilReconciled('Subscription', 'queue');
    await space.apply('Subscription', 'no-mail', { topicRef: ref('topic'), protocol: 'email', endpoint: 'nobody' });
    await space.untilSays('Subscription', 'no-mail', 'ACK.Terminal', 'Email address');
    await space.apply('Subscription', 'no-topic', { topicARN: 'arn:none', protocol: 'email', endpoint: 'a@b.c' });
    await space.untilSays('Subscription', 'no-topic', 'ACK.Recoverable', 'NotFound');
  });
}
