import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { root, runTapdb } from './support/run-tapdb.js';

// Starting a process takes seconds where all cores are busy.
jest.setTimeout(60_000);

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapdb-cli-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

const head = 'apiVersion: tapstack.io/v1alpha1\nkind: TapDatabase\n';

describe('tapdb validate', () => {
  test('finds nothing in the examples', async () => {
    expect(await runTapdb(['validate', join(root, 'examples')])).toEqual({ code: 0, stdout: '4 valid\n', stderr: '' });
  });

  test('says everything at once, with file, line and remedy', async () => {
    const path = await file(
      'bad.yaml',
      `${head}metadata:
  name: shop
spec:
  region: us-east-2
  tags:
    example.com/team: 5
  network:
    cidr: 10.0.0.0/28
    zonez: [us-east-2a]
  access:
    cidrs:
      - 10.0.0.0/8
      - 0.0.0.0/0
---
apiVersion: v1
kind: ConfigMap
metadata: {name: passed-over}
---
${head}metadata: {}
spec: {}
`,
    );
    const { code, stdout, stderr } = await runTapdb(['validate', path]);
    expect([code, stderr]).toEqual([1, '']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(`${path}:`, ''));
    expect(lines.map((line) => line.split(':').slice(0, 2).join(':'))).toEqual([
      '8: shop',
      '11: shop',
      '10: shop',
      '15: shop',
      '23: TapDatabase without a name',
      '24: TapDatabase without a name',
    ]);
    expect(lines[0]).toBe(
      '8: shop: spec.tags.example.com/team 5: has to be of type string; write text, in quotes where YAML would read it as something else',
    );
    expect(lines[1]).toContain('spec.network.zonez ["us-east-2a"]: is no field of the API; use one of cidr, zones,');
    expect(lines[3]).toContain('spec.access.cidrs[1] "0.0.0.0/0": opens the database to the world;');
  });

  test('tells programs in JSON', async () => {
    const input = `${head}metadata: {name: shop}\nspec: {region: us-east-2, replicas: {count: 16}}\n`;
    const { code, stdout } = await runTapdb(['validate', '-', '-o', 'json'], { input });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      {
        file: '-',
        line: 4,
        name: 'shop',
        reason: 'InvalidSpec',
        field: 'spec.replicas.count',
        value: 16,
        message: 'is too much',
        remedy: 'use at most 15',
      },
    ]);
    const good = await runTapdb(['validate', '-', '-o', 'json'], { input: input.replace('16', '2') });
    expect([good.code, JSON.parse(good.stdout)]).toEqual([0, []]);
  });

  test('judges foreign references by the configuration of the operator, where it is given', async () => {
    const example = join(root, 'examples/existing-network-and-key.yaml');
    const strict = await runTapdb([
      'validate',
      example,
      '--config',
      await file('strict.yaml', 'allowedReferences: []'),
    ]);
    expect(strict.code).toBe(1);
    expect(strict.stdout).toContain('spec.network.existing.vpcID');
    const broken = await runTapdb(['validate', example, '--config', await file('broken.yaml', 'allowed: []')]);
    expect(broken).toMatchObject({ code: 2, stdout: '' });
    expect(broken.stderr).toContain('broken.yaml: allowed: no such field');
  });

  test('says what the API server would to another version of the API', async () => {
    const input = 'apiVersion: tapstack.io/v1\nkind: TapDatabase\nmetadata: {name: shop}\n';
    const { code, stdout } = await runTapdb(['validate', '-'], { input });
    expect(code).toBe(1);
    expect(stdout).toBe('-:1: shop: apiVersion "tapstack.io/v1": is not served; write tapstack.io/v1alpha1\n');
  });

  test('takes the lists that kubectl prints', async () => {
    const input = `kind: List\napiVersion: v1\nitems:\n- apiVersion: tapstack.io/v1alpha1\n  kind: TapDatabase\n  metadata: {name: shop}\n  spec:\n    region: nowhere\n`;
    const { stdout } = await runTapdb(['validate', '-'], { input });
    expect(stdout).toMatch(/^-:8: shop: spec\.region "nowhere": /);
  });

  test.each([
    [['validate'], "missing required argument 'file'"],
    [['validate', '/no/such/file'], 'cannot read /no/such/file'],
    [['validate', '-'], 'no TapDatabase or TapComposition in -'],
    [['validate', '-', '-o', 'xml'], 'Allowed choices are text, json.'],
    [['no-such-command'], "unknown command 'no-such-command'"],
  ])('exits with 2 where it could not be done: %j', async (args, message) => {
    const { code, stdout, stderr } = await runTapdb(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('tapdb', () => {
  test('tells its commands and its version', async () => {
    const help = await runTapdb(['--help']);
    expect(help.code).toBe(0);
    for (const command of [
      'render',
      'validate',
      'graph',
      'status',
      'approve',
      'snapshot',
      'sandbox',
      'completion',
      'operator',
    ])
      expect(help.stdout).toContain(`  ${command} `);
    expect(await runTapdb(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  test('loads what talks to a cluster only for what needs one', async () => {
    const report = await file(
      'report.mjs',
      `import { registerHooks } from 'node:module';
       const loaded = new Set();
       registerHooks({ load(url, context, next) { loaded.add(url); return next(url, context); } });
       process.on('exit', () => process.stderr.write([...loaded].join('\\n')));`,
    );
    const example = join(root, 'examples/ecommerce.yaml');
    for (const command of ['render', 'validate']) {
      const { code, stderr } = await runTapdb([command, example], { imports: [report] });
      expect(code).toBe(0);
      expect(stderr).toContain(`/build/cli/${command}.js`);
      expect(stderr).not.toMatch(/client-node|prom-client|pino/);
    }
    const { code, stderr } = await runTapdb(['operator', '--config', '/no/such/file'], { imports: [report] });
    expect(code).toBe(1);
    expect(stderr).toContain('@kubernetes/client-node');
  });
});
