import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withFileLock } from './file-lock.js';

/**
 * The programs of the control plane, helm, which renders our chart, and Argo CD's Lua engine, for the scripts of argo-cd/:
 * pinned in tools/<module>/go.mod, built from source.
 */
type Tool = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'helm' | 'argocd-lua';

interface Source {
  /** The folder under tools/. */
  readonly module: string;
  /** The Go module whose version is the tool's. */
  readonly path: string;
  /** The package to build, relative to `path`; 'main.go' is a program of our own that stands beside go.mod. */
  readonly command: '' | `/cmd/${string}` | 'main.go';
  /** Whether a folder in KUBEBUILDER_ASSETS always has it (setup-envtest's have etcd and kube-apiserver). */
  readonly inAssets: boolean;
  /** Wall time of a first build on four cores, for the person who waits. */
  readonly minutes: number;
}

const SOURCES: Readonly<Record<Tool, Source>> = {
  etcd: { module: 'etcd', path: 'go.etcd.io/etcd/server/v3', command: '', inAssets: true, minutes: 1 },
  'kube-apiserver': {
    module: 'kubernetes',
    path: 'k8s.io/kubernetes',
    command: '/cmd/kube-apiserver',
    inAssets: true,
    minutes: 4,
  },
  'kube-controller-manager': {
    module: 'kubernetes',
    path: 'k8s.io/kubernetes',
    command: '/cmd/kube-controller-manager',
    inAssets: false,
    minutes: 2,
  },
  helm: { module: 'helm', path: 'helm.sh/helm/v3', command: '/cmd/helm', inAssets: false, minutes: 2 },
  'argocd-lua': { module: 'lua', path: 'github.com/yuin/gopher-lua', command: 'main.go', inAssets: false, minutes: 1 },
};

interface FindToolOptions {
  /** @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
  /** Told what is being built and for how long. @default lines on stderr */
  readonly report?: (line: string) => void;
}

/** The path of a tool: from KUBEBUILDER_ASSETS, from the user's cache, or built from source into that cache, once. */
export async function findTool(tool: Tool, options: FindToolOptions = {}): Promise<string> {
  const environment = options.environment ?? process.env;
  const report = options.report ?? ((line) => process.stderr.write(`${line}\n`));
  const source = SOURCES[tool];
  const assets = environment['KUBEBUILDER_ASSETS'];
  if (assets) {
    const path = join(assets, tool);
    if (await isExecutable(path)) return path;
    if (source.inAssets) {
      throw new Error(
        `KUBEBUILDER_ASSETS is ${assets}, which has no ${tool}: point it to a folder that has, or unset it`,
      );
    }
  }
  const version = await readVersion(source.module, source.path);
  const cache = environment['XDG_CACHE_HOME'] || join(environment['HOME'] ?? homedir(), '.cache');
  const folder = join(cache, 'tapdb-operator', `${source.module}-${version}${await readEdition(source)}`);
  const path = join(folder, tool);
  if (await isExecutable(path)) return path;
  await mkdir(folder, { recursive: true });
  await withFileLock(`${path}.lock`, async () => {
    if (await isExecutable(path)) return;
    for (const file of await readdir(folder)) {
      if (file.startsWith(`${tool}.part`)) await rm(join(folder, file), { force: true });
    }
    const part = `${path}.part-${process.pid}`;
    await build({ tool, source, version, output: part, environment, report });
    await rename(part, path);
  });
  return path;
}

/** All of them, one after another, since each build takes every core: for those who would rather wait at the beginning. */
export async function findTools(options: FindToolOptions = {}): Promise<Readonly<Record<Tool, string>>> {
  return {
    etcd: await findTool('etcd', options),
    'kube-apiserver': await findTool('kube-apiserver', options),
    'kube-controller-manager': await findTool('kube-controller-manager', options),
    helm: await findTool('helm', options),
    'argocd-lua': await findTool('argocd-lua', options),
  };
}

const moduleFolder = (module: string): string => fileURLToPath(new URL(`../../tools/${module}/`, import.meta.url));

/** The version that tools/<module>/go.mod requires of a Go module. */
async function readVersion(module: string, required: string): Promise<string> {
  const file = join(moduleFolder(module), 'go.mod');
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const [path, version] = line
      .replace(/^require /, '')
      .trim()
      .split(' ');
    if (path === required && version?.startsWith('v')) return version;
  }
  throw new Error(`${file} requires no ${required}`);
}

/** What tells two editions of a program of our own apart, which are built on the same version of a module. */
async function readEdition({ module, command }: Source): Promise<string> {
  if (command !== 'main.go') return '';
  const source = await readFile(join(moduleFolder(module), command));
  return `-${createHash('sha256').update(source).digest('hex').slice(0, 8)}`;
}

interface Build {
  readonly tool: Tool;
  readonly source: Source;
  readonly version: string;
  readonly output: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
}

async function build({ tool, source, version, output, environment, report }: Build): Promise<void> {
  const started = Date.now();
  const elapsed = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
  report(`Building ${tool} ${version} from source: once, about ${source.minutes} min on 4 cores with downloads`);
  const ticker = setInterval(() => report(`  still building ${tool}, ${elapsed()}`), 15_000);
  try {
    const ldflags = ['-s', '-w', ...(await stampVersions(source.module, version))].join(' ');
    const target = source.command === 'main.go' ? source.command : `${source.path}${source.command}`;
    const flags = ['build', '-trimpath', '-ldflags', ldflags, '-o', output, target];
    await runGo(flags, moduleFolder(source.module), { ...environment, CGO_ENABLED: '0' });
  } catch (error) {
    throw new Error(`${tool} ${version} could not be built: ${(error as Error).message}`, { cause: error });
  } finally {
    clearInterval(ticker);
  }
  report(`Built ${tool} ${version} in ${elapsed()}`);
}

/**
 * What their own makefiles tell the linker: an API server without it says v0.0.0 and serves by that, and helm takes the
 * cluster it renders for to be v1.20.
 */
async function stampVersions(module: string, version: string): Promise<string[]> {
  const stamp = (path: string, values: Readonly<Record<string, string>>): string[] =>
    Object.entries(values).map(([name, value]) => `-X ${path}.${name}=${value}`);
  switch (module) {
    case 'kubernetes': {
      const [gitMajor = '', gitMinor = ''] = version.slice(1).split('.');
      const values = { gitVersion: version, gitMajor, gitMinor };
      return [...stamp('k8s.io/component-base/version', values), ...stamp('k8s.io/client-go/pkg/version', values)];
    }
    case 'helm': {
      // client-go v0.34 is Kubernetes v1.34
      const [, k8sVersionMinor = ''] = (await readVersion(module, 'k8s.io/client-go')).split('.');
      return [
        ...stamp('helm.sh/helm/v3/internal/version', { version }),
        ...stamp('helm.sh/helm/v3/pkg/chartutil', { k8sVersionMajor: '1', k8sVersionMinor }),
        ...stamp('helm.sh/helm/v3/pkg/lint/rules', { k8sVersionMajor: '1', k8sVersionMinor }),
      ];
    }
    default:
      return [];
  }
}

function runGo(flags: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = spawn('go', flags, { cwd, env, stdio: ['ignore', process.stderr, 'inherit'] });
    go.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? new Error(
              'there is no `go` on the PATH: install Go 1.26 or newer (https://go.dev/dl), or set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver',
            )
          : error,
      ),
    );
    go.on('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`go ${flags[0]} ended with ${code ?? signal}; its output is above`)),
    );
  });
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
