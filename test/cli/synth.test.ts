import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../src/api/object.js';
import { example } from '../composition/support.js';
import { root } from './support/run-tapdb.js';

// Starting a process takes seconds where all cores are busy.
jest.setTimeout(60_000);

const head = 'apiVersion: tapstack.io/v1alpha1\nkind: TapDatabase\n';
const settings = readFileSync(join(root, 'examples/static/static-stack.yaml'), 'utf8');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapdb-synth-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const objectsIn = (path: string): readonly KubeObject[] =>
  parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS() as KubeObject);

/** Runs what cdk8s.yaml names as the app, as `cdk8s synth` does; `written` are the files that it left. */
function synth(...args: readonly string[]) {
  const out = mkdtempSync(join(folder, 'out-'));
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'build/cli/synth.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, CDK8S_OUTDIR: out },
  });
  return { status, stderr, out, written: readdirSync(out).sort() };
}

describe('cdk8s synth', () => {
  test('writes a folder of TapDatabases, and whole stacks of those in another', () => {
    const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: note}\n';
    const stacks = join(file('stacks/catalog.yaml', `${settings}---\n${config}`), '..');
    const account = ['--account-id', '210987654321', '--password-secret', 'vault/pg'];
    const { status, stderr, out, written } = synth(join(root, 'examples'), '--static', stacks, ...account);
    expect([status, stderr]).toEqual([0, '']);
    expect(written).toEqual([
      'catalog.yaml',
      'development.yaml',
      'ecommerce.yaml',
      'existing-network-and-key.yaml',
      'minimal.yaml',
    ]);
    expect(objectsIn(join(out, 'ecommerce.yaml'))).toEqual([example('ecommerce')]);
    const objects = objectsIn(join(out, 'catalog.yaml'));
    expect(objects.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['VPC', 'Bucket', 'DBInstance', 'ConfigMap']),
    );
    const find = (kind: string) => objects.find((object) => object.kind === kind);
    expect(find('DBInstance')?.spec?.['masterUserPassword']).toEqual({ name: 'vault', key: 'pg' });
    expect(find('Bucket')?.spec?.['name']).toBe('catalog-backup-prod-210987654321-us-east-2');
  });

  test.each<[string, (path: (name: string, content: string) => string) => readonly string[], string]>([
    [
      'an example that would be refused',
      (path) => [
        path('bad.yaml', `${head}metadata: {name: shop}\nspec:\n  region: us-east-2\n  replicas: {count: 16}\n`),
      ],
      'bad.yaml:6: spec.replicas.count 16: is too much; use at most 15',
    ],
    [
      'a value that is still to be given',
      (path) => [
        path('outputs.yaml', 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata: {key: "${KEY_ARN}"}\n'),
      ],
      'outputs.yaml: ConfigMap/a has ${KEY_ARN} in it',
    ],
    [
      'a stack that cannot be static',
      (path) => [
        '--static',
        path('catalog.yaml', settings.replace('enabled: false', 'enabled: true')),
        '--account-id=210987654321',
      ],
      'TapStack catalog/catalog:\nInstance/catalog-bastion needs status.id of SecurityGroup/catalog-bastion',
    ],
    [
      'a stack without an account',
      (path) => ['--static', path('catalog.yaml', settings)],
      'Bucket/catalog-backup needs status.ackResourceMetadata.ownerAccountID of VPC/catalog-vpc, which only AWS can tell: give accountID',
    ],
    [
      'two files of one name',
      (path) => [path('a/same.yaml', 'kind: ConfigMap\n'), path('b/same.yaml', 'kind: ConfigMap\n')],
      'a/same.yaml and ',
    ],
  ])('fails on %s, and writes nothing', (_what, args, message) => {
    const { status, stderr, written } = synth(...args(file));
    expect([status, written]).toEqual([1, []]);
    expect(stderr).toContain(message);
  });

  test('fails as a whole', () => {
    const path = file(
      'outputs.yaml',
      'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata: {key: "${KEY_ARN}"}\n',
    );
    const app = `${process.execPath} ${join(root, 'build/cli/synth.js')} ${path}`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/cdk8s-cli/bin/cdk8s'),
        'synth',
        '--check-upgrade=false',
        '--app',
        app,
        '--output',
        'dist',
      ],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain('outputs.yaml: ConfigMap/a has ${KEY_ARN} in it');
  });
});
