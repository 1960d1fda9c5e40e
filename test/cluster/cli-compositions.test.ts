import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { stringify } from 'yaml';
import type { KubeObject } from '../../src/api/object.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import { type Outcome, runTapdb } from '../cli/support/run-tapdb.js';
import { createNamespace, OPERATOR_FLAGS, smallDatabase, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(180_000);

interface Impact {
  readonly database: string;
  readonly class: string;
  readonly reason?: string;
  readonly message?: string;
  readonly disruptions: readonly string[];
  readonly steps: readonly { readonly kind: string; readonly name: string; readonly fields: readonly object[] }[];
}
type Told = { readonly summary: Readonly<Record<string, number>>; readonly databases: readonly Impact[] };

/** Leaves out what the compositions of this file say by default. */
function database(
  namespace: string,
  name: string,
  spec: object,
  labels?: Readonly<Record<string, string>>,
): KubeObject {
  const small = smallDatabase(namespace, name, { compositionRef: { name: 'gold' } });
  const { backup: _, ...rest } = small.spec ?? {};
  const instance = { multiAZ: false, storage: { size: '20Gi' } };
  const metadata = { ...small.metadata, ...(labels !== undefined && { labels }) };
  return { ...small, metadata, spec: { ...rest, instance, ...spec } as NonNullable<KubeObject['spec']> };
}

const TAGS = { tags: { team: 'own' } };
const CLASS = { instance: { class: 'db.t4g.micro', multiAZ: false, storage: { size: '20Gi' } } };

const databases = [
  database('one', 'free', { environment: 'qa' }),
  database('one', 'pinned', { environment: 'qa', compositionRevisionRef: { name: 'gold-1' } }),
  database('one', 'manual', { environment: 'qa', compositionUpdatePolicy: 'Manual' }),
  database('two', 'settled', { ...TAGS, ...CLASS }),
  database('two', 'sized', CLASS, { tier: 'canary' }),
  database('two', 'monday', { ...CLASS, maintenance: { window: 'mon:04:00-mon:06:00' } }),
  smallDatabase('two', 'stranger', { environment: 'own' }),
];

const composition = (defaults: object, more: object = {}): KubeObject => ({
  apiVersion: 'tapstack.io/v1alpha1',
  kind: 'TapComposition',
  metadata: { name: 'gold' },
  spec: {
    blueprint: 'ha-postgres/v1',
    defaults: {
      backup: { bucket: { enabled: false } },
      tags: { team: 'platform' },
      instance: { class: 'db.t4g.micro' },
      ...defaults,
    },
    ...more,
  } as never,
});
const NOW = composition({}, { rollout: { maxUnsettled: 10 } });

let cluster: TestCluster;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'compositions-'));
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  for (const namespace of ['one', 'two']) await createNamespace(cluster, namespace);
  await cluster.apply(NOW, ...databases);
  const patience = { timeoutMs: 200_000, processes: cluster.programs };
  const synced = (object: KubeObject) => waitForCondition(cluster, object, ['Synced', 'True'], patience);
  await Promise.all(databases.map(synced));
}, 300_000);

afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const tapdb = (...args: readonly string[]): Promise<Outcome> =>
  runTapdb(args, { kubeconfig: cluster.kubeconfig('admin') });

function file(...objects: readonly KubeObject[]): string {
  const path = join(folder, `${objects[0]?.kind}.yaml`);
  writeFileSync(path, objects.map((object) => stringify(object)).join('---\n'));
  return path;
}

async function plan(...args: readonly string[]): Promise<{ readonly code: number | null; readonly told: Told }> {
  const { code, stdout, stderr } = await tapdb('plan', ...args, '-o', 'json');
  expect(stderr).toBe('');
  return { code, told: JSON.parse(stdout) as Told };
}

/** By database. */
const classesOf = ({ databases: all }: Told) => Object.fromEntries(all.map((each) => [each.database, each.class]));

/** All that a plan could have written. */
async function versions(): Promise<readonly (string | undefined)[]> {
  const all = await Promise.all(
    databases.map(async (each) => [
      await cluster.admin.get(refTo(each)),
      ...(await listChildren(cluster.admin, each.metadata.namespace as string, each.metadata.name)),
    ]),
  );
  const own = [
    await cluster.admin.get(refTo(NOW)),
    ...(await cluster.admin.list('tapstack.io/v1alpha1', 'TapCompositionRevision')),
  ];
  return [...all.flat(), ...own].map((object) => object?.metadata.resourceVersion);
}

describe('tapdb plan --composition', () => {
  test('of what is live finds nothing for who follows it, in all namespaces', async () => {
    const { code, stdout, stderr } = await tapdb('plan', '--composition', file(NOW));
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `\
TapComposition gold: 0 refused, 0 disrupted, 0 changed, 4 unchanged, 2 stay as they are

unchanged
  one/free
  two/monday
  two/settled
  two/sized

stay
  one/manual  stays on gold-1: spec.compositionUpdatePolicy is Manual
  one/pinned  names gold-1 in spec.compositionRevisionRef
`,
      stderr: '',
    });
  });

  test('says of each database what would come of it, the worst first, and writes nothing', async () => {
    const before = await versions();
    const rule = '!self.maintenance.window.startsWith("mon")';
    const path = file(
      composition(
        { tags: { team: 'platform-2' }, instance: { class: 'db.t4g.small' } },
        { constraints: [{ rule, message: 'never on Mondays' }] },
      ),
    );
    const { code, told } = await plan('--composition', path);
    expect(code).toBe(1);
    expect(told.summary).toEqual({ refused: 1, disrupted: 1, changed: 1, unchanged: 1, stay: 2 });
    expect(told.databases.map((each) => [each.database, each.class, each.disruptions])).toEqual([
      ['two/monday', 'refused', []],
      ['one/free', 'disrupted', ['reboot']],
      ['two/sized', 'changed', []],
      ['two/settled', 'unchanged', []],
      ['one/manual', 'stay', []],
      ['one/pinned', 'stay', []],
    ]);
    const [monday, free, sized, settled] = told.databases as [Impact, Impact, Impact, Impact];
    expect(monday).toMatchObject({
      reason: 'ConstraintViolated',
      message: `spec.maintenance.window "mon:04:00-mon:06:00": never on Mondays; the rule is ${rule}`,
    });
    expect(free.steps).toContainEqual(
      expect.objectContaining({ action: 'hold', name: 'free-primary', disruption: 'reboot', id: expect.any(String) }),
    );
    expect(sized.steps.find(({ kind }) => kind === 'VPC')?.fields).toEqual([
      expect.objectContaining({ path: 'spec.tags' }),
    ]);
    expect(settled.steps).toEqual([]);

    const screen = await tapdb('plan', '--composition', path);
    expect([screen.code, screen.stderr]).toEqual([1, '']);
    expect(screen.stdout).toMatch(
      /^TapComposition gold: 1 refused, 1 disrupted, 1 changed, 1 unchanged, 2 stay as they are\n/,
    );
    expect(screen.stdout).toContain('  two/monday  ConstraintViolated: spec.maintenance.window');
    expect(screen.stdout).toMatch(/ {2}one\/free {2}reboot\n(.+\n)* {4}! DBInstance free-primary {2}reboot {2}/);
    expect(await versions()).toEqual(before);
  });

  test('goes by the canary', async () => {
    const rollout = { canary: { matchLabels: { tier: 'canary' } } };
    const { code, told } = await plan(
      ...['--composition', file(composition({ maintenance: { window: 'sat:04:00-sat:06:00' } }, { rollout }))],
      ...['-n', 'two'],
    );
    expect(code).toBe(1);
    expect(told.databases.map((each) => [each.database, each.class, each.message])).toEqual([
      ['two/sized', 'changed', undefined],
      ['two/monday', 'stay', 'stays on gold-1: spec.rollout.canary does not select it'],
      ['two/settled', 'stay', 'stays on gold-1: spec.rollout.canary does not select it'],
    ]);
  });

  test('looks at one database alone, by name or as a manifest has it', async () => {
    const edited = file(composition({ tags: { team: 'platform-2' } }));
    const named = await plan('free', '-n', 'one', '--composition', edited);
    expect([named.code, classesOf(named.told)]).toEqual([1, { 'one/free': 'changed' }]);
    const manifest = file(database('one', 'free', { environment: 'qa', ...TAGS }));
    const given = await plan(manifest, '--composition', edited);
    expect([given.code, classesOf(given.told)]).toEqual([0, { 'one/free': 'unchanged' }]);
    const stranger = await tapdb('plan', 'stranger', '-n', 'two', '--composition', edited);
    expect([stranger.code, stranger.stdout]).toEqual([2, '']);
    expect(stranger.stderr).toMatch(/^two\/stranger follows ha-postgres\/v1: .*spec\.compositionRef\n$/);
  });

  test('says what the API server would refuse of its patches, with file and line', async () => {
    const target = { kind: 'VPC' };
    const patches = [{ target, type: 'MergePatch', patch: { spec: { enableDNSSupports: true } } }];
    const { code, stdout, stderr } = await tapdb('plan', '--composition', file(composition({}, { patches })));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /TapComposition\.yaml:\d+: spec\.patches "VPC\.spec\.enableDNSSupports": is no field of the API/,
    );
  });
});

describe('tapdb plan --blueprint', () => {
  test('finds nothing of the one that all are made by, whatever they follow', async () => {
    const { code, told } = await plan('--blueprint', 'v1');
    expect([code, told.summary]).toEqual([0, { refused: 0, disrupted: 0, changed: 0, unchanged: 7, stay: 0 }]);
  });
});

describe('what reads a live database', () => {
  test('sees the defaults of the revision that it is on', async () => {
    const { stdout, stderr } = await tapdb('status', 'free', '-n', 'one');
    expect(stderr).toBe('');
    expect(stdout).toContain('composition gold, revision gold-1, generation ');
    const page = await tapdb('graph', 'free', '-n', 'one', '-o', 'html');
    expect([page.code, page.stderr]).toEqual([0, '']);
    // The bucket that the blueprint has by default is none of it.
    expect(page.stdout).not.toContain('not created yet');
  });

  test('a plan of several manifests opens the cluster once, however many they are', async () => {
    const path = join(folder, 'all.yaml');
    writeFileSync(path, databases.map((each) => stringify(each)).join('---\n'));
    const { code, stdout, stderr } = await tapdb('plan', path);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(databases.length);
  });
});
