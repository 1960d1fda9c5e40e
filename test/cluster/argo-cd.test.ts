import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { type ControlPlane, startControlPlane } from '../../src/sandbox/control-plane.js';
import { installCrds } from '../../src/sandbox/install.js';
import { runAction } from '../argo-cd/support/run-action.js';
import { type Action, DATABASE_HEALTH, runLua } from '../argo-cd/support/scripts.js';
import { databaseAt } from '../argo-cd/support/stages.js';

jest.setTimeout(60_000);

let plane: ControlPlane;
let git: KubeObject;

beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane.admin);
  const { metadata, spec, status, ...rest } = (await databaseAt(
    'a change waits for the window',
  )) as never as KubeObject;
  git = { ...rest, metadata: { name: metadata.name, namespace: 'default' }, spec: spec ?? {} };
  await sync();
  const seen = { ...status, observedGeneration: 1 };
  await plane.admin.mergePatch(refTo(git), { status: seen }, { subresource: 'status' });
}, 120_000);

afterAll(() => plane?.stop(), 30_000);

/** As Argo CD does it, with what Git has. */
const sync = () => plane.admin.apply(git, { fieldManager: 'argocd-controller' });
const live = async (): Promise<KubeObject> => (await plane.admin.get(refTo(git))) as KubeObject;
const health = async () => ((await runLua(DATABASE_HEALTH, await live())) as { readonly status: string }).status;

async function press(action: Action): Promise<object> {
  const patch = await runAction(action, await live());
  await plane.admin.mergePatch(refTo(git), patch, { fieldManager: 'argocd-server' });
  return patch;
}

test('on a live object an action sends what it is about and nothing else, and the sync after it changes nothing', async () => {
  expect((await live()).metadata.managedFields?.length).toBeGreaterThan(1);
  expect(await health()).toBe('Healthy');
  const { status } = await live();
  const ids = (status as { readonly heldChanges: readonly { readonly id: string }[] }).heldChanges.map(({ id }) => id);
  expect(await press('approve')).toEqual({ metadata: { annotations: { 'tapstack.io/approve': ids.join(',') } } });
  expect(await press('pause')).toEqual({ metadata: { annotations: { 'tapstack.io/paused': 'true' } } });
  expect(await health()).toBe('Suspended');
  expect(await press('resume')).toEqual({ metadata: { annotations: { 'tapstack.io/paused': 'false' } } });
  expect(await health()).toBe('Healthy');
  expect(await press('rotate')).toEqual({ spec: { credentials: { rotation: 'after tap-credentials-1' } } });
  expect(await health()).toBe('Progressing');

  const before = await live();
  await sync();
  const after = await live();
  expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
  expect(after.status).toEqual(before.status);
  expect(after.spec).toEqual({ ...git.spec, credentials: { rotation: 'after tap-credentials-1' } });
});

test('the value of a rotation is short enough for the longest name and many rotations', async () => {
  const credentials = { secretName: `${'a'.repeat(39)}-credentials-99999` };
  const patch = await runAction('rotate', { ...git, status: { credentials } });
  await plane.admin.mergePatch(refTo(git), patch, { dryRun: true });
  expect(patch).toEqual({ spec: { credentials: { rotation: `after ${credentials.secretName}` } } });
});
