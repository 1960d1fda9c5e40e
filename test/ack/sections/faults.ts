import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { waitFor } from '../../../src/sandbox/wait-for.js';
import type { AckCluster } from '../support/ack-cluster.js';
import { at, conditionOf } from '../support/space.js';

export function testFaults(cluster: () => AckCluster): void {
  const setFaults = (...faults: readonly object[]): Promise<unknown> => cluster().control('PUT', '/faults', faults);

  test('fault throttle: Recoverable, and over as soon as it is taken away', async () => {
    const space = await cluster().space();
    await setFaults({ fault: 'throttle', kind: 'Topic', object: `${space.name}/topic` });
    await space.apply('Topic', 'topic', { name: `${space.name}-topic` });
    await space.untilSays('Topic', 'topic', 'ACK.Recoverable', 'Throttling: Rate exceeded');
    await setFaults();
    await space.untilSynced('Topic', 'topic');
  });

  test('fault error: a code of choice, so many times; terminal where the code is', async () => {
    const space = await cluster().space();
    await setFaults(
      { fault: 'error', kind: 'Role', object: `${space.name}/role`, operation: 'create', times: 1 },
      { fault: 'error', kind: 'Topic', code: 'InternalError', message: 'sorry', times: 2 },
    );
    await space.apply('Role', 'role', { name: `${space.name}-role`, assumeRolePolicyDocument: '{}' });
    await space.untilSays('Role', 'role', 'ACK.Terminal', 'InvalidInput');
    await space.synced('Topic', 'topic', { name: `${space.name}-topic` });
    await setFaults();
  });

  test('fault half-made: the create goes through, and what goes with it is refused: ACK lets go of its own (§6)', async () => {
    const space = await cluster().space();
    await setFaults({ fault: 'half-made', kind: 'VPC', object: `${space.name}/vpc`, times: 1 });
    await space.apply('VPC', 'vpc', { cidrBlocks: ['10.0.0.0/16'] });
    const terminal = await space.untilCondition('VPC', 'vpc', 'ACK.Terminal');
    expect(terminal.message).toBe('Resource already exists');
    const live = await space.get('VPC', 'vpc');
    expect(live.metadata.finalizers).toBeUndefined();
    expect(at(live, 'status.vpcID')).toBe((await space.aws('vpc'))[0]?.id);
    await setFaults();
  });

  test('fault stuck: what AWS has begun does not end', async () => {
    const space = await cluster().space();
    const { subnetIDs } = await space.seedNetwork();
    await setFaults({ fault: 'stuck', kind: 'Instance', object: `${space.name}/bastion` });
    await space.apply('Instance', 'bastion', {
      imageID: 'ami-01234567',
      instanceType: 't3.micro',
      subnetID: subnetIDs[0] ?? '',
    });
    await sleep(700);
    expect(at(await space.get('Instance', 'bastion'), 'status.state.name')).toBe('pending');
    await setFaults();
    await space.untilSynced('Instance', 'bastion');
  });

  test('fault stale: the controller no longer looks', async () => {
    const space = await cluster().space();
    await setFaults({ fault: 'stale', object: `${space.name}/topic` });
    await space.apply('Topic', 'topic', { name: `${space.name}-topic` });
    await sleep(300);
    expect((await space.get('Topic', 'topic')).status).toBeUndefined();
    await setFaults();
    await space.untilSynced('Topic', 'topic');
  });

  test('fault down: one service stands still, the others work; afterwards it starts anew', async () => {
    const space = await cluster().space();
    await setFaults({ fault: 'down', service: 'sns' });
    await space.apply('Topic', 'topic', { name: `${space.name}-topic` });
    await space.synced('LogGroup', 'logs', { name: `/${space.name}` });
    expect((await space.get('Topic', 'topic')).status).toBeUndefined();
    await setFaults();
    await space.untilSynced('Topic', 'topic');
  });

  test('an API server that restarts, and with it every watch, is outlived', async () => {
    const space = await cluster().space();
    const object = `${space.name}/slow`;
    await setFaults({ fault: 'slow', kind: 'Topic', object, operation: 'create', seconds: 600 });
    await space.synced('Topic', 'before', { name: `${space.name}-before` });
    await space.apply('Topic', 'slow', { name: `${space.name}-slow` });
    await space.until('Topic', 'slow', 'to be managed', (live) => live.metadata.finalizers !== undefined);
    await cluster().controlPlane.restartApiServer();
    await setFaults();
    await space.untilSynced('Topic', 'slow');
    await space.edit('Topic', 'before', { spec: { displayName: 'again' } });
    await waitFor('the change to reach AWS', async () => JSON.stringify(await space.aws('topic')).includes('again'));
    expect((await space.aws('topic')).map(({ id }) => id)).toEqual([`${space.name}-before`, `${space.name}-slow`]);
  });

  test('a restarted stand-in finds its AWS again, and looks at everything anew', async () => {
    const space = await cluster().space();
    const first = await space.synced('VPC', 'vpc', { cidrBlocks: ['10.0.0.0/16'] });
    const before = conditionOf(first, 'Ready')?.lastTransitionTime ?? '';
    await sleep(1100);
    await cluster().restart();
    const again = await space.until(
      'VPC',
      'vpc',
      'to be looked at',
      (live) => (conditionOf(live, 'Ready')?.lastTransitionTime ?? '') > before,
    );
    expect(at(again, 'status.vpcID')).toBe(at(first, 'status.vpcID'));
    expect(await space.aws('vpc')).toHaveLength(1);
  });
}
