import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { readEndpoint } from '../../src/sandbox/ack/kubeconfig.js';
import { createApiClient } from '../../src/sandbox/api-client.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
import { root } from '../cli/support/run-tapdb.js';

jest.setTimeout(180_000);

const demo = spawn(process.execPath, [join(root, 'build/sandbox/demo.js'), '--keep'], {
  env: { ...process.env, NODE_OPTIONS: '' },
});
let told = '';
demo.stdout.on('data', (chunk) => {
  told += String(chunk);
});

afterAll(async () => {
  if (demo.exitCode !== null || demo.signalCode !== null) return;
  demo.kill('SIGTERM');
  await once(demo, 'exit');
});

test('with --keep the demo shows the database come up, and leaves it up until Ctrl-C', async () => {
  const kubeconfig = await waitFor(
    'the line to use it',
    () => {
      expect(demo.exitCode).toBeNull();
      return /^export KUBECONFIG=(\S+)$/m.exec(told)?.[1];
    },
    { timeoutMs: 150_000 },
  );
  expect(told).toMatch(/✓ DBInstance tap-primary\n/);
  expect(told).toMatch(/^TapDatabase shop\/tap: Available, /m);
  expect(told).toMatch(/^ {2}endpoint +tap-primary-dev\.\S+:5432$/m);
  expect(told).toMatch(/^ {2}Secret tap-connection\n( {4}\S.*\n)* {4}password +••••••$/m);
  const admin = createApiClient(await readEndpoint(kubeconfig));
  const tap = { apiVersion: 'tapstack.io/v1alpha1', kind: 'TapDatabase', namespace: 'shop', name: 'tap' };
  expect((await admin.get(tap))?.status).toMatchObject({ phase: 'Available' });

  demo.kill('SIGINT');
  await once(demo, 'exit');
  expect(existsSync(dirname(kubeconfig))).toBe(false);
  await expect(admin.get(tap)).rejects.toThrow();
  admin.close();
});
