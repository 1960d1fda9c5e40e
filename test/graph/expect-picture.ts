import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const GOLDEN = join(import.meta.dirname, 'golden');
const REPORTS = join(root, 'reports/screenshots');
const isUpdate = process.env['UPDATE_GOLDEN'] === '1' && process.env['CI'] !== 'true';

/**
 * Rejects where a picture is not the golden one, which UPDATE_GOLDEN=1 makes again, but in CI. The picture and what differs
 * are then in reports/screenshots/.
 */
export async function expectPicture(name: string, actual: Buffer): Promise<void> {
  const golden = join(GOLDEN, `${name}.png`);
  const [report, marked] = [join(REPORTS, `${name}.png`), join(REPORTS, `${name}-diff.png`)];
  mkdirSync(REPORTS, { recursive: true });
  rmSync(marked, { force: true });
  writeFileSync(report, actual);
  const why = isUpdate ? await compare('--write', report, golden) : await compare(report, golden, marked);
  if (why !== '') throw new Error(`${name} ${why}: see ${report}; UPDATE_GOLDEN=1 where it is better so`);
  rmSync(report);
}

/** Why two pictures are not the same; empty where they are. */
export async function compare(...files: readonly string[]): Promise<string> {
  const program = join(root, 'tools/pictures/compare.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...files]);
  return stdout;
}
