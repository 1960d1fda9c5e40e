import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { LABEL_DATABASE } from '../../src/api/words.js';
import { type ApiClient, refTo } from '../../src/sandbox/api-client.js';
import { type ControlPlane, startControlPlane } from '../../src/sandbox/control-plane.js';
import { installCrds, installGuard, installRoles, removeGuard } from '../../src/sandbox/install.js';
import { parseManifests, readManifests } from '../../src/sandbox/manifests.js';

let controlPlane: ControlPlane;
let admin: ApiClient;
beforeAll(async () => {
  controlPlane = await startControlPlane();
  admin = controlPlane.admin;
  await installCrds(admin);
}, 300_000);
afterAll(() => controlPlane.stop(), 60_000);

test('serves our kinds and those of ACK', async () => {
  expect(await admin.list('tapstack.io/v1alpha1', 'TapDatabase')).toEqual([]);
  expect(await admin.list('rds.services.k8s.aws/v1alpha1', 'DBInstance')).toEqual([]);
  expect(await controlPlane.client('ack').list('rds.services.k8s.aws/v1alpha1', 'DBInstance')).toEqual([]);
});

test('gives the operator what the chart gives it', async () => {
  const operator = controlPlane.client('operator');
  const listDatabases = () => operator.list('tapstack.io/v1alpha1', 'TapDatabase');
  await expect(listDatabases()).rejects.toMatchObject({ code: 403 });
  await installRoles(admin);
  expect(await listDatabases()).toEqual([]);
  await expect(operator.list('v1', 'Secret')).rejects.toMatchObject({ code: 403 });
});

test('puts the guard into effect, and takes it away, by the time each call returns', async () => {
  const child: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'tap-outputs', namespace: 'default', labels: { [LABEL_DATABASE]: 'tap' } },
  };
  await admin.apply(child);
  for (let round = 0; round < 2; round += 1) {
    await installGuard(admin);
    await expect(admin.delete(refTo(child))).rejects.toMatchObject({ code: 403 });
    await removeGuard(admin);
    await expect(admin.delete(refTo(child))).resolves.toBeUndefined();
    await admin.apply(child);
  }
  expect(await admin.list('v1', 'ConfigMap', { namespace: 'tapdb-system', labelSelector: LABEL_DATABASE })).toEqual([]);
}, 60_000);

test('reads every document of a file and of a folder, and names a file that is no YAML', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tapdb-manifests-'));
  await writeFile(join(folder, 'b.yaml'), 'kind: Third\n');
  await writeFile(join(folder, 'a.yaml'), '---\nkind: First\n---\n# nothing\n---\nkind: Second\n');
  await writeFile(join(folder, 'notes.txt'), 'no: manifest');
  expect((await readManifests(folder)).map(({ kind }) => kind)).toEqual(['First', 'Second', 'Third']);
  expect(await readManifests(join(folder, 'b.yaml'))).toEqual([{ kind: 'Third' }]);
  expect(() => parseManifests('a: [1', 'broken.yaml')).toThrow(/^broken\.yaml: /);
  await rm(folder, { recursive: true });
});
