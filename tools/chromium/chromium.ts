import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A browser that starts, and what its process must find in its environment. */
export interface Chromium {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
  /** As it says itself: `Chromium 141.0.7390.65`. */
  readonly version: string;
}

export const HOW_TO_GET_ONE =
  'there is no Chromium: `npm run tools` unpacks that of Debian into your cache where apt-get is at hand; elsewhere, ' +
  '`apt-get install chromium`, or let TAPDB_CHROMIUM be the path of one';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** TAPDB_CHROMIUM, what `npm run tools` has unpacked, or one on the PATH; undefined where none of them starts. */
export async function findChromium(environment: NodeJS.ProcessEnv = process.env): Promise<Chromium | undefined> {
  const given = environment['TAPDB_CHROMIUM'];
  if (given) {
    const chromium = await start(given, {});
    if (chromium === undefined) throw new Error(`TAPDB_CHROMIUM is ${given}, which does not start`);
    return chromium;
  }
  const unpacked = await inFolder(folderOf(environment));
  if (unpacked !== undefined) return unpacked;
  for (const folder of (environment['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    for (const path of NAMES.map((name) => join(folder, name)).filter(existsSync)) {
      const chromium = await start(path, {});
      if (chromium !== undefined) return chromium;
    }
  }
  return undefined;
}

/**
 * Debian's Chromium with the libraries that this machine lacks, verified by apt, unpacked into the cache: needs no root,
 * and installs nothing. Throws where there is no apt-get, or it cannot reach its archive.
 */
export async function unpackChromium(environment: NodeJS.ProcessEnv = process.env): Promise<Chromium> {
  const folder = folderOf(environment);
  const part = `${folder}.part-${process.pid}`;
  const root = join(part, 'root');
  const packages = join(part, 'packages');
  try {
    for (const each of ['lists/partial', 'archives/partial', 'packages', 'root']) {
      await mkdir(join(part, each), { recursive: true });
    }
    const apt = aptIn(part, packages);
    await apt('update');
    const { stdout } = await apt('install', '--simulate', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
    const missing = [...stdout.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name as string);
    await apt('download', ...missing);
    for (const file of await readdir(packages)) await run('dpkg-deb', ['-x', join(packages, file), root]);
    if ((await inFolder(root)) === undefined) throw new Error('what apt-get has as chromium does not start');
    await rm(folder, { recursive: true, force: true });
    await rename(root, folder);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return (await inFolder(folder)) as Chromium;
}

/** With lists of its own, as those of the machine may be old or missing, and are root's. */
function aptIn(part: string, cwd: string): (...words: readonly string[]) => Promise<{ readonly stdout: string }> {
  const settings = [
    `Dir::State::Lists=${join(part, 'lists')}`,
    `Dir::Cache::Archives=${join(part, 'archives')}`,
    'Dir::Cache::pkgcache=',
    'Dir::Cache::srcpkgcache=',
    'Debug::NoLocking=1',
    'APT::Sandbox::User=',
    'Acquire::Languages=none',
    'Acquire::Retries=3',
    'Acquire::http::Timeout=30',
    'Acquire::https::Timeout=30',
  ].flatMap((setting) => ['-o', setting]);
  return (...words) =>
    run('apt-get', ['-q', ...settings, ...words], {
      cwd,
      timeout: 180_000,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, LC_ALL: 'C' },
    });
}

/**
 * The one font of the pictures, so that they are the same on every machine that has it: from the cache or from the
 * machine. Undefined where it is in neither.
 */
export function findFonts(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const dejavu = 'usr/share/fonts/truetype/dejavu';
  return [join(folderOf(environment), dejavu), join('/', dejavu)].find(existsSync);
}

const folderOf = (environment: NodeJS.ProcessEnv): string =>
  join(
    environment['XDG_CACHE_HOME'] || join(environment['HOME'] ?? homedir(), '.cache'),
    'tapdb-operator',
    `chromium-${process.arch}`,
  );

async function inFolder(root: string): Promise<Chromium | undefined> {
  const path = join(root, 'usr/lib/chromium/chromium');
  if (!existsSync(path)) return undefined;
  const libraries: string[] = [];
  for (const parent of ['usr/lib', 'lib'].map((each) => join(root, each)).filter(existsSync)) {
    for (const triple of (await readdir(parent)).filter((name) => name.endsWith('-linux-gnu'))) {
      libraries.push(join(parent, triple), join(parent, triple, 'pulseaudio'));
    }
  }
  return start(path, { LD_LIBRARY_PATH: libraries.join(delimiter) });
}

async function start(path: string, environment: Readonly<Record<string, string>>): Promise<Chromium | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 30_000, env: { ...process.env, ...environment } });
    return { path, environment, version: stdout.trim() };
  } catch {
    return undefined;
  }
}
