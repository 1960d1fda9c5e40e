import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ControlPlane, startControlPlane } from '../../src/sandbox/control-plane.js';

let controlPlane: ControlPlane;
beforeAll(async () => {
  const t = Date.now();
  controlPlane = await startControlPlane({ audit: true, garbageCollector: true });
  console.log('start', Date.now() - t);
}, 120_000);
afterAll(() => controlPlane.stop(), 60_000);

test('starts', async () => {
  expect(await controlPlane.admin.request('GET', '/version')).toMatchObject({ gitVersion: 'v1.34.4' });
  expect(existsSync(controlPlane.directory)).toBe(true);
  console.log(controlPlane.processes.running().map((p) => [p.name, p.pid, p.logTail(5)]));
  let t = Date.now();
  await controlPlane.restartApiServer();
  console.log('restart', Date.now() - t);
  t = Date.now();
  await controlPlane.restartApiServer('SIGTERM');
  console.log('restart TERM', Date.now() - t);
  await controlPlane.compact();
}, 60_000);
