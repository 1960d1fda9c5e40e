import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  cpSync(resolve('crds/ack'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { CI: _ci, TAPDB_ACK_CRDS: _folder, ...inherited } = process.env;
  const command = [resolve('tools/conformance/conformance.ts'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    env: { ...inherited, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function edit(file: string, from: string, to: string): void {
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(from);
  writeFileSync(path, before.replace(from, to));
}

test('counts what conforms', () => {
  const { status, stdout } = run([folder]);
  expect(stdout).toMatch(/^\d{4} fields of 22 kinds conform\n$/);
  expect(status).toBe(0);
});

test('names file, kind, path and both sides of every difference', () => {
  edit('cloudwatchlogs.yaml', 'retentionDays: {type: integer', 'retentionDays: {type: string');
  edit('cloudwatchlogs.yaml', 'required: [name]', 'required: [name, tags]');
  edit('kms.yaml', 'name: aliases.kms', 'name: pseudonyms.kms');
  const { status, stdout, stderr } = run([], { TAPDB_ACK_CRDS: folder });
  expect(stderr.trimEnd().split('\n')).toEqual([
    'crds/ack/cloudwatchlogs.yaml: LogGroup spec: required: ours ["name"], theirs ["name","tags"]',
    'crds/ack/cloudwatchlogs.yaml: LogGroup spec.retentionDays: type: ours "integer", theirs "string"',
    `crds/ack/kms.yaml: Alias: ${folder} has no definition aliases.kms.services.k8s.aws`,
    '3 differences',
  ]);
  expect(stdout).toBe('');
  expect(status).toBe(1);
});

test.each<[string, readonly string[], Readonly<Record<string, string>>, number]>([
  ['is fine', [], {}, 0],
  ['fails with --require', ['--require'], {}, 2],
  ['fails in CI', [], { CI: 'true' }, 2],
])('says that there is nothing to compare with, which %s', (_what, args, env, expected) => {
  const missing = join(folder, 'missing');
  const { status, stderr } = run([...args, missing], env);
  expect(stderr).toBe(`${missing} is not there: nothing to compare with. Every field of crds/ack is typed.\n`);
  expect(status).toBe(expected);
});

test('says which file cannot be read', () => {
  writeFileSync(join(folder, 'broken.yaml'), 'a: [1');
  const broken = run([folder]);
  expect(broken.stderr).toContain(`${join(folder, 'broken.yaml')}: `);
  expect(broken.status).toBe(2);

  writeFileSync(join(folder, 'broken.yaml'), 'kind: ConfigMap');
  const other = run([folder]);
  expect(other.stderr).toBe(`${join(folder, 'broken.yaml')}: holds a document that is no CustomResourceDefinition\n`);
  expect(other.status).toBe(2);
});
