import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

/** What the headers of crds/ack say today. */
const CONTROLLERS = {
  'cloudwatch-controller': 'v1.8.1',
  'cloudwatchlogs-controller': 'v1.4.1',
  'ec2-controller': 'v1.20.0',
  'iam-controller': 'v1.8.1',
  'kms-controller': 'v1.4.1',
  'rds-controller': 'v1.11.1',
  's3-controller': 'v1.10.0',
  'secretsmanager-controller': 'v1.4.1',
  'sns-controller': 'v1.6.0',
};
const SCRIPT = join(import.meta.dirname, '../../tools/conformance/fetch.ts');

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'controllers-'));
  for (const [name, version] of Object.entries(CONTROLLERS)) {
    const repository = join(base, name);
    mkdirSync(join(repository, 'helm/crds'), { recursive: true });
    writeFileSync(join(repository, `helm/crds/${name}.yaml`), '');
    const git = (...flags: readonly string[]): unknown =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-C', repository, ...flags]);
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message=crds');
    git('tag', version);
  }
});
afterAll(() => rmSync(base, { recursive: true }));

const fetchInto = (folder: string, from: string): string =>
  execFileSync(process.execPath, [SCRIPT, folder, `file://${from}`], { encoding: 'utf8', stdio: 'pipe' });

test("each controller's definitions come from the version that crds/ack was written from", () => {
  const folder = join(base, 'crds');
  const said = fetchInto(folder, base).trim().split('\n');
  expect(said).toEqual(Object.entries(CONTROLLERS).map((pair) => pair.join(' ')));
  expect(readdirSync(folder)).toEqual(Object.keys(CONTROLLERS).map((name) => `${name}.yaml`));
});

test('a controller that cannot be had fails', () => {
  expect(() => fetchInto(join(base, 'none'), join(base, 'nowhere'))).toThrow('does not appear to be a git repository');
});
