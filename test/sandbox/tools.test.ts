import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findTool, findTools } from '../../src/sandbox/tools.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapdb-tools-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function writeProgram(path: string, script: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

test('takes what KUBEBUILDER_ASSETS holds', async () => {
  const etcd = await writeProgram(join(folder, 'etcd'), '');
  expect(await findTool('etcd', { environment: { KUBEBUILDER_ASSETS: folder } })).toBe(etcd);
});

test('finds all of them in one folder', async () => {
  const names = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'helm', 'argocd-lua'];
  for (const name of names) await writeProgram(join(folder, name), '');
  expect(await findTools({ environment: { KUBEBUILDER_ASSETS: folder } })).toEqual(
    Object.fromEntries(names.map((name) => [name, join(folder, name)])),
  );
});

test('refuses a KUBEBUILDER_ASSETS without the API server', async () => {
  await expect(findTool('kube-apiserver', { environment: { KUBEBUILDER_ASSETS: folder } })).rejects.toThrow(
    `KUBEBUILDER_ASSETS is ${folder}, which has no kube-apiserver: point it to a folder that has, or unset it`,
  );
});

test('looks in the cache for the version that go.mod pins, also for what the assets lack', async () => {
  const pinned = /^\tk8s\.io\/kubernetes (v\S+)/m.exec(await readFile('tools/kubernetes/go.mod', 'utf8'))?.[1];
  const cached = join(folder, 'tapdb-operator', `kubernetes-${pinned}`, 'kube-controller-manager');
  await writeProgram(cached, '');
  const environment = { XDG_CACHE_HOME: folder, KUBEBUILDER_ASSETS: join(folder, 'assets') };
  expect(await findTool('kube-controller-manager', { environment })).toBe(cached);
});

test('knows a program of our own by its source too, so that another one is never taken for it', async () => {
  const source = createHash('sha256').update(await readFile('tools/lua/main.go'));
  const pinned = /^\tgithub\.com\/yuin\/gopher-lua (v\S+)/m.exec(await readFile('tools/lua/go.mod', 'utf8'))?.[1];
  const edition = `lua-${pinned}-${source.digest('hex').slice(0, 8)}`;
  const cached = await writeProgram(join(folder, 'tapdb-operator', edition, 'argocd-lua'), '');
  expect(await findTool('argocd-lua', { environment: { XDG_CACHE_HOME: folder } })).toBe(cached);
});

test('builds what is missing once, however many ask, and tells of it', async () => {
  // Stands for the Go toolchain: notes its call and writes the file after `-o`.
  const go = 'echo "$@" >> "$CALLS"; while [ "$1" != -o ]; do shift; done; echo "#!/bin/sh" > "$2"; chmod +x "$2"';
  await writeProgram(join(folder, 'bin', 'go'), go);
  const calls = join(folder, 'calls');
  const lines: string[] = [];
  const environment = { XDG_CACHE_HOME: folder, CALLS: calls, PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
  const options = { environment, report: (line: string) => lines.push(line) };
  const paths = await Promise.all([findTool('kube-apiserver', options), findTool('kube-apiserver', options)]);
  expect(new Set(paths).size).toBe(1);
  const built = (await readFile(calls, 'utf8')).trimEnd().split('\n');
  expect(built).toHaveLength(1);
  expect(built[0]).toContain('-trimpath');
  expect(built[0]).toMatch(/-X k8s\.io\/component-base\/version\.gitVersion=v\d+\.\d+\.\d+ /);
  expect(lines[0]).toMatch(/^Building kube-apiserver v\S+ from source: once/);
  expect(lines.at(-1)).toMatch(/^Built kube-apiserver v\S+ in \d+ s$/);
  expect(await readdir(join(paths[0] ?? '', '..'))).toEqual(['kube-apiserver']);
});

test('tells helm which Kubernetes it renders for', async () => {
  await writeProgram(join(folder, 'bin', 'go'), 'echo "$@" > "$CALLS"; exit 3');
  const calls = join(folder, 'calls');
  const environment = { XDG_CACHE_HOME: folder, CALLS: calls, PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
  await expect(findTool('helm', { environment, report: () => undefined })).rejects.toThrow(
    /^helm v3\S+ could not be built: go build ended with 3/,
  );
  expect(await readFile(calls, 'utf8')).toMatch(/-X helm\.sh\/helm\/v3\/pkg\/chartutil\.k8sVersionMinor=3\d /);
});

test('says what to install where there is no Go', async () => {
  const environment = { XDG_CACHE_HOME: folder, PATH: folder };
  await expect(findTool('etcd', { environment, report: () => undefined })).rejects.toThrow(
    /no `go` on the PATH: install Go .* or set KUBEBUILDER_ASSETS/,
  );
});
