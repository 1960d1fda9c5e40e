// Makes the TypeScript types of src/api/generated from the schemas in crds/, the form of a TapDatabase for commands that
// judge manifests without a cluster, and docs/api.md. `--check` writes nothing and fails where a file differs from what it
// should be.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { parse, parseAllDocuments } from 'yaml';
import { NO_DEFAULTS, withDefaults } from './composition-defaults.ts';
import { apiReference } from './reference.ts';

interface Schema {
  title?: string;
  description?: string;
  type?: string;
  tsType?: string;
  enum?: unknown[];
  items?: Schema;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
}

interface CustomResourceDefinition {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; schema: { openAPIV3Schema: Schema } }[];
  };
}

const root = join(import.meta.dirname, '../..');
const generated = 'src/api/generated';
const DATABASES = 'crds/tapdatabase.yaml';
const COMPOSITIONS = 'crds/tapcomposition.yaml';

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The same schema for json-schema-to-typescript: every object is closed, so that a typo is a compile error, and has a
 * title, so that it becomes a type of its own.
 */
function close(schema: Schema, name: string): Schema {
  const title = schema.title ?? name;
  if (title === 'CompositionDefaults') return { description: schema.description ?? '', tsType: title };
  if (schema.type === undefined && schema.tsType === undefined && !schema.enum) return { ...schema, tsType: 'Json' };
  if (schema.type === 'array' && schema.items) {
    // The title is the item's: on a list it would name an alias. Bounds of a list would only be noise in comments.
    const { description = '' } = schema;
    return { type: 'array', description, items: close(schema.items, title) };
  }
  if (schema.properties) {
    const properties = Object.entries(schema.properties).map(([key, property]) => [
      key,
      close(property, title + capitalize(key)),
    ]);
    return { ...schema, title, properties: Object.fromEntries(properties), additionalProperties: false };
  }
  if (typeof schema.additionalProperties === 'object') {
    return { ...schema, additionalProperties: close(schema.additionalProperties, `${title}Value`) };
  }
  return schema;
}

/**
 * Read-only aliases instead of interfaces: only an alias of an object type is assignable to the index signatures of
 * KubeObject.
 */
function freeze(source: string): string {
  return source
    .replaceAll(/^export interface (\w+) \{$/gm, 'export type $1 = {')
    .replaceAll(/^\}$/gm, '};')
    .replaceAll(/^( +)([\w$"'-]+\??:|\[k: string\]:)/gm, '$1readonly $2')
    .replaceAll(/(\w+|\([^()]*\))\[\]/g, 'readonly $1[]');
}

async function typesOf(source: string, objectModule: string, from: string): Promise<string> {
  const definitions = parseAllDocuments(source).map((document) => document.toJS() as CustomResourceDefinition);
  const properties = definitions.map(({ spec: { group, names, versions } }) => {
    const version = versions[0];
    if (!version) throw new Error(`${from}: ${names.kind} has no version`);
    const { properties = {}, required = [], ...schema } = version.schema.openAPIV3Schema;
    const object: Schema = {
      ...schema,
      required: [...new Set(['apiVersion', 'kind', 'metadata', ...required])],
      properties: {
        ...properties,
        apiVersion: { enum: [`${group}/${version.name}`] },
        kind: { enum: [names.kind] },
        metadata: { tsType: 'ObjectMeta' },
      },
    };
    return [names.kind, close(object, names.kind)] as const;
  });
  const text = await compile(
    {
      title: 'Generated',
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(properties) as Record<string, JSONSchema>,
    },
    'Generated',
    {
      additionalProperties: false,
      bannerComment: '',
      ignoreMinAndMaxItems: true,
      style: { printWidth: 120, singleQuote: true },
    },
  );
  // One compilation names the types of all kinds of a file apart; the object that held them together goes.
  const types = text.replace(/export interface Generated \{[^}]*\}\n/, '').trim();
  const imports = [
    `import type { ${types.includes(': Json;') ? 'Json, ' : ''}ObjectMeta } from '${objectModule}';`,
    ...(types.includes(': CompositionDefaults') ? [from === COMPOSITIONS ? DEFAULTS : IMPORTED] : []),
  ].join('\n');
  return `// Generated from ${from} by \`npm run generate\`: edit that file instead.\n${imports}\n\n${freeze(types)}\n`;
}

const IMPORTED = `import type { CompositionDefaults } from './tapcomposition.js';`;

/** The type of a database's own spec, of which nothing is required. */
const DEFAULTS = `import type { TapDatabaseSpec } from './tapdatabase.js';

/** What a composition may lay under the spec of a database. */
export type CompositionDefaults = Omit<Partial<TapDatabaseSpec>, ${NO_DEFAULTS.map((name) => `'${name}'`).join(' | ')}>;`;

/** What rules and readers say to people is not asked for when the form of a manifest is judged. */
const PROSE = ['description', 'title', 'x-kubernetes-validations', 'pattern', 'format'];

/** The schema as a module: the commands start before YAML of its size could be read. */
function schemaModule(source: string, from: string, name: string): string {
  const { spec } = parse(source) as CustomResourceDefinition;
  const schema = spec.versions[0]?.schema.openAPIV3Schema;
  const isNamed = (path: string) => path === 'properties';
  const bare = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([name]) => isNamed(key) || !PROSE.includes(name));
    return Object.fromEntries(entries.map(([name, inner]) => [name, bare(inner, isNamed(key) ? '' : name)]));
  };
  return `// Generated from ${from} by \`npm run generate\`: edit that file instead.\nexport const ${name} = ${JSON.stringify(bare(schema), null, 2)} as const;\n`;
}

async function listSources(): Promise<string[]> {
  const ack = await readdir(join(root, 'crds/ack'));
  const own = await readdir(join(root, 'crds'));
  return [
    ...own.filter((name) => name.endsWith('.yaml')).map((name) => `crds/${name}`),
    ...ack.filter((name) => name.endsWith('.yaml')).map((name) => `crds/ack/${name}`),
  ].sort();
}

/** What should be there: path from the root → text. */
async function generate(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const read = (path: string) => readFile(join(root, path), 'utf8');
  const databases = await read(DATABASES);
  const compositions = withDefaults(await read(COMPOSITIONS), databases);
  files.set(COMPOSITIONS, compositions);
  for (const source of await listSources()) {
    const target = join(generated, relative('crds', dirname(source)), `${basename(source, '.yaml')}.ts`);
    const objectModule = join(relative(dirname(target), 'src/api'), 'object.js');
    const text = source === COMPOSITIONS ? compositions : await read(source);
    files.set(target, await typesOf(text, objectModule, source));
  }
  files.set(join(generated, 'tapdatabase-schema.ts'), schemaModule(databases, DATABASES, 'TAPDATABASE_SCHEMA'));
  const form = schemaModule(compositions, COMPOSITIONS, 'TAPCOMPOSITION_SCHEMA');
  files.set(join(generated, 'tapcomposition-schema.ts'), form);
  files.set('docs/api.md', apiReference(parse(databases), DATABASES));
  return files;
}

const onDisk = (await readdir(join(root, generated), { recursive: true }).catch(() => []))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(generated, name));
const wanted = await generate();
const stale: string[] = [];
for (const path of new Set([...onDisk, ...wanted.keys()])) {
  const text = wanted.get(path);
  if (text === (await readFile(join(root, path), 'utf8').catch(() => undefined))) continue;
  stale.push(path);
  if (process.argv.includes('--check')) continue;
  await mkdir(dirname(join(root, path)), { recursive: true });
  if (text === undefined) await rm(join(root, path));
  else await writeFile(join(root, path), text);
}
if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`Out of date, run \`npm run generate\`:\n${stale.map((path) => `  ${path}`).join('\n')}`);
  process.exitCode = 1;
}
