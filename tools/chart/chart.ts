// `npm run chart`: lints and renders the chart with its defaults and with every values file of its ci/ folder.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { chart, helm } from './helm.ts';

const files = (await readdir(join(chart, 'ci'))).sort();
for (const flags of [[], ...files.map((file) => [`--values=${join(chart, 'ci', file)}`])]) {
  const name = flags.length === 0 ? 'defaults' : files.find((file) => flags[0]?.endsWith(`/${file}`));
  try {
    await helm('lint', chart, '--strict', '--quiet', ...flags);
    const rendered = await helm('template', 'tapdb-operator', chart, '--namespace=tapdb-system', ...flags);
    console.log(`${name}: ${count(rendered)} objects`);
  } catch (error) {
    const { message, stdout = '' } = error as Error & { readonly stdout?: string };
    console.error(`${name}: ${message}\n${stdout}`);
    process.exitCode = 1;
  }
}

/** The number of objects; fails where one cannot be read, has no name, or is there twice. */
function count(rendered: string): number {
  const seen = new Set<string>();
  for (const document of parseAllDocuments(rendered, { uniqueKeys: true })) {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw problem;
    const object = document.toJS() as { kind?: string; metadata?: { name?: string; namespace?: string } } | null;
    if (object === null) continue;
    const { kind, metadata } = object;
    if (!kind || !metadata?.name) throw new Error(`an object without kind or name:\n${document}`);
    const identity = `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
    if (seen.has(identity)) throw new Error(`${identity} is there twice`);
    seen.add(identity);
  }
  return seen.size;
}
