import { expect } from '@jest/globals';
import { conditionOf } from '../cluster/support/databases.js';
import type { Stage } from './stage.js';

/** The dynamic one acts at once; the static one waits for a restart, which a person does. */
export async function changeParameters(stage: Stage): Promise<void> {
  await stage.edit({ postgres: { parameters: { work_mem: '32MB', max_connections: '300' } } });
  await stage.until('RebootPending', 'True');
  await stage.synced();
  const [group] = (await stage.account.contents())['dbParameterGroup'] ?? [];
  expect(group).toMatchObject({ parameters: { work_mem: '32768', max_connections: '300' } });
  const { message } = conditionOf(await stage.status(), 'RebootPending') ?? {};
  expect(message).toContain('aws rds reboot-db-instance --db-instance-identifier tap-primary-dev --region us-east-2');
}
