import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');
/** Within the repository, so that its packages are found. */
const FOLDER = join(ROOT, 'reports/next-build');

/** A blueprint beside the first, with all but one thing in common with it. */
const V2 = `import type { Composition, Observed } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { type ComposeSettings, compose } from './compose.js';

export function composeV2(database: TapDatabase, observed: Observed, settings?: ComposeSettings): Composition {
  const composition = compose(database, observed, settings);
  const children = composition.children.map((child) =>
    child.manifest.kind === 'DBSubnetGroup'
      ? { ...child, manifest: { ...child.manifest, spec: { ...child.manifest.spec, description: 'as v2 has it' } } }
      : child,
  );
  return { ...composition, children };
}
`;

interface NextBuild {
  readonly operator: string;
  readonly commandLine: string;
}

/** What the next release of the operator may be: ha-postgres/v2 beside v1, and new databases made by it. */
export async function buildNext(): Promise<NextBuild> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  await cp(join(ROOT, 'src'), join(FOLDER, 'src'), { recursive: true });
  await cp(join(ROOT, 'package.json'), join(FOLDER, 'package.json'));
  await replaceIn('src/composition/blueprints.ts', [
    [
      "import { type ComposeSettings, compose } from './compose.js';",
      "$&\nimport { composeV2 } from './compose-v2.js';",
    ],
    ["{ 'ha-postgres/v1': compose }", "{ 'ha-postgres/v1': compose, 'ha-postgres/v2': composeV2 }"],
  ]);
  await replaceIn('src/api/identity.ts', [
    ["BUILT_IN_COMPOSITION = 'ha-postgres/v1'", "BUILT_IN_COMPOSITION = 'ha-postgres/v2'"],
  ]);
  await writeFile(join(FOLDER, 'src/composition/compose-v2.ts'), V2);
  const config = {
    extends: '../../tsconfig.json',
    compilerOptions: { rootDir: 'src', outDir: 'build' },
    include: ['src'],
  };
  await writeFile(join(FOLDER, 'tsconfig.json'), JSON.stringify(config));
  await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', FOLDER]);
  return { operator: join(FOLDER, 'build/main.js'), commandLine: join(FOLDER, 'build/cli/tapdb.js') };
}

async function replaceIn(file: string, replacements: readonly (readonly [from: string, to: string])[]): Promise<void> {
  let text = await readFile(join(FOLDER, file), 'utf8');
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    text = text.replace(from, to);
  }
  await writeFile(join(FOLDER, file), text);
}
