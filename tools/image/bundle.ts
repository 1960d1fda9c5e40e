import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Bundle {
  readonly code: string;
  /** The licence of every package in it, in full. */
  readonly licences: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

/** The compiled command line with all that it imports as one file, which needs nothing but Node. */
export async function bundle(root: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['build/cli/tapdb.js'],
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    write: false,
    metafile: true,
    minifySyntax: true,
    minifyWhitespace: true,
    // Stack traces of an operator at night name what its sources name.
    keepNames: true,
    legalComments: 'none',
    // The operator's own file is started by the command line here.
    define: { 'import.meta.main': 'false' },
    // CommonJS packages ask for Node's modules by `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  const code = outputFiles[0]?.text;
  if (code === undefined) throw new Error('esbuild wrote nothing');
  const packages = new Set(Object.keys(metafile.inputs).flatMap((path) => packageOf(path) ?? []));
  return {
    code,
    licences: [...packages]
      .toSorted()
      .map((folder) => licenceOf(root, folder))
      .join('\n'),
  };
}

/** `node_modules/a/node_modules/@b/c` for a file of `@b/c` in it. */
const packageOf = (path: string): string | undefined => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];

/** A few bring no text: theirs is what package.json says, under the names that stand there. */
function licenceOf(root: string, folder: string): string {
  const read = (file: string): string => readFileSync(join(root, folder, file), 'utf8').trim();
  const { name, version, license, author } = JSON.parse(read('package.json')) as Manifest;
  if (license === undefined) throw new Error(`${name} ${version} says no licence`);
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const holder = typeof author === 'object' ? author.name : author;
  const text = file === undefined ? [license, holder].filter(Boolean).join(', ') : read(file);
  return `${'='.repeat(80)}\n${name} ${version}: ${license}\n${'='.repeat(80)}\n${text}\n`;
}
