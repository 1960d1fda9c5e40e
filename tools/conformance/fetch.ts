// Brings ACK's own definitions for `npm run conformance`: those of the controllers and versions that crds/ack names as its
// source. `node tools/conformance/fetch.ts FOLDER [BASE]`; BASE holds the controllers' repositories.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [folder, base = 'https://github.com/aws-controllers-k8s'] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder that gets them');
const ours = join(import.meta.dirname, '../../crds/ack');

mkdirSync(folder, { recursive: true });
for (const file of readdirSync(ours).filter((name) => name.endsWith('.yaml'))) {
  const text = readFileSync(join(ours, file), 'utf8').replaceAll('\n# ', ' ');
  const [, controller, version] = /facts of (\S+-controller) (v\d+\.\d+\.\d+)/.exec(text) ?? [];
  if (controller === undefined || version === undefined) throw new Error(`crds/ack/${file} names no controller`);
  const clone = mkdtempSync(join(tmpdir(), 'ack-'));
  try {
    const quiet = ['-c', 'advice.detachedHead=false', 'clone', '--quiet', '--depth=1', `--branch=${version}`];
    execFileSync('git', [...quiet, `${base}/${controller}`, clone], { stdio: ['ignore', 'ignore', 'inherit'] });
    const definitions = join(clone, 'helm/crds');
    for (const name of readdirSync(definitions)) copyFileSync(join(definitions, name), join(folder, name));
    console.log(`${controller} ${version}`);
  } finally {
    rmSync(clone, { recursive: true });
  }
}
