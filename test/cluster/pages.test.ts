import { type SpawnSyncReturns, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { waitFor } from '../../src/sandbox/wait-for.js';
import { blocksOf, PAGES, ROOT } from '../docs/support/pages.js';
import { createNamespace, OPERATOR_FLAGS } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(300_000);

/** Quickstart makes `shop` and deletes it; the others find one, and the last deletes it. Pages that are not named come between. */
const FIRST = ['docs/quickstart.md'];
const LAST = ['docs/argo-cd.md', 'docs/deleting.md'];
/** What `.ci/run` runs by itself, in the very words of README. */
const RUN_BY_CI = ['npm ci', 'npm run demo'];

interface Outcome extends Pick<SpawnSyncReturns<string>, 'status'> {
  readonly output: string;
}

let cluster: TestCluster;
let folder: string;

beforeAll(async () => {
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  // A reader comes to a cluster where the operator works already.
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    namespace: 'tapdb-system',
    name: 'tapdb-operator',
  };
  await waitFor('the operator to lead', async () => (await cluster.admin.get(lease)) !== undefined);
  folder = mkdtempSync(join(tmpdir(), 'tapdb-pages-'));
  // As in a clone, but for what a block writes.
  for (const entry of readdirSync(ROOT)) symlinkSync(join(ROOT, entry), join(folder, entry));
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  for (const name of ['tapdb', 'kubectl-tapdb']) symlinkSync(join(ROOT, 'build/cli/tapdb.js'), join(programs, name));
  writeFileSync(join(programs, 'npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
}, 120_000);

afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const scriptsOf = (path: string) => {
  const page = PAGES.find((each) => each.path === path);
  return page === undefined ? [] : blocksOf(page).filter(({ language }) => language === 'sh');
};

const between = PAGES.map(({ path }) => path).filter((path) => ![...FIRST, ...LAST].includes(path));
const pages = [...FIRST, ...between, ...LAST].filter((path) =>
  scriptsOf(path).some(({ notRun }) => notRun === undefined),
);

function run(script: string): Promise<Outcome> {
  const child = spawn('sh', ['-ec', script], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: [join(folder, 'bin'), join(process.execPath, '..'), process.env['PATH']].join(':'),
      HOME: folder,
      XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
      KUBECONFIG: cluster.kubeconfig('admin'),
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, output })));
}

const isRunByCi = (script: string): boolean =>
  script
    .trim()
    .split('\n')
    .every((line) => RUN_BY_CI.includes(line));

test('what CI runs by itself is in .ci/run', () => {
  const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8');
  expect(ci).toContain("check 'test command of README' npm cit");
  expect(ci).toContain('check demo npm run --silent demo');
});

test('the pages that make and delete the database are there', () => {
  expect(pages).toEqual(expect.arrayContaining([...FIRST, ...LAST, 'README.md', 'docs/operations.md']));
});

for (const path of pages) {
  test(`${path} does what it says`, async () => {
    if (!FIRST.includes(path)) await bringUp();
    for (const { place, text, notRun } of scriptsOf(path)) {
      if (notRun !== undefined || isRunByCi(text)) continue;
      const { status, output } = await run(text);
      if (status !== 0) throw new Error(`${place} ends with ${status}: ${output}`);
    }
  });
}

/** There at once where a page before has left it. */
async function bringUp(): Promise<void> {
  await createNamespace(cluster, 'shop');
  const outcome = await run(`kubectl get tapdatabase shop -n shop || kubectl apply -n shop -f examples/minimal.yaml
kubectl wait --for=condition=Ready tapdatabase/shop -n shop --timeout=2m`);
  expect(outcome).toMatchObject({ status: 0 });
}
