import { beforeEach, describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { Gauges } from '../../src/controller/gauges.js';
import { createReconciler } from '../../src/reconcile/reconcile.js';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.js';
import { World } from '../scenarios/support/world.js';

const KEY = { namespace: 'shop', name: 'tap' };
const TAP = 'namespace="shop",name="tap"';

let world: World;
let metrics: Metrics;
let gauges: Gauges;
let queued: number;

beforeEach(async () => {
  world = new World({ instance: { storage: { size: '200Gi', maxSize: '1Ti' } } });
  await world.settle();
  metrics = createMetrics();
  queued = 0;
  gauges = new Gauges({ cluster: world.cluster, queue: { oldestMs: () => queued }, metrics });
});

/** One look at the database, and what is measured after it. */
async function look(): Promise<string> {
  const settings = { allowedReferences: [] };
  const onPassword = gauges.notePassword.bind(gauges);
  await createReconciler({ cluster: world.cluster, settings, ackResyncPeriodMs: 36_000_000, onPassword })(KEY);
  return measured();
}

function measured(): Promise<string> {
  gauges.measure();
  return metrics.registry.metrics();
}

/** The value of the one sample of a name, and the labels of which these are the first. */
async function sampled(sample: string): Promise<number> {
  const lines = (await measured()).split('\n').filter((line) => line.startsWith(sample));
  expect(lines).toHaveLength(1);
  return Number(lines[0]?.split(' ').at(-1));
}

describe('of a database are measured', () => {
  test('the status of each condition, and only that', async () => {
    expect(await measured()).toContain(`tapdb_condition{${TAP},type="Ready",status="True"} 1`);
    const primary = world.cluster.named('DBInstance/tap-primary');
    world.cluster.edit(primary, { status: { ...primary.status, dbInstanceStatus: 'stopped' } } as never);
    const later = await look();
    expect(later).toContain(`tapdb_condition{${TAP},type="Ready",status="False"} 1`);
    expect(later).not.toContain(`tapdb_condition{${TAP},type="Ready",status="True"}`);
  });

  test('how long ago ACK looked at the child that it has neglected most, for each controller', async () => {
    const sample = `tapdb_child_observation_age_seconds{${TAP},group="rds.services.k8s.aws"}`;
    const before = await sampled(sample);
    world.wait(3_600);
    expect(await sampled(sample)).toBeCloseTo(before + 3_600, 3);
    const looks = world.cluster
      .cachedChildren(KEY)
      .filter(({ apiVersion }) => apiVersion.startsWith('rds.'))
      .map(({ status }) => Date.parse((status as never)['conditions'][0]['lastTransitionTime']));
    expect(looks.length).toBeGreaterThan(1);
    expect(await sampled(sample)).toBe((world.cluster.calendar().getTime() - Math.min(...looks)) / 1000);
    const groups = [...(await measured()).matchAll(/tapdb_child_observation_age_seconds{.*group="(.*)"}/g)];
    expect(groups.map(([, group]) => group)).toEqual(expect.arrayContaining(['ec2.services.k8s.aws']));
    expect(groups.every(([, group]) => group?.endsWith('.services.k8s.aws'))).toBe(true);
  });

  test('the age of the password that opens it, which starts anew with a rotation', async () => {
    expect(await measured()).not.toContain('tapdb_password_age_seconds{');
    await look();
    const first = await sampled(`tapdb_password_age_seconds{${TAP}}`);
    world.wait(86_400);
    expect(await sampled(`tapdb_password_age_seconds{${TAP}}`)).toBe(first + 86_400);
    world.edit({ spec: { credentials: { rotation: '2026-02' } } });
    await world.settle();
    await look();
    expect(await sampled(`tapdb_password_age_seconds{${TAP}}`)).toBeLessThan(3_600);
  });

  test('its storage, and how far RDS may grow it', async () => {
    // RDS grows it in the model, by 20 GiB.
    expect(await sampled(`tapdb_storage_size_bytes{${TAP}}`)).toBe(220 * 2 ** 30);
    expect(await sampled(`tapdb_storage_headroom_bytes{${TAP}}`)).toBe(804 * 2 ** 30);
    const full = { storage: { size: '1024Gi', headroom: '0Gi' } };
    world.cluster.edit(world.database as unknown as KubeObject, { status: full } as never);
    expect(await sampled(`tapdb_storage_headroom_bytes{${TAP}}`)).toBe(0);
    world.cluster.edit(world.database as unknown as KubeObject, { status: { storage: { headroom: null } } } as never);
    expect(await measured()).not.toContain('tapdb_storage_headroom_bytes{');
  });

  test('the changes that are held', async () => {
    const heldChanges = [{ id: 'a1', child: 'DBInstance/tap-primary', class: 'failover', effect: 'a failover' }];
    world.cluster.edit(world.database as unknown as KubeObject, { status: { heldChanges } } as never);
    expect(await measured()).toContain('tapdb_held_changes{class="failover"} 1');
  });
});

test('a database that is gone is told no more', async () => {
  expect(await look()).toContain('name="tap"');
  world.edit({ spec: { deletionProtection: false } });
  await world.settle();
  world.delete();
  await world.settle();
  expect(world.isGone).toBe(true);
  expect(await look()).not.toContain('name="tap"');
  // Nor is its password's age taken for that of the next one of its name.
  world.cluster.create(next);
  expect(await measured()).not.toContain('tapdb_password_age_seconds{');
});

const next = {
  apiVersion: 'tapstack.io/v1alpha1',
  kind: 'TapDatabase',
  metadata: { ...KEY, uid: 'uid-of-another' },
  spec: { region: 'us-east-2' },
} as unknown as KubeObject;

test('the queue is measured by how long its first has been waiting', async () => {
  queued = 2_500;
  expect(await sampled('tapdb_queue_oldest_seconds')).toBe(2.5);
});
