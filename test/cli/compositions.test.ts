import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../src/api/object.js';
import { runTapdb } from './support/run-tapdb.js';

// Starting a process takes seconds where all cores are busy.
jest.setTimeout(60_000);

const GOLD = `apiVersion: tapstack.io/v1alpha1
kind: TapComposition
metadata: {name: gold}
spec:
  blueprint: ha-postgres/v1
  defaults:
    instance: {class: db.m5.xlarge}
    replicas: {count: 1}
    tags: {owner: platform}
  constraints:
    - rule: self.replicas.count <= 2
      message: use at most two replicas
  patches:
    - target: {kind: DBInstance}
      type: MergePatch
      patch: {spec: {copyTagsToSnapshot: false}}
`;
const SHOP = `apiVersion: tapstack.io/v1alpha1
kind: TapDatabase
metadata: {name: shop}
spec:
  region: us-east-2
  compositionRef: {name: gold}
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapdb-compositions-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const gold = (): string => file('gold.yaml', GOLD);
const shop = (more = ''): string => file('shop.yaml', `${SHOP}${more}`);

describe('tapdb render', () => {
  test('prints what a composition makes: its defaults, and its patches', async () => {
    const { code, stdout, stderr } = await runTapdb(['render', shop(), '--composition', gold()]);
    expect([code, stderr]).toEqual([0, '']);
    const objects = parseAllDocuments(stdout).map((document) => document.toJS() as KubeObject);
    const instances = objects.filter(({ kind }) => kind === 'DBInstance');
    expect(
      instances.map(({ metadata, spec }) => [metadata.name, spec?.['dbInstanceClass'], spec?.['copyTagsToSnapshot']]),
    ).toEqual([
      ['shop-primary', 'db.m5.xlarge', false],
      ['shop-replica-1', 'db.m5.xlarge', false],
    ]);
    expect(stdout).toContain('value: platform');
  });

  test('goes without a composition only where none is named, and by no other', async () => {
    const alone = await runTapdb(['render', shop()]);
    expect(alone).toEqual({
      code: 2,
      stdout: '',
      stderr: 'shop names gold in spec.compositionRef: give its TapComposition with --composition FILE\n',
    });
    const silver = file('silver.yaml', GOLD.replace('name: gold', 'name: silver'));
    const other = await runTapdb(['render', shop(), '--composition', silver]);
    expect([other.code, other.stderr]).toEqual([2, `shop follows TapComposition gold, and ${silver} holds silver\n`]);
    const free = file('free.yaml', SHOP.replace('  compositionRef: {name: gold}\n', ''));
    expect((await runTapdb(['render', free, '--composition', gold(), '-o', 'name'])).stdout).not.toContain(
      'shop-replica-2',
    );
  });

  test('says no where a constraint is broken, a default does not fit, or the composition is none', async () => {
    const many = await runTapdb(['render', shop('  replicas: {count: 3}\n'), '--composition', gold()]);
    expect([many.code, many.stdout]).toEqual([1, '']);
    expect(many.stderr).toMatch(
      /shop\.yaml:7: spec\.replicas\.count 3: use at most two replicas; the rule is self\.replicas\.count <= 2\n/,
    );
    const misfit = GOLD.replace('tags: {owner: platform}', 'backup: {window: "04:00-05:00"}');
    const window = '  maintenance: {window: "sun:04:00-sun:06:00"}\n';
    const overlap = await runTapdb(['render', shop(window), '--composition', file('misfit.yaml', misfit)]);
    expect(overlap.code).toBe(1);
    const broken = file('broken.yaml', GOLD.replace('self.replicas.count', 'self.replicas.counts'));
    const rule = await runTapdb(['render', shop(), '--composition', broken]);
    expect([rule.code, rule.stdout]).toEqual([1, '']);
    expect(rule.stderr).toMatch(/broken\.yaml:11: spec\.constraints\[0\]\.rule /);
  });

  test('says no where a patch would change what the operator holds', async () => {
    const held = file('held.yaml', GOLD.replace('copyTagsToSnapshot: false', 'dbInstanceClass: db.m5.large'));
    const { code, stdout, stderr } = await runTapdb(['render', shop(), '--composition', held]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('spec.patches[0]');
    expect(stderr).toContain('spec.dbInstanceClass cannot be patched: the operator holds it');
  });
});

describe('tapdb validate', () => {
  test('judges TapCompositions beside TapDatabases, with file, line and remedy', async () => {
    expect(await runTapdb(['validate', gold(), shop()])).toEqual({ code: 0, stdout: '2 valid\n', stderr: '' });
    const path = file(
      'bad.yaml',
      GOLD.replace('name: gold', 'name: Gold')
        .replace('count: 1', 'count: 16')
        .replace('blueprint: ha-postgres/v1', 'blueprint: ha-postgres/v1\n  patch: []'),
    );
    const { code, stdout } = await runTapdb(['validate', path]);
    expect(code).toBe(1);
    const lines = stdout.split('\n').map((line) => line.replace(`${path}:`, ''));
    expect(lines).toEqual([
      '3: Gold: metadata.name "Gold": becomes part of the names of its revisions; use at most 52 characters of a-z, 0-9 and -, a letter or digit at both ends',
      expect.stringMatching(/^6: Gold: spec\.patch \[\]: is no field of the API; use one of blueprint, /),
      '9: Gold: spec.defaults.replicas.count 16: is too much; use at most 15',
      '',
    ]);
  });

  test('names an unknown blueprint, a patch for nothing, and another version of the API', async () => {
    const blueprint = GOLD.replace('ha-postgres/v1', 'ha-postgres/v99');
    const patch = GOLD.replace('kind: DBInstance', 'kind: DBCluster');
    const version = GOLD.replace('v1alpha1', 'v1');
    const said = async (input: string) => (await runTapdb(['validate', '-'], { input })).stdout;
    expect(await said(blueprint)).toBe(
      '-:5: gold: spec.blueprint "ha-postgres/v99": is not known to this version of the operator; use ha-postgres/v1\n',
    );
    expect(await said(patch)).toMatch(
      /^-:14: gold: spec\.patches\[0\]\.target\.kind "DBCluster": is not composed; use /,
    );
    expect(await said(version)).toBe(
      '-:1: gold: apiVersion "tapstack.io/v1": is not served; write tapstack.io/v1alpha1\n',
    );
    expect(await said(GOLD.replace('metadata: {name: gold}', 'metadata: {}'))).toContain(
      '-:3: TapComposition without a name: metadata.name null: is missing; write e.g. standard\n',
    );
  });

  test('judges TapDatabases by the composition that is given', async () => {
    const path = shop('  replicas: {count: 3}\n');
    expect((await runTapdb(['validate', path])).code).toBe(0);
    const { code, stdout } = await runTapdb(['validate', path, '--composition', gold()]);
    expect([code, stdout]).toEqual([
      1,
      `${path}:7: shop: spec.replicas.count 3: use at most two replicas; the rule is self.replicas.count <= 2\n`,
    ]);
    const memory = GOLD.replace('tags: {owner: platform}', 'postgres: {parameters: {shared_buffers: 6GB}}');
    const small = shop('  instance: {class: db.t4g.micro}\n');
    const told = await runTapdb(['validate', small, '--composition', file('memory.yaml', memory)]);
    expect(told.code).toBe(1);
    expect(told.stdout).toContain('it is a default of the TapComposition');
  });
});

describe('what draws and examines a manifest', () => {
  test('takes its composition too, and asks for it', async () => {
    const drawn = await runTapdb(['graph', shop(), '--composition', gold(), '-o', 'mermaid']);
    expect([drawn.code, drawn.stderr]).toEqual([0, '']);
    expect(drawn.stdout).toContain('replica');
    for (const args of [
      ['graph', shop()],
      ['doctor', '--security', shop()],
    ]) {
      const { code, stderr } = await runTapdb(args);
      expect([code, stderr]).toEqual([2, expect.stringContaining('give its TapComposition with --composition FILE')]);
    }
    const examined = await runTapdb(['doctor', '--security', shop(), '--composition', gold()]);
    expect(examined.stdout).toMatch(/\d+ met, \d+ not met/);
  });

  test('takes none for a live database', async () => {
    const { code, stderr } = await runTapdb(['graph', 'shop', '--composition', gold()]);
    expect([code, stderr]).toEqual([2, '--composition is for a manifest: what shop is made of, the cluster says\n']);
    const doctor = await runTapdb(['doctor', '--composition', gold()]);
    expect(doctor.code).toBe(2);
  });
});

describe('tapdb plan', () => {
  test.each([
    ['nothing to plan', [], 'name a TapDatabase or a manifest of one, or give --composition FILE or --blueprint NAME'],
    ['an unknown blueprint', ['--blueprint', 'v9'], 'there is no blueprint v9: use ha-postgres/v1'],
    ['both', ['--blueprint', 'v1', '--composition', 'gold.yaml'], "cannot be used with option '--composition <file>'"],
    [
      'a file without a composition',
      ['--composition', '<shop>'],
      'holds TapDatabase shop: give a file with one TapComposition',
    ],
  ])('says without a cluster what it cannot do: %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await runTapdb(['plan', ...args.map((arg) => (arg === '<shop>' ? shop() : arg))]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test('judges a composition before it asks the cluster', async () => {
    const { code, stderr } = await runTapdb([
      'plan',
      '--composition',
      file('bad.yaml', GOLD.replace('count <=', 'cuont <=')),
    ]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/bad\.yaml:11: spec\.constraints\[0\]\.rule /)]);
  });
});
