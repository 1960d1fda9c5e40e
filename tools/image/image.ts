/**
 * Makes the operator's image without a container engine: image/root (the root file system) and image/tapdb-operator.tar
 * (an OCI archive). What it holds of the system, Node's binary and its libraries, comes from the machine that it runs on: the
 * same machine gives the same bytes for the same commit. Usage: npm run image [-- --folder FOLDER] [-- --root-only]
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeArchive } from './archive.ts';
import { COMMAND, makeRootFolder, NODE, USER_ID } from './root-folder.ts';

const root = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: join(root, 'image') },
    'root-only': { type: 'boolean', default: false },
  },
});
const folder = resolve(values.folder);
mkdirSync(folder, { recursive: true });
await makeRootFolder(root, join(folder, 'root'));
if (values['root-only']) process.exit(0);

const { version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
  string,
  string
>;
const commit = (format: string): string =>
  execFileSync('git', ['log', '-1', `--format=${format}`], { cwd: root, encoding: 'utf8' }).trim();
// https://reproducible-builds.org/specs/source-date-epoch: the same commit gives the same image.
const seconds = Number(process.env.SOURCE_DATE_EPOCH ?? commit('%ct'));
const created = new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
const digest = writeArchive(join(folder, 'root'), join(folder, 'tapdb-operator.tar'), {
  name: `tapdb-operator:${version}`,
  created,
  user: `${USER_ID}:${USER_ID}`,
  entrypoint: [NODE, COMMAND],
  arguments: ['operator'],
  labels: {
    'org.opencontainers.image.title': 'tapdb-operator',
    'org.opencontainers.image.description': description ?? '',
    'org.opencontainers.image.licenses': license ?? '',
    'org.opencontainers.image.version': version ?? '',
    'org.opencontainers.image.revision': commit('%H'),
    'org.opencontainers.image.created': created,
  },
});
console.log(digest);
