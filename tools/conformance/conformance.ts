/**
 * Proves that crds/ack says of each field what the real ACK definitions say. `npm run conformance [-- FOLDER]`, where
 * FOLDER (or TAPDB_ACK_CRDS) holds the real ones. Exit codes: 0 conforms, or nothing to compare with; 1 differences;
 * 2 could not be done, also where the folder is missing and `--require` or CI=true says that it must be there.
 */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkStructure } from './check-structure.ts';
import { compareDefinitions } from './compare-definitions.ts';
import { countFields, type Finding, readDefinitions, type SourcedDefinition } from './definition.ts';

const root = resolve(import.meta.dirname, '../..');

function run(): number {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { require: { type: 'boolean' } } });
  const folder = resolve(positionals[0] ?? process.env.TAPDB_ACK_CRDS ?? join(root, '../shared/ack/crds'));
  const ours = readDefinitions(join(root, 'crds/ack'));

  let differences = report(ours, checkStructure);
  if (!existsSync(folder)) {
    if (differences > 0) return 1;
    const required = values.require ?? process.env.CI === 'true';
    console.error(`${folder} is not there: nothing to compare with. Every field of crds/ack is typed.`);
    return required ? 2 : 0;
  }

  const theirs = new Map(readDefinitions(folder).map(({ definition }) => [definition.metadata.name, definition]));
  differences += report(ours, (definition) => {
    const { name } = definition.metadata;
    const real = theirs.get(name);
    if (real) return compareDefinitions(definition, real);
    return [{ kind: definition.spec.names.kind, path: '', message: `${folder} has no definition ${name}` }];
  });
  if (differences > 0) {
    console.error(`${differences} differences`);
    return 1;
  }
  const schemas = ours.flatMap(({ definition }) => definition.spec.versions.map((version) => version.schema));
  const fields = schemas.reduce((sum, schema) => sum + countFields(schema.openAPIV3Schema), 0);
  console.log(`${fields} fields of ${ours.length} kinds conform`);
  return 0;
}

function report(
  definitions: readonly SourcedDefinition[],
  find: (definition: SourcedDefinition['definition']) => readonly Finding[],
): number {
  let count = 0;
  for (const { file, definition } of definitions) {
    for (const { kind, path, message } of find(definition)) {
      console.error(`${relative(root, file)}: ${[kind, path].filter(Boolean).join(' ')}: ${message}`);
      count += 1;
    }
  }
  return count;
}

try {
  process.exitCode = run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
