import { expect } from '@jest/globals';
import type { Stage } from './stage.js';

/** Another string rotates once, and clients are told when RDS has the new password. */
export async function rotate(stage: Stage): Promise<void> {
  const before = await stage.secret('connection');
  await stage.edit({ credentials: { rotation: 'second' } });
  await stage.childIs(stage.child('v1', 'Secret', 'connection'), 'to have another password', (live) => {
    const password = Buffer.from(live.data?.['password'] ?? '', 'base64').toString('utf8');
    return password !== '' && password !== before['password'];
  });
  await stage.synced();
  const { password = '', uri = '' } = await stage.secret('connection');
  expect(await stage.secret('credentials-2')).toMatchObject({ password });
  expect(uri).toContain(`:${password}@`);
  expect(JSON.parse((await stage.secret('secrets-manager'))['credentials.json'] ?? '')).toMatchObject({ password });
  expect((await stage.status()).credentials).toEqual({ secretName: 'tap-credentials-2' });
}
