import { Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'yaml';
import type { Observed } from '../api/child.js';
import type { RevisionTemplate } from '../api/generated/tapcompositionrevision.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { BUILT_IN_COMPOSITION } from '../api/identity.js';
import type { KubeObject } from '../api/object.js';
import { formatProblem } from '../api/problem.js';
import { settledCredentials } from '../composition/credential-names.js';
import { credentialsChildren } from '../reconcile/credentials.js';
import { composeTemplate } from '../revisions/compose-template.js';
import { withDefaults } from '../revisions/with-defaults.js';
import { readComposition } from './composition-file.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith } from './exit-code.js';
import { nameOf } from './name-of.js';
import { Placeholders } from './placeholders.js';
import { readDatabases } from './read-databases.js';
import { InvalidManifests, readDocuments } from './read-documents.js';

export interface RenderOptions {
  /** Live objects, of this database or others. Secrets among them are not looked at. */
  readonly observed?: readonly KubeObject[];
  /** 12 digits */
  readonly accountID?: string;
  /** Of its TapComposition. @default - the built-in blueprint */
  readonly template?: RevisionTemplate;
}

type Output = 'yaml' | 'json' | 'name';

const BUILT_IN: RevisionTemplate = { blueprint: BUILT_IN_COMPOSITION };

/**
 * Every child of a valid TapDatabase, the defaults of its composition laid under it, as it would be composed once all is observed, the Secret of its password included.
 * What only the cluster can say stands as `${Kind/name:path}`, a password always.
 */
export function render(
  database: TapDatabase,
  { observed = [], accountID, template = BUILT_IN }: RenderOptions = {},
): readonly KubeObject[] {
  const { name, namespace = 'default' } = database.metadata;
  const ours = observed.filter(({ metadata }) => (metadata.namespace ?? 'default') === namespace);
  const placeholders = new Placeholders(ours, accountID);
  const names = settledCredentials(name, placeholders);
  const { composition, problems } = composeTemplate(template, database, placeholders, { credentials: names });
  if (problems.length > 0)
    throw new InvalidManifests(problems.map((problem) => `${name}: ${formatProblem(problem)}`).join('\n'));
  const password = withPassword(placeholders, names.reference);
  const credentials = credentialsChildren(database, { names, retired: [] }, password, new Date(0));
  return [...credentials, ...composition.children].map(({ manifest }) => placeholders.legible(manifest));
}

/** The Secret as if it were live with a placeholder in it: then no password is generated. */
function withPassword(observed: Observed, name: string): Observed {
  const ref = { apiVersion: 'v1', kind: 'Secret', name };
  const password = Buffer.from(observed.value(ref, 'data.password') ?? '').toString('base64');
  const live: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, data: { password } };
  return { children: [...observed.children, live], value: (of, path) => observed.value(of, path) };
}

/** The subcommand `render`. */
export function renderCommand(): Command {
  return new Command('render')
    .description('print every child of a TapDatabase as it would be composed')
    .argument('<file...>', 'manifests of TapDatabases: files, folders, or - for stdin')
    .option('--composition <file>', 'the TapComposition that the TapDatabases follow')
    .option('--observed <file>', 'live objects whose values take the place of ${…}')
    .option(
      '--account-id <number>',
      "the AWS account; without it, names that are cut to AWS's limits are not exact",
      accountID,
    )
    .addOption(new Option('-o, --output <format>').choices(['yaml', 'json', 'name']).default('yaml'))
    .addHelpText('after', examples('render examples/minimal.yaml', 'render examples/ -o name'))
    .action((files: string[], options: Options) => exitWith(() => run(files, options)));
}

interface Options {
  readonly composition?: string;
  readonly observed?: string;
  readonly accountId?: string;
  readonly output: Output;
}

async function run(files: readonly string[], options: Options): Promise<ExitCode> {
  const given = options.composition === undefined ? undefined : await readComposition(options.composition);
  const databases = await readDatabases(files, given);
  const observed = options.observed === undefined ? [] : await readDocuments([options.observed]);
  const children = databases.flatMap((database) =>
    render(given === undefined ? database : withDefaults(database, given.template), {
      observed: observed.map(({ value }) => value as KubeObject),
      ...(given !== undefined && { template: given.template }),
      ...(options.accountId !== undefined && { accountID: options.accountId }),
    }),
  );
  process.stdout.write(format(children, options.output));
  return 0;
}

function format(children: readonly KubeObject[], output: Output): string {
  switch (output) {
    case 'yaml':
      return children.map((child) => `---\n${stringify(child, { lineWidth: 0 })}`).join('');
    case 'json':
      return `${JSON.stringify(children, null, 2)}\n`;
    case 'name':
      return children.map((child) => `${nameOf(child)}\n`).join('');
  }
}

function accountID(value: string): string {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError('An AWS account has 12 digits.');
  return value;
}
