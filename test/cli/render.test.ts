import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments, stringify } from 'yaml';
import type { KubeObject } from '../../src/api/object.js';
import { render } from '../../src/cli/render.js';
import { example } from '../composition/support.js';

const root = join(import.meta.dirname, '../..');
const ecommerce = join(root, 'examples/ecommerce.yaml');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapdb-render-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the compiled command line, as a user does. */
function tapdb(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'build/cli/tapdb.js'), ...args], {
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const objectsOf = (yaml: string): readonly KubeObject[] =>
  parseAllDocuments(yaml).map((document) => document.toJS() as KubeObject);

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('tapdb render', () => {
  test('prints what the function makes, as YAML', () => {
    const { status, stdout, stderr } = tapdb(['render', ecommerce]);
    expect([status, stderr]).toEqual([0, '']);
    expect(objectsOf(stdout)).toEqual(render(example('ecommerce')));
  });

  test('prints one list as JSON, and names as kubectl does', () => {
    expect(JSON.parse(tapdb(['render', ecommerce, '-o', 'json']).stdout)).toEqual(render(example('ecommerce')));
    const names = tapdb(['render', ecommerce, '-o', 'name']).stdout.split('\n');
    expect(names).toContain('vpc.ec2.services.k8s.aws/tap-vpc');
    expect(names).toContain('dbinstance.rds.services.k8s.aws/tap-replica-2');
    expect(names).toContain('service/tap-rw');
  });

  test('takes files, folders and stdin, with several documents, and passes over what is no TapDatabase', () => {
    const input = `${readFileSync(ecommerce, 'utf8')}---\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n`;
    expect(tapdb(['render', '-', '-o', 'name'], input).stdout).toBe(tapdb(['render', ecommerce, '-o', 'name']).stdout);
    const all = tapdb(['render', join(root, 'examples'), '-o', 'name']).stdout;
    for (const name of ['scratch', 'tap', 'orders', 'shop']) expect(all).toContain(`/${name}-primary\n`);
  });

  test('puts what only the cluster can say as a placeholder, and the account where it is given', () => {
    const name = (...options: string[]) => {
      const objects = objectsOf(tapdb(['render', ecommerce, ...options]).stdout);
      return objects.find(({ kind }) => kind === 'Bucket')?.spec?.['name'];
    };
    expect(name()).toBe('tap-backup-dev-${VPC/tap-vpc:status.ackResourceMetadata.ownerAccountID}-us-east-2');
    expect(name('--account-id', '210987654321')).toBe('tap-backup-dev-210987654321-us-east-2');
  });

  test('takes values from observed objects of the same namespace, and never a password', () => {
    const observed = [
      {
        apiVersion: 'rds.services.k8s.aws/v1alpha1',
        kind: 'DBInstance',
        metadata: { name: 'tap-primary', namespace: 'default' },
        spec: { masterUserPassword: { name: 'tap-credentials-3', key: 'password' }, allocatedStorage: 140 },
        status: { endpoint: { address: 'tap.abc.rds.amazonaws.com' } },
      },
      {
        apiVersion: 'ec2.services.k8s.aws/v1alpha1',
        kind: 'VPC',
        metadata: { name: 'tap-vpc', namespace: 'another' },
        status: { ackResourceMetadata: { ownerAccountID: '999999999999' } },
      },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'tap-credentials-3', namespace: 'default' },
        data: { password: Buffer.from('hunter2-hunter2').toString('base64') },
      },
    ];
    const path = file('observed.yaml', stringify({ apiVersion: 'v1', kind: 'List', items: observed }));
    const { stdout } = tapdb(['render', ecommerce, '--observed', path]);
    const byName = new Map(objectsOf(stdout).map((object) => [`${object.kind}/${object.metadata.name}`, object]));
    expect(byName.get('Service/tap-rw')?.spec).toMatchObject({ externalName: 'tap.abc.rds.amazonaws.com' });
    expect(byName.get('DBInstance/tap-primary')?.spec).toMatchObject({ allocatedStorage: 140 });
    expect(byName.get('Secret/tap-credentials-3')).toMatchObject({
      stringData: { password: '${Secret/tap-credentials-3:data.password}' },
    });
    expect(stdout).not.toContain('hunter2');
    expect(stdout).not.toContain(Buffer.from('hunter2-hunter2').toString('base64'));
    expect(stdout).not.toContain('999999999999');
  });

  test('says no to an invalid database, with file, line and remedy, and prints none of it', () => {
    const path = file(
      'invalid.yaml',
      readFileSync(ecommerce, 'utf8').replace('shared_buffers: 2GB', 'shared_buffers: 7GB'),
    );
    const { status, stdout, stderr } = tapdb(['render', path]);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/invalid\.yaml:\d+: spec\.postgres\.parameters\.shared_buffers "7GB": .+; .+\n/);
    const typo = tapdb(['render', file('typo.yaml', readFileSync(ecommerce, 'utf8').replace('replicas:', 'replica:'))]);
    expect(typo.status).toBe(1);
    expect(typo.stderr).toContain('spec.replica');
  });

  test('does not ask who may refer to what: that is for the cluster to say', () => {
    expect(tapdb(['render', join(root, 'examples/existing-network-and-key.yaml')]).status).toBe(0);
  });

  test.each([
    ['no file at all', [], "missing required argument 'file'"],
    ['a file that is not there', ['nowhere.yaml'], 'cannot read nowhere.yaml'],
    ['a file that is no YAML', ['<broken>'], 'is no YAML'],
    ['files without a TapDatabase', ['<empty>'], 'no TapDatabase of tapstack.io/v1alpha1 in'],
    ['an account that is none', [ecommerce, '--account-id', '1234'], 'An AWS account has 12 digits.'],
    ['an unknown format', [ecommerce, '-o', 'xml'], 'Allowed choices are yaml, json, name.'],
  ])('exits with 2 for %s', (_what, args, message) => {
    const files: Readonly<Record<string, string>> = {
      '<broken>': file('broken.yaml', 'a: [1'),
      '<empty>': file('empty.yaml', 'kind: ConfigMap\n'),
    };
    const { status, stdout, stderr } = tapdb(['render', ...args.map((arg) => files[arg] ?? arg)]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('dist', () => {
  test('holds a whole static stack: all that is rendered of ACK, nothing open, no password', () => {
    const source = join(root, 'examples/static/static-stack.yaml');
    const { stdout } = tapdb(['render', source, '--account-id', '123456789012']);
    const name = ({ apiVersion, kind, metadata }: KubeObject) => `${apiVersion}/${kind}/${metadata.name}`;
    const text = readFileSync(join(root, 'dist/static-stack.yaml'), 'utf8');
    const ofAck = objectsOf(stdout).filter(({ apiVersion }) => apiVersion !== 'v1');
    expect(objectsOf(text).map(name)).toEqual(ofAck.map(name));
    expect(text).not.toMatch(/\$\{|^kind: Secret$|labels:/m);
  });

  test('holds every example, and the operator as the chart has it', () => {
    for (const name of ['development', 'ecommerce', 'existing-network-and-key', 'minimal'] as const) {
      const manifests = objectsOf(readFileSync(join(root, `dist/${name}.yaml`), 'utf8'));
      expect(manifests).toEqual([example(name)]);
    }
    const chart = objectsOf(readFileSync(join(root, 'charts/tapdb-operator/operator.yaml'), 'utf8'));
    const dist = objectsOf(readFileSync(join(root, 'dist/operator.yaml'), 'utf8'));
    expect(dist.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual(
      chart.map(({ kind, metadata }) => `${kind}/${metadata.name}`),
    );
  });
});
