/**
 * Loads the TypeScript of a folder into this process, any number of times: what is asked for under another version is
 * evaluated anew. Packages load once.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const STAND_INS: ReadonlyMap<string, string> = new Map([
  ['@jest/globals', new URL('globals.ts', import.meta.url).href],
  ['fast-check', new URL('fast-check.ts', import.meta.url).href],
]);

export class Sources {
  readonly #root: string;
  readonly #scripts = new Map<string, string>();
  readonly #importers = new Map<string, Set<string>>();

  constructor(folder: string) {
    this.#root = `${pathToFileURL(folder).href}/`;
    registerHooks({
      resolve: (specifier, context, next) => {
        if (!this.#isOurs(context.parentURL)) return next(specifier, context);
        const standIn = STAND_INS.get(specifier);
        if (standIn !== undefined && context.parentURL !== standIn) return { url: standIn, shortCircuit: true };
        if (!specifier.startsWith('.')) return next(specifier, context);
        return { url: this.#resolve(specifier, context.parentURL), format: 'module', shortCircuit: true };
      },
      load: (url, context, next) =>
        this.#isOurs(url) ? { format: 'module', source: this.#script(url), shortCircuit: true } : next(url, context),
    });
  }

  /** Paths of files relative to the folder. */
  find(...patterns: readonly string[]): readonly string[] {
    return globSync(patterns, { cwd: fileURLToPath(this.#root) }).toSorted();
  }

  /** `version` holds for the file and all it imports, `own` for the file alone. */
  async load(path: string, version: number, own = 0): Promise<void> {
    await import(`${this.#root}${path}?${version}${own === 0 ? '' : `.${own}`}`);
  }

  /** Whether one file imports the other, itself or through others, as far as they have been loaded. */
  uses(path: string, other: string, seen = new Set<string>()): boolean {
    if (path === other) return true;
    seen.add(other);
    return [...(this.#importers.get(other) ?? [])].some((next) => !seen.has(next) && this.uses(path, next, seen));
  }

  #isOurs(url: string | undefined): url is string {
    return url?.startsWith(this.#root) === true && !url.includes('/node_modules/');
  }

  /** `./x.js` is `./x.ts`, and of the same version as who asks. */
  #resolve(specifier: string, importer: string): string {
    const target = new URL(specifier, importer);
    const typed = new URL(target.href.replace(/\.js$/, '.ts'));
    const found = existsSync(typed) ? typed : target;
    const importers = this.#importers.get(this.#pathOf(found.href)) ?? new Set();
    this.#importers.set(this.#pathOf(found.href), importers.add(this.#pathOf(importer)));
    const [version] = new URL(importer).search.split('.');
    return `${found.href}${version}`;
  }

  #pathOf(url: string): string {
    return url.slice(this.#root.length).replace(/\?.*$/, '');
  }

  #script(url: string): string {
    const path = this.#pathOf(url);
    const known = this.#scripts.get(path);
    if (known !== undefined) return known;
    const filename = join(fileURLToPath(this.#root), path);
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      filename,
      swcrc: false,
      jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    });
    this.#scripts.set(path, code);
    return code;
  }
}
