import { basename, extname } from 'node:path';
import { Command } from 'commander';
import { ALLOW_ALL, findProblems } from '../api/find-problems.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { TAPDATABASE_SCHEMA } from '../api/generated/tapdatabase-schema.js';
import type { KubeObject } from '../api/object.js';
import { formatProblem } from '../api/problem.js';
import { KIND } from '../api/words.js';
import { manifestApp } from '../composition/manifest-app.js';
import type { TapStackProps } from '../composition/tap-stack.js';
import { type Document, readDocuments } from './read-documents.js';

interface SynthOptions {
  readonly static: readonly string[];
  readonly accountId?: string;
  readonly passwordSecret?: string;
}

/** What `cdk8s synth` runs: manifests for kubectl and Argo CD to take from Git, in a file for each file that is given. */
const command = new Command('synth')
  .argument('[path...]', 'files and folders: manifests that stay as they are, TapDatabases among them checked')
  .option('--static <path>', 'a file or folder whose TapDatabases become static stacks; repeatable', collect, [])
  .option('--account-id <number>', 'the AWS account of the static stacks')
  .option('--password-secret <name[/key]>', 'where ACK finds their password (default: <database>-password/password)')
  .parse();
await synth(command.args, command.opts<SynthOptions>());

async function synth(paths: readonly string[], options: SynthOptions): Promise<void> {
  const files: Record<string, { readonly source: string; objects: KubeObject[]; stacks: TapStackProps[] }> = {};
  const fileOf = ({ source }: Document) => {
    const name = basename(source, extname(source));
    files[name] ??= { source, objects: [], stacks: [] };
    if (files[name].source !== source)
      throw new Error(`${files[name].source} and ${source}: the same file in the output`);
    return files[name];
  };
  for (const document of await readDocuments(paths)) fileOf(document).objects.push(sound(document));
  for (const document of await readDocuments(options.static)) {
    const object = sound(document);
    if (object.kind === KIND) fileOf(document).stacks.push(stackOf(object as TapDatabase, options));
    else fileOf(document).objects.push(object);
  }
  manifestApp(files).synth();
}

function stackOf({ metadata, spec }: TapDatabase, { accountId, passwordSecret }: SynthOptions): TapStackProps {
  const { name, namespace } = metadata;
  const [secret = '', key] = (passwordSecret ?? `${name}-password`).split('/');
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    spec,
    ...(accountId !== undefined && { accountID: accountId }),
    passwordSecret: { name: secret, ...(key !== undefined && { key }) },
  };
}

/** Throws where a TapDatabase would be refused. */
function sound({ source, value, line }: Document): KubeObject {
  const object = value as KubeObject;
  const [problem] = object.kind === KIND ? findProblems(value, TAPDATABASE_SCHEMA, ALLOW_ALL) : [];
  if (problem !== undefined) throw new Error(`${source}:${line(problem.field)}: ${formatProblem(problem)}`);
  return object;
}

function collect(path: string, before: readonly string[]): readonly string[] {
  return [...before, path];
}
