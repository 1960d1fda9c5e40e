import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const workflows = Object.fromEntries(
  readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const),
);
const parsed = (file: string): Workflow => parse(workflows[file] ?? '', { uniqueKeys: true });
const jobs = Object.keys(workflows).flatMap((file) =>
  Object.entries(parsed(file).jobs).map(([name, job]) => ({ file, name, job })),
);
const runs = jobs.flatMap(({ file, name, job }) =>
  (job.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [{ file, name, run }])),
);

test('both are there', () => {
  expect(Object.keys(workflows)).toEqual(['ci.yml', 'release.yml']);
  expect(jobs.map(({ name }) => name)).toEqual(['ci', 'versions', 'ci', 'image', 'chart', 'release']);
});

describe.each(Object.keys(workflows))('%s', (file) => {
  const text = workflows[file] ?? '';

  test('runs nothing of a stranger with rights of ours, and knows no secret but its own token', () => {
    expect(Object.keys(parsed(file).on)).not.toContain('pull_request_target');
    expect(Object.keys(parsed(file).on)).not.toContain('workflow_run');
    expect(text).not.toMatch(/secrets\s*[.[:]/);
  });

  test('pins what it uses by commit, with the version beside it', () => {
    const used = [...text.matchAll(/uses: (\S+)(.*)$/gm)];
    expect(used.length).toBeGreaterThan(1);
    for (const [, action = '', comment = ''] of used) {
      if (action.startsWith('./')) expect(existsSync(join(root, action))).toBe(true);
      else expect(`${action}${comment}`).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  test('gives no right to all jobs', () => {
    expect(parsed(file).permissions).toEqual({});
  });
});

test('one action has one pin', () => {
  const pins = Object.values(workflows).flatMap((text) => [...text.matchAll(/uses: ([^@\s]+)@(\S+ # \S+)/g)]);
  const of = new Map<string, Set<string>>();
  for (const [, action = '', pin = ''] of pins) of.set(action, (of.get(action) ?? new Set()).add(pin));
  expect([...of].filter(([, set]) => set.size > 1)).toEqual([]);
});

describe('a job', () => {
  test.each(jobs)('$file $name has the rights it needs, and a time limit', ({ file, name, job }) => {
    const rights: Readonly<Record<string, object>> = {
      image: { contents: 'read', packages: 'write', 'id-token': 'write' },
      chart: { contents: 'read', packages: 'write', 'id-token': 'write' },
      release: { contents: 'write' },
    };
    expect(job.permissions).toEqual(rights[name] ?? { contents: 'read' });
    if (job.uses === undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
    for (const needed of [job.needs ?? []].flat()) expect(Object.keys(parsed(file).jobs)).toContain(needed);
  });

  test('that publishes waits for the tests', () => {
    const { jobs: all } = parsed('release.yml');
    const awaitedBy = (name: string): readonly string[] =>
      [all[name]?.needs ?? []].flat().flatMap((needed) => [needed, ...awaitedBy(needed)]);
    for (const [name, { permissions = {} }] of Object.entries(all))
      if (Object.values(permissions).includes('write'))
        expect(awaitedBy(name)).toEqual(expect.arrayContaining(['versions', 'ci']));
    expect(all['ci']?.uses).toBe('./.github/workflows/ci.yml');
  });

  test('leaves no token in its checkout', () => {
    const checkouts = jobs.flatMap(({ job }) => (job.steps ?? []).filter(({ uses }) => uses?.includes('/checkout@')));
    expect(checkouts).toHaveLength(5);
    for (const step of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false });
  });

  test('that runs .ci/run has the whole history, which frozen files are compared with', () => {
    const running = jobs.filter(({ job }) => job.steps?.some(({ run }) => run === '.ci/run'));
    expect(running).toHaveLength(1);
    for (const { job } of running)
      expect(job.steps?.find(({ uses }) => uses?.includes('/checkout@'))?.with).toMatchObject({ 'fetch-depth': 0 });
  });

  test('names only outputs that there are', () => {
    for (const { file, name, job } of jobs) {
      const text = JSON.stringify(job);
      for (const [, needed = '', output = ''] of text.matchAll(/needs\.(\w+)\.outputs\.(\w+)/g)) {
        expect([job.needs].flat()).toContain(needed);
        expect(Object.keys(parsed(file).jobs[needed]?.outputs ?? {})).toContain(output);
      }
      for (const [, id, output = ''] of text.matchAll(/steps\.(\w+)\.outputs\.(\w+)/g)) {
        const step = job.steps?.find((each) => each.id === id);
        expect(`${name} ${id} ${step?.uses ?? step?.run}`).toMatch(output === 'digest' ? /build-push/ : `${output}=`);
      }
    }
  });
});

describe('what is run', () => {
  test.each(runs)('$file $name: $run', ({ run }) => {
    expect(() => execFileSync('bash', ['-n'], { input: run, stdio: 'pipe' })).not.toThrow();
    // What a tag or an owner is called would be a part of the script.
    expect(run).not.toContain('${{');
    for (const [, script = ''] of run.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g))
      expect(Object.keys(scripts)).toContain(script);
    for (const [, script = ''] of run.matchAll(/\bnode (\S+)/g)) expect(existsSync(join(root, script))).toBe(true);
    for (const [script] of run.matchAll(/^\.\S+/gm)) expect(statSync(join(root, script)).mode & 0o100).toBe(0o100);
  });

  test('is what this repository has for it', () => {
    const all = runs.map(({ run }) => run).join('\n');
    for (const part of [
      '.ci/run',
      'release/versions.ts',
      'release/changelog.ts',
      'release/chart.ts',
      'cosign sign',
      'npm sbom',
      'npm pack',
      // The chart's file has the name that npm would give.
      'published/tapdb-cli-',
    ])
      expect(all).toContain(part);
  });
});

test('the image is made of the Dockerfile for both architectures, with SBOM and provenance', () => {
  const step = parsed('release.yml').jobs['image']?.steps?.find(({ uses }) => uses?.includes('/build-push-action@'));
  expect(step?.with).toMatchObject({
    platforms: 'linux/amd64,linux/arm64',
    push: true,
    sbom: true,
    provenance: 'mode=max',
  });
  expect(existsSync(join(root, 'Dockerfile'))).toBe(true);
});

test('Node is the same in workflows, package.json and Dockerfile', () => {
  const { node } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies;
  const versions = jobs.flatMap(({ job }) =>
    (job.steps ?? []).flatMap(({ with: given }) => given?.['node-version'] ?? []),
  );
  expect(new Set(versions)).toEqual(new Set([node]));
  expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toContain(`FROM node:${node}-`);
});

test('what is updated by Dependabot is there', () => {
  const { updates } = parse(readFileSync(join(root, '.github/dependabot.yml'), 'utf8')) as {
    readonly updates: readonly { readonly 'package-ecosystem': string; directory?: string; directories?: string[] }[];
  };
  const files: Readonly<Record<string, string>> = { npm: 'package.json', docker: 'Dockerfile', gomod: 'go.mod' };
  for (const { 'package-ecosystem': ecosystem, directory, directories = [directory ?? ''] } of updates)
    for (const place of directories)
      expect(existsSync(join(root, place, files[ecosystem] ?? '.github/workflows'))).toBe(true);
});
