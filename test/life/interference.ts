import { expect } from '@jest/globals';
import type { DBInstanceStatus } from '../../src/api/generated/ack/rds.js';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { cloudwatch, ec2, rds } from '../cluster/support/databases.js';
import type { Stage } from './stage.js';

/** Somebody edits what is declared, which goes back and is told, and what is not, which stays. */
export async function takeBackDrift(stage: Stage): Promise<void> {
  const alarm = stage.child(cloudwatch, 'MetricAlarm', 'primary-cpu');
  const vpc = stage.child(ec2, 'VPC', 'vpc');
  const somebody = { fieldManager: 'somebody' };
  await stage.cluster.admin.mergePatch(vpc, { metadata: { labels: { 'example.com/team': 'shop' } } }, somebody);
  await stage.cluster.admin.mergePatch(alarm, { spec: { threshold: 5 } }, somebody);
  await stage.childIs(alarm, 'to have its threshold back', (live) => valueAt(live, 'spec.threshold') === 80);
  await stage.synced();
  const events = await stage.cluster.admin.list('events.k8s.io/v1', 'Event', { namespace: alarm.namespace as string });
  const notes = events.map((event) => (event as KubeObject & { readonly note?: string }).note);
  expect(notes).toContain('MetricAlarm tap-primary-cpu: put back spec.threshold by somebody');
  expect((await stage.cluster.admin.get(vpc))?.metadata.labels).toMatchObject({ 'example.com/team': 'shop' });
}

/** While it is paused nothing is written to children, and the status still tells what is. */
export async function pause(stage: Stage): Promise<void> {
  const alarm = stage.child(cloudwatch, 'MetricAlarm', 'primary-cpu');
  await stage.annotate({ 'tapstack.io/paused': 'true' });
  await stage.edit({ monitoring: { alarms: { cpuUtilizationPercent: 60 } } });
  await stage.until('Synced', 'False', 'Paused');
  expect(await stage.status()).toMatchObject({ phase: 'Paused' });
  expect(valueAt(await stage.cluster.admin.get(alarm), 'spec.threshold')).toBe(80);
  await stage.annotate({ 'tapstack.io/paused': null });
  await stage.synced();
  expect(valueAt(await stage.cluster.admin.get(alarm), 'spec.threshold')).toBe(60);
}

/** A standby takes over, long after the last change: the primary is in its zone now, which is no drift. */
export async function failOver(stage: Stage): Promise<void> {
  // Within a minute of a change the same sight would be one under way, and the status would say so until the next look.
  await stage.calendar.moveTo('wed', 12, 0);
  const before = (await stage.instance('primary')) as unknown as Placed;
  const zone = before.secondaryZone;
  expect(zone).not.toBe(before.attributes.availabilityZone);
  await stage.changeInstance('primary', {
    attributes: { availabilityZone: zone },
    secondaryZone: before.attributes.availabilityZone,
  });
  const primary = stage.child(rds, 'DBInstance', 'primary');
  await stage.childIs(primary, 'to be called unsynced for its new zone', (live) =>
    (live.status as DBInstanceStatus | undefined)?.conditions?.some(
      ({ type, status }) => type === 'ACK.ResourceSynced' && status === 'False',
    ),
  );
  await stage.synced();
  expect(await stage.status()).toMatchObject({ phase: 'Available' });
}

interface Placed {
  readonly attributes: { readonly availabilityZone: string };
  readonly secondaryZone: string;
}

/** RDS grows the storage by itself: it is accepted, and what is left to the limit is shown. */
export async function autoscale(stage: Stage): Promise<void> {
  await stage.changeInstance('primary', { attributes: { allocatedStorage: 120 } });
  await stage.untilStatus('to show the storage', ({ storage }) => storage?.size === '120Gi');
  await stage.synced();
  expect((await stage.status()).storage).toEqual({ size: '120Gi', headroom: '380Gi' });
  expect(await stage.instance('primary')).toMatchObject({ attributes: { allocatedStorage: 120 } });
}
