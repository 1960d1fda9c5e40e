import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refTo } from '../../src/sandbox/api-client.js';
import { type ControlPlane, startControlPlane } from '../../src/sandbox/control-plane.js';
import { findTool } from '../../src/sandbox/tools.js';
import { CHART, type ChartObject, render } from '../chart/render.js';
import { createDatabase } from './guard-objects.js';

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
}, 120_000);
afterAll(() => plane.stop(), 30_000);

async function helm(...flags: readonly string[]): Promise<string> {
  const command = [...flags, '--namespace=tapdb-system', `--kubeconfig=${plane.kubeconfig('admin')}`];
  return (await promisify(execFile)(await findTool('helm'), command)).stdout;
}

/** Which of the objects are there, as `Kind name`. */
async function present(objects: readonly ChartObject[]): Promise<readonly string[]> {
  const found = await Promise.all(objects.map((object) => plane.admin.get(refTo(object))));
  return found.flatMap((object) => (object === undefined ? [] : [`${object.kind} ${object.metadata.name}`]));
}

test('a release comes and goes, and no database goes with it', async () => {
  const objects = await render({}, ['--skip-tests']);
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const notes = await helm('install', 'tapdb-operator', CHART);
  expect(notes).toContain('kubectl -n tapdb-system rollout status deployment/tapdb-operator');
  expect(notes).toContain('helm -n tapdb-system test tapdb-operator');
  expect(await present(objects)).toEqual(names);
  const database = await createDatabase(plane.admin, 'default');

  await helm('upgrade', 'tapdb-operator', CHART, '--set=workers=2');
  await helm('uninstall', 'tapdb-operator');
  expect(await present(objects)).toEqual(names.filter((name) => /^(CustomResource|ValidatingAdmission)/.test(name)));
  expect(await plane.admin.get(refTo(database))).toMatchObject({ metadata: { uid: database.metadata.uid } });
  await expect(plane.admin.delete(refTo(database))).rejects.toMatchObject({ code: 403 });

  await helm('install', 'databases', CHART, '--take-ownership', '--set=fullnameOverride=databases');
  const [policy] = objects.filter(({ metadata }) => metadata.name === 'tapdb-operator-protect-children');
  expect(JSON.stringify(await plane.admin.get(refTo(policy as ChartObject)))).toContain('tapdb-system:databases');
}, 60_000);
