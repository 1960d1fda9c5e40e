/**
 * Proves that the checks of CI can fail: applies each patch of test/negative in a scratch copy of what is committed, and
 * requires the check that stands in its head to fail, and to say why. Usage: npm run negatives [-- NAME…]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'test/negative');
/** More than any check needs, less than what CI may take. */
const PATIENCE_MS = 300_000;

interface Negative {
  readonly name: string;
  /** A shell command, run in the scratch copy. */
  readonly check: string;
  /** Of what it prints, so that it does not fail for another reason. */
  readonly says: RegExp;
}

const wanted = process.argv.slice(2);
const negatives = readdirSync(folder)
  .filter((file) => file.endsWith('.patch'))
  .map((file) => read(file.replace(/\.patch$/, '')))
  .filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const unknown = wanted.filter((name) => !negatives.some((negative) => negative.name === name));
if (unknown.length > 0) throw new Error(`no patch in test/negative is called ${unknown.join(', ')}`);

const scratch = mkdtempSync(join(tmpdir(), 'tapdb-negatives-'));
try {
  const copy = makeCopy();
  const faults = negatives.flatMap((negative) => faultsOf(negative, copy));
  for (const fault of faults) console.error(fault);
  console.log(`${negatives.length - faults.length} of ${negatives.length} mutations are found out`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function read(name: string): Negative {
  const text = readFileSync(join(folder, `${name}.patch`), 'utf8');
  const [check, says] = ['Check', 'Says'].map((word) => new RegExp(`^${word}: (.+)$`, 'm').exec(text)?.[1]);
  if (check === undefined || says === undefined) throw new Error(`${name}.patch has no line "Check: …" or "Says: …"`);
  return { name, check, says: new RegExp(says) };
}

/** The commit that is checked out, with what was installed, compiled and reported; ACK's definitions beside it. */
function makeCopy(): string {
  const copy = join(scratch, 'project');
  execFileSync('git', ['clone', '--quiet', '--local', root, copy]);
  for (const part of ['node_modules', 'build']) {
    // Links where the file system can: nothing writes into a file of these.
    const linked = spawnSync('cp', ['-al', join(root, part), copy], { stdio: 'ignore' });
    if (linked.status !== 0) execFileSync('cp', ['-a', join(root, part), copy]);
  }
  const reports = join(root, 'reports');
  if (existsSync(reports)) execFileSync('cp', ['-a', reports, copy]);
  const shared = join(root, '../shared');
  if (existsSync(shared)) symlinkSync(shared, join(scratch, 'shared'));
  return copy;
}

function faultsOf({ name, check, says }: Negative, copy: string): readonly string[] {
  const git = (...args: readonly string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=negatives', '-c', 'user.email=negatives@localhost', ...args], { cwd: copy });
  const began = performance.now();
  const patch = join(folder, `${name}.patch`);
  const applied = spawnSync('git', ['apply', '--index', patch], { cwd: copy, encoding: 'utf8' });
  if (applied.status !== 0) return [`${name}: the patch does not apply any more: ${applied.stderr.trim()}`];
  // Committed, so that a check that asks git for changes sees its own alone.
  git('commit', '--quiet', '--no-verify', '-m', name);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', check], {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: PATIENCE_MS,
    env: {
      ...process.env,
      CI: 'true',
      NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
    },
  });
  git('reset', '--quiet', '--hard', 'HEAD~1');
  git('clean', '--quiet', '-fd');
  const output = `${stdout}${stderr}`;
  const seconds = Math.round((performance.now() - began) / 1000);
  if (status === 0) return [`${name}: passes all the same: ${check}`];
  if (!says.test(output)) return [`${name}: fails without saying ${says}: ${check}\n${output.slice(-2000)}`];
  console.log(`${name}: found out after ${seconds} s`);
  return [];
}
