import { expect } from '@jest/globals';
import { conditionOf, ec2 } from '../cluster/support/databases.js';
import type { Stage } from './stage.js';

/** A larger class is asked for on a Wednesday and comes on Sunday; who may connect changes at once. */
export async function changeClass(stage: Stage): Promise<void> {
  await stage.calendar.moveTo('wed', 12, 0);
  await stage.edit({ instance: { class: 'db.m5.xlarge' }, access: { cidrs: ['10.80.0.0/16'] } });
  await stage.until('ChangeHeld', 'True', 'WaitsForWindow');
  await stage.childIs(stage.child(ec2, 'SecurityGroup', 'database'), 'to let the new clients in', (live) =>
    JSON.stringify(live.spec).includes('10.80.0.0/16'),
  );
  expect(await stage.instance('primary')).toMatchObject({ attributes: { dbInstanceClass: 'db.m5.large' } });
  await stage.calendar.moveTo('sun', 4, 10);
  await stage.untilStatus('to show the new class', ({ instanceClass }) => instanceClass === 'db.m5.xlarge');
  await settled(stage);
  expect(await stage.instance('primary')).toMatchObject({ attributes: { dbInstanceClass: 'db.m5.xlarge' } });
  // Whatever waited for a restart has had it.
  await stage.untilStatus('no restart to be pending', (status) => conditionOf(status, 'RebootPending') === undefined);
}

export async function upgradeMinor(stage: Stage): Promise<void> {
  await stage.calendar.moveTo('wed', 12, 0);
  await stage.edit({ postgres: { version: '17.6' } });
  await stage.until('ChangeHeld', 'True', 'WaitsForWindow');
  await stage.calendar.moveTo('sun', 4, 10);
  await stage.untilStatus('to show the new version', ({ engineVersion }) => engineVersion === '17.6');
  await settled(stage);
}

/** There is no way back but a snapshot, so a person has to say yes; the window is open already. */
export async function upgradeMajor(stage: Stage): Promise<void> {
  await stage.calendar.moveTo('sun', 4, 10);
  await stage.edit({ postgres: { version: '18' } });
  await stage.untilStatus('to wait for an approval', ({ heldChanges = [] }) =>
    heldChanges.some((change) => change.class === 'irreversible'),
  );
  const { heldChanges = [] } = await stage.status();
  await stage.annotate({ 'tapstack.io/approve': heldChanges.map(({ id }) => id).join(',') });
  await stage.untilStatus('to show the new version', ({ engineVersion = '' }) => engineVersion.startsWith('18'));
  await settled(stage);
  const { dbSnapshot = [] } = await stage.account.contents();
  expect(dbSnapshot).toContainEqual(expect.objectContaining({ id: expect.stringContaining('tap-before-18-') }));
}

async function settled(stage: Stage): Promise<void> {
  await stage.synced();
  const status = await stage.status();
  expect(status.heldChanges ?? []).toEqual([]);
  expect(conditionOf(status, 'ChangeHeld')).toBeUndefined();
}
