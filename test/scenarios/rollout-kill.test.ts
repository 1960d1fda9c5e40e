import { expect, test } from '@jest/globals';
import { ApiError } from '../../src/reconcile/cluster.js';
import { Fleet } from './support/fleet.js';
import { mostOnTheWay } from './support/on-the-way.js';

const NAMES = ['a', 'b', 'c'];
const FIRST = { defaults: { backup: { retentionDays: 30 } } };
const SECOND = { defaults: { backup: { retentionDays: 20 }, tags: { tier: 'gold' } } };

async function fleetOnFirst(): Promise<Fleet> {
  const fleet = new Fleet();
  fleet.compose('production', FIRST);
  for (const name of NAMES) fleet.create(name);
  await fleet.settle();
  return fleet;
}

/** What is there, less versions, times and passwords. */
function endOf(fleet: Fleet): unknown {
  const times =
    /^(lastTransitionTime|resourceVersion|generation|creationTimestamp|uid|managedFields|time|data|ownerReferences)$/;
  const hashes = /^tapstack\.io\/(applied-hash|spec-applied-at|rotated-at)$/;
  const bare = JSON.stringify(fleet.cluster.all(), (key, value) =>
    times.test(key) || hashes.test(key) ? undefined : value,
  );
  return (
    JSON.parse(bare.replace(/content [0-9a-f]{12}/g, 'content')) as { kind: string; metadata: { name: string } }[]
  ).toSorted((x, y) => (`${x.kind}/${x.metadata.name}` < `${y.kind}/${y.metadata.name}` ? -1 : 1));
}

test('killed after every single write, and started anew, it ends the same and never has too many on the way', async () => {
  const undisturbed = await fleetOnFirst();
  const killed = await fleetOnFirst();
  undisturbed.compose('production', SECOND);
  await undisturbed.settle();
  killed.compose('production', SECOND);
  const seen = mostOnTheWay(killed, 'production-2');
  const isDone = (): boolean => {
    const { currentRevision, rollout } = killed.composition('production').status ?? {};
    return currentRevision === 'production-2' && rollout?.settled === 3;
  };
  let kills = 0;
  for (; kills < 300 && !isDone(); kills++) {
    const from = killed.cluster.writes.length;
    const isDead = (): boolean => killed.cluster.writes.length > from;
    killed.cluster.refuse = () => (isDead() ? new ApiError(0, '', 'killed') : undefined);
    killed.restart();
    for (let looks = 0; looks < 20 && !isDead() && (await killed.reconcileNext()); looks++);
    killed.cluster.refuse = () => undefined;
    killed.wait(1);
    killed.ack.step();
  }
  expect(kills).toBeGreaterThan(30);
  await killed.settle();
  expect(killed.revisions).toEqual(NAMES.map((name) => `${name} production-2`));
  expect(endOf(killed)).toEqual(endOf(undisturbed));
  expect(seen).toMatchObject({ most: 1, order: NAMES });
});

test('a database whose move is on record and not yet made is made by the next operator before another moves', async () => {
  const fleet = await fleetOnFirst();
  fleet.compose('production', SECOND);
  const isMoving = (): boolean => fleet.revisions.includes('a production-2');
  fleet.cluster.refuse = () => (isMoving() ? new ApiError(0, '', 'killed') : undefined);
  for (let turns = 0; turns < 10 && !isMoving(); turns++) await fleet.turn();
  fleet.cluster.refuse = () => undefined;
  expect(fleet.condition(fleet.database('a'), 'Synced')).toEqual({
    status: 'False',
    reason: 'RevisionChanged',
    message: 'going to production-2',
  });
  expect(fleet.instance('a')['backupRetentionPeriod']).toBe(30);
  const seen = mostOnTheWay(fleet, 'production-2');
  fleet.restart();
  await fleet.settle();
  expect(seen).toMatchObject({ most: 1, order: NAMES });
  expect(fleet.instance('a')['backupRetentionPeriod']).toBe(20);
});
