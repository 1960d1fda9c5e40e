import { expect, test } from '@jest/globals';
import { Fleet } from './support/fleet.js';

const week = (retentionDays: number) => ({ defaults: { backup: { retentionDays } } });

test('a new database follows the default TapComposition, and its defaults are laid under what it says', async () => {
  const fleet = new Fleet();
  fleet.compose('production', { defaults: { backup: { retentionDays: 30 }, tags: { team: 'platform', owner: 'us' } } });
  fleet.create('a', { tags: { owner: 'shop' } });
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-1']);
  expect(fleet.database('a').status?.phase).toBe('Available');
  expect(fleet.database('a').status?.identity?.composition).toEqual({ name: 'production', revision: 'production-1' });
  expect(fleet.instance('a')).toMatchObject({
    backupRetentionPeriod: 30,
    tags: expect.arrayContaining([
      { key: 'owner', value: 'shop' },
      { key: 'team', value: 'platform' },
    ]),
  });
  expect(fleet.database('a').spec).not.toHaveProperty('backup');
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(writes).toEqual([]);
});

test('what is there before a default TapComposition stays with the built-in one', async () => {
  const fleet = new Fleet(['a']);
  await fleet.settle();
  fleet.compose('production', week(30));
  fleet.create('b');
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(fleet.revisions).toEqual(['a ha-postgres/v1', 'b production-1']);
  expect(writes.filter(({ object }) => object === 'TapDatabase/a' || object.endsWith('/a-primary'))).toEqual([]);
});

test('a database follows what it names rather than the default, and goes there at once when it names another', async () => {
  const fleet = new Fleet();
  fleet.compose('production', week(30));
  fleet.compose('cheap', week(1), false);
  fleet.create('a', { compositionRef: { name: 'cheap' } });
  fleet.create('b', { compositionRef: { name: 'ha-postgres/v1' } });
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a cheap-1', 'b ha-postgres/v1']);
  fleet.edit('a', { spec: { compositionRef: { name: 'production' } } });
  fleet.edit('b', { spec: { compositionRef: { name: 'production' } } });
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-1', 'b production-1']);
  expect(fleet.instance('a')['backupRetentionPeriod']).toBe(30);
  expect(fleet.database('a').status?.identity?.composition).toEqual({ name: 'cheap', revision: 'cheap-1' });
  expect(fleet.cluster.events).toContainEqual({
    type: 'Normal',
    reason: 'RevisionChanged',
    message: 'went from cheap-1 to production-1',
  });
  expect(fleet.cluster.events).toContainEqual({
    type: 'Normal',
    reason: 'RevisionChanged',
    message: 'went from ha-postgres/v1 to production-1',
  });
});

test('nothing is made for a database before there is what it follows, and then it is', async () => {
  const fleet = new Fleet();
  fleet.create('a', { compositionRef: { name: 'production' } });
  await fleet.settle();
  await fleet.settle();
  expect(fleet.cluster.names()).toEqual([]);
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toEqual({
    status: 'True',
    reason: 'CompositionNotFound',
    message: 'there is no TapComposition production: create it, or name another in spec.compositionRef',
  });
  fleet.compose('production', { constraints: [{ rule: 'self.replicas.coun > 0', message: 'have replicas' }] }, false);
  await fleet.settle();
  expect(fleet.cluster.names()).toEqual([]);
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ reason: 'CompositionInvalid' });
  expect(fleet.condition(fleet.composition('production'), 'Valid')).toMatchObject({
    status: 'False',
    reason: 'CompositionInvalid',
  });
  fleet.compose('production', {}, false);
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-1']);
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ status: 'False' });
});

test('a default TapComposition that is none any more keeps no new database waiting', async () => {
  const fleet = new Fleet();
  fleet.compose('broken', { defaults: { backup: { window: '05:00-05:30' } } });
  fleet.create('a');
  await fleet.settle();
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ reason: 'CompositionInvalid' });
  fleet.compose('broken', { defaults: { backup: { window: '05:00-05:30' } } }, false);
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a ha-postgres/v1']);
});

test('with Manual it stays on its revision until it says otherwise', async () => {
  const fleet = new Fleet();
  fleet.compose('production', week(30));
  fleet.create('a', { compositionUpdatePolicy: 'Manual' });
  await fleet.settle();
  fleet.compose('production', week(20));
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(writes.map(({ object }) => object)).not.toContain('TapDatabase/a');
  expect(fleet.revisions).toEqual(['a production-1']);
  expect(fleet.composition('production').status).toMatchObject({
    currentRevision: 'production-2',
    rollout: { total: 0 },
  });
  fleet.edit('a', { spec: { compositionUpdatePolicy: 'Automatic' } });
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2']);
});

test('compositionRevisionRef pins to a revision, waits for one that is not there, and goes back by itself', async () => {
  const fleet = new Fleet();
  fleet.compose('production', week(30));
  fleet.create('a');
  await fleet.settle();
  fleet.edit('a', { spec: { compositionRevisionRef: { name: 'production-2' } } });
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-1']);
  expect(fleet.condition(fleet.database('a'), 'RevisionRefused')).toMatchObject({ reason: 'RevisionNotFound' });
  expect(fleet.condition(fleet.database('a'), 'Synced')).toMatchObject({ status: 'True' });
  fleet.compose('production', week(20));
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2']);
  expect(fleet.condition(fleet.database('a'), 'RevisionRefused')).toBeUndefined();
  fleet.edit('a', { spec: { compositionRevisionRef: { name: 'production-1' } } });
  await fleet.settle();
  expect(fleet.instance('a')['backupRetentionPeriod']).toBe(30);
  fleet.edit('a', { spec: { compositionRevisionRef: null } });
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2']);
});

test('an identity of an unknown blueprint stalls, and no child is written', async () => {
  const fleet = new Fleet(['a']);
  await fleet.settle();
  const { status } = fleet.database('a');
  const identity = { ...status?.identity, composition: { name: 'ha-postgres/v9' } };
  fleet.cluster.edit(
    fleet.database('a') as never,
    { status: { identity, composition: { name: 'ha-postgres/v9' } } } as never,
  );
  fleet.edit('a', { spec: { backup: { retentionDays: 9 } } });
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(new Set(writes.map(({ verb }) => verb))).toEqual(new Set(['status']));
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ status: 'True', reason: 'BlueprintUnknown' });
  expect(fleet.instance('a')['backupRetentionPeriod']).toBe(7);
});

test('a default of a fixed field that changes is for new databases alone', async () => {
  const fleet = new Fleet();
  const defaults = { postgres: { port: 6000 }, environment: 'prod', network: { natGateways: 1 } };
  fleet.compose('production', { defaults });
  fleet.create('a', { environment: undefined as never });
  await fleet.settle();
  expect(fleet.instance('a')).toMatchObject({ port: 6000, dbInstanceIdentifier: 'a-primary-prod' });
  const existing = { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['subnet-0a1b2c31', 'subnet-0a1b2c32'] };
  fleet.compose('production', {
    defaults: { postgres: { port: 7000 }, environment: 'live', network: { natGateways: 1 } },
  });
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(fleet.revisions).toEqual(['a production-2']);
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ status: 'False' });
  // No more than the mark of the revision on what tells the identity.
  expect(writes.filter(({ verb }) => verb === 'apply').map(({ object }) => object)).toEqual([
    'TapCompositionRevision/production-2',
    'VPC/a-vpc',
    'DBInstance/a-primary',
  ]);
  fleet.create('b', { environment: undefined as never });
  await fleet.settle();
  expect(fleet.instance('b')).toMatchObject({ port: 7000, dbInstanceIdentifier: 'b-primary-live' });
  fleet.compose('production', { defaults: { network: { existing }, bastion: { enabled: false } } });
  await fleet.settle();
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ status: 'False' });
  expect(fleet.revisions).toEqual(['a production-3', 'b production-3']);
});

test('a fixed field that its user writes otherwise is still an identity that changed', async () => {
  const fleet = new Fleet();
  fleet.compose('production', { defaults: { postgres: { port: 6000 } } });
  fleet.create('a');
  await fleet.settle();
  fleet.edit('a', { spec: { postgres: { port: 5432 } } });
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(writes.every(({ verb }) => verb === 'status')).toBe(true);
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ reason: 'IdentityChanged' });
  fleet.edit('a', { spec: { postgres: { port: 6000 } } });
  await fleet.settle();
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ status: 'False' });
});
