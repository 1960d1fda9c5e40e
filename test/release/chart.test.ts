import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type OciRegistry, startRegistry } from '../support/registry.js';

const root = join(import.meta.dirname, '../..');
const IMAGE = 'ghcr.io/acme/tapdb-operator';
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

let folder: string;
let registry: OciRegistry;
/** What a workflow would sign. */
let reference: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'published-'));
  registry = await startRegistry();
  const script = join(root, 'tools/release/chart.ts');
  const target = ['--push', `oci://${registry.host}/acme/charts`, '--plain-http'];
  const { stdout } = await promisify(execFile)(process.execPath, [
    script,
    '--image',
    IMAGE,
    '--folder',
    folder,
    ...target,
  ]);
  reference = stdout.trim();
}, 60_000);

afterAll(() => {
  registry?.close();
  rmSync(folder, { recursive: true });
});

const inChart = (file: string): string =>
  execFileSync('tar', ['-xzOf', join(folder, `tapdb-operator-${version}.tgz`), `tapdb-operator/${file}`], {
    encoding: 'utf8',
    stdio: 'pipe',
  });

test('the chart and operator.yaml are in the folder, with the image that was pushed', () => {
  expect(readdirSync(folder)).toEqual(['operator.yaml', `tapdb-operator-${version}.tgz`]);
  expect(readFileSync(join(folder, 'operator.yaml'), 'utf8')).toContain(`image: "${IMAGE}:${version}"`);
  expect(parse(inChart('values.yaml')).image).toEqual({ repository: IMAGE, tag: '', pullPolicy: 'IfNotPresent' });
  expect(parse(inChart('Chart.yaml'))).toMatchObject({ version, appVersion: version });
  for (const file of ['operator.yaml', 'ci/bare-values.yaml']) expect(() => inChart(file)).toThrow('Not found');
});

test('what is printed is the chart that is in the registry, by its digest', () => {
  const digest = registry.manifests.get(`acme/charts/tapdb-operator:${version}`) ?? '';
  expect(reference).toBe(`${registry.host}/acme/charts/tapdb-operator@${digest}`);
  const manifest = JSON.parse(registry.content.get(digest)?.toString('utf8') ?? '');
  const layers = (manifest.layers as { digest: string }[]).map((layer) => registry.content.get(layer.digest));
  expect(layers).toEqual([readFileSync(join(folder, `tapdb-operator-${version}.tgz`))]);
});
