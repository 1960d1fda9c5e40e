import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { stringify } from 'yaml';
import type { KubeObject } from '../../src/api/object.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import { type Outcome, runTapdb } from '../cli/support/run-tapdb.js';
import { createNamespace, OPERATOR_FLAGS, smallDatabase, statusOf, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(120_000);

const NAMESPACE = 'planned';
const SPEC = { network: { natGateways: 0 }, tags: { team: 'shop' } };
const database = smallDatabase(NAMESPACE, 'orders', SPEC);

let cluster: TestCluster;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plan-'));
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  await createNamespace(cluster, NAMESPACE);
  await cluster.apply(database);
  await waitForCondition(cluster, database, ['Synced', 'True'], { timeoutMs: 120_000, processes: cluster.programs });
}, 240_000);

afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const plan = (...args: readonly string[]): Promise<Outcome> =>
  runTapdb(['plan', ...args], { kubeconfig: cluster.kubeconfig('admin') });

/** A manifest as a person has it in Git. */
function manifest(object: KubeObject): string {
  const path = join(folder, 'manifest.yaml');
  writeFileSync(path, stringify(object));
  return path;
}

const versions = async () =>
  (await listChildren(cluster.admin, NAMESPACE, 'orders')).map(({ metadata }) => metadata.resourceVersion);

describe('tapdb plan', () => {
  test('of what is as composed finds nothing to do, by its name and by its manifest', async () => {
    const nothing = 'planned/orders: nothing to do, everything is as composed\n';
    expect(await plan('orders', '-n', NAMESPACE)).toEqual({ code: 0, stdout: nothing, stderr: '' });
    expect(await plan(manifest(database))).toEqual({ code: 0, stdout: nothing, stderr: '' });
  });

  test('of an edit tells each field, and writes nothing', async () => {
    const before = await versions();
    const edited = smallDatabase(NAMESPACE, 'orders', {
      ...SPEC,
      tags: { team: 'checkout' },
      instance: { class: 'db.t4g.small' },
    });
    const { code, stdout } = await plan(manifest(edited));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^planned\/orders: 0 to create, \d+ to change, 0 to delete, 1 held, 1 waiting\n/);
    expect(stdout).toMatch(/~ VPC orders-vpc\n {4}spec\.tags: .*"shop".* → .*"checkout"/);
    expect(stdout).toMatch(/! DBInstance orders-primary {2}reboot {2}[0-9a-f]{10}, from \d{4}-\d\d-\d\dT04:00:00Z/);
    expect(stdout).toMatch(/… DBInstance orders-primary\n {4}waits for DBParameterGroup/);
    expect(stdout).toContain('spec.dbInstanceClass: "db.t4g.micro" → "db.t4g.small"');
    expect(await versions()).toEqual(before);
  });

  test('tells the very ids that the operator holds once the edit is applied', async () => {
    const edited = smallDatabase(NAMESPACE, 'orders', { ...SPEC, instance: { class: 'db.t4g.small' } });
    const { stdout } = await plan(manifest(edited), '-o', 'json');
    const { steps } = JSON.parse(stdout) as { readonly steps: readonly { readonly id?: string }[] };
    const ids = steps.flatMap(({ id }) => id ?? []);
    expect(ids).toHaveLength(1);
    await cluster.apply(edited);
    await waitForCondition(cluster, edited, ['ChangeHeld', 'True'], {
      timeoutMs: 60_000,
      processes: cluster.programs,
    });
    const { heldChanges = [] } = await statusOf(cluster, edited);
    expect(heldChanges.map(({ id }) => id)).toEqual(ids);
    expect((await plan('orders', '-n', NAMESPACE)).stdout).toContain(`  ${ids[0]}, `);
  });

  test('of a database that is not there yet tells what is made first, and what waits for it', async () => {
    const { code, stdout } = await plan(manifest(smallDatabase(NAMESPACE, 'new', {})));
    expect(code).toBe(1);
    expect(stdout).toContain('+ VPC new-vpc');
    expect(stdout).toMatch(/… DBInstance new-primary\n {4}\S/);
    expect(stdout).not.toContain('~ ');
    expect(await cluster.admin.get(refTo(smallDatabase(NAMESPACE, 'new', {})))).toBeUndefined();
  });

  test('says that another namespace has the names, as the operator would', async () => {
    const { code, stdout } = await plan(manifest(smallDatabase('elsewhere', 'orders', SPEC)));
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^elsewhere\/orders: NameConflict: .*planned\/orders/)]);
  });

  test('says why nothing would be done, and what is not there', async () => {
    const fixed = smallDatabase(NAMESPACE, 'orders', { ...SPEC, postgres: { database: 'other' } });
    const refused = await plan(manifest(fixed));
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('planned/orders: IdentityChanged: ')]);
    const missing = await plan('nobody', '-n', NAMESPACE);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('has no TapDatabase nobody')]);
  });

  test('shows no password', async () => {
    const name = { apiVersion: 'v1', kind: 'Secret', namespace: NAMESPACE, name: 'orders-connection' };
    const password = (await cluster.admin.get(name))?.data?.['password'] ?? '';
    expect(password).not.toBe('');
    await cluster.admin.mergePatch(refTo(database), { metadata: { annotations: { 'tapstack.io/paused': 'true' } } });
    await cluster.admin.mergePatch(name, { data: { password: Buffer.from('edited').toString('base64') } });
    const { code, stdout, stderr } = await plan('orders', '-n', NAMESPACE);
    expect([code, stderr]).toEqual([1, expect.stringContaining('planned/orders is paused')]);
    expect(stdout).toContain('data: "(hidden)" → "(hidden)"  (tapdb-sandbox)');
    expect(stdout).not.toContain(password);
    expect(stdout).not.toContain(Buffer.from(password, 'base64').toString());
  });
});
