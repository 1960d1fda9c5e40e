import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { conditionOf } from '../support/space.js';

export function testControlEndpoint(cluster: () => AckCluster): void {
  const control = (method: string, path: string, body?: unknown): ReturnType<AckCluster['control']> =>
    cluster().control(method, path, body);

  test('touch restamps every condition and changes nothing else', async () => {
    const space = await cluster().space();
    const first = await space.synced('Topic', 'topic', { name: `${space.name}-topic` });
    const before = conditionOf(first, 'Ready')?.lastTransitionTime ?? '';
    await sleep(1100);
    expect((await control('POST', '/touch')).status).toBe(200);
    const live = await space.get('Topic', 'topic');
    expect(conditionOf(live, 'Ready')?.lastTransitionTime ?? '').not.toBe(before);
    expect(live.spec).toEqual(first.spec);
    expect(live.metadata.generation).toBe(first.metadata.generation);
  });

  test('the account hides passwords unless asked, and times always', async () => {
    const space = await cluster().space();
    await space.secret('one', { text: 'my password' });
    await space.synced('Secret', 'secret', { name: `${space.name}/s`, secretString: { name: 'one', key: 'text' } });
    await space.synced('Role', 'role', {
      name: `${space.name}-r`,
      assumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'rds.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      }),
    });
    const text = JSON.stringify((await control('GET', '/account')).body);
    expect(text).not.toContain('my password');
    expect(text).not.toContain('madeAt');
    expect(JSON.stringify((await control('GET', '/account?secrets')).body)).toContain('my password');
  });

  test('counters tell totals, kinds and details, and can be set back', async () => {
    const space = await cluster().space();
    await space.synced('Topic', 'topic', { name: `${space.name}-topic` });
    const { body } = await control('GET', '/counters');
    expect(body).toMatchObject({
      totals: { creates: expect.any(Number) },
      byKind: { creates: { Topic: expect.any(Number) } },
    });
    expect((await control('DELETE', '/counters')).status).toBe(200);
    expect((await control('GET', '/counters')).body).toMatchObject({
      totals: { creates: 0, refusedDeletes: 0 },
      details: {},
    });
  });

  test('a resync makes every controller look again', async () => {
    const space = await cluster().space();
    await space.synced('LogGroup', 'logs', { name: `/${space.name}`, retentionDays: 7 });
    await space.changeAws('logGroup', `/${space.name}`, { retentionDays: 30 });
    await control('POST', '/resync');
    await space.untilAws('logGroup', { retentionDays: 7 });
  });

  test('what it does not understand is refused with what it would', async () => {
    const cases: readonly [string, string, unknown, number, RegExp][] = [
      ['GET', '/nothing', undefined, 404, /there are: GET \/account/],
      ['PUT', '/faults', { fault: 'throttle' }, 400, /faults are a list/],
      ['PUT', '/faults', [{ fault: 'gremlins' }], 400, /of throttle, error, half-made, slow/],
      ['PUT', '/speed', { speed: 0 }, 400, /above 0/],
      ['PATCH', '/resources/vpc/none', {}, 400, /no vpc none/],
      ['POST', '/resources/vpc', { id: 'vpc-1' }, 400, /an id and a region/],
    ];
    for (const [method, path, body, status, message] of cases) {
      const answer = await control(method, path, body);
      expect(answer.status).toBe(status);
      expect(JSON.stringify(answer.body)).toMatch(message);
    }
    const seeded = await control('POST', '/resources/alias', { id: 'alias/x', region: 'us-east-1' });
    expect(seeded.body).toMatchObject({ id: 'alias/x', state: 'available', madeBy: 'somebody' });
    expect((await control('PATCH', '/resources/alias/alias%2Fx', 'no')).status).toBe(400);
    expect((await control('GET', '/faults')).body).toEqual([]);
    expect((await control('PUT', '/speed', { speed: 400 })).status).toBe(200);
  });
}
