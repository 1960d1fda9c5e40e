import { Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'yaml';
import type { Observed } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import { compose } from '../composition/compose.js';
import { settledCredentials } from '../composition/credential-names.js';
import { credentialsChildren } from '../reconcile/credentials.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith } from './exit-code.js';
import { nameOf } from './name-of.js';
import { Placeholders } from './placeholders.js';
import { readDatabases } from './read-databases.js';
import { readDocuments } from './read-documents.js';

export interface RenderOptions {
  /** Live objects, of this database or others. Secrets among them are not looked at. */
  readonly observed?: readonly KubeObject[];
  /** 12 digits */
  readonly accountID?: string;
}

type Output = 'yaml' | 'json' | 'name';

/**
 * Every child of a valid TapDatabase as it would be composed once all is observed, the Secret of its password included.
 * What only the cluster can say stands as `${Kind/name:path}`, a password always.
 */
export function render(database: TapDatabase, { observed = [], accountID }: RenderOptions = {}): readonly KubeObject[] {
  const { name, namespace = 'default' } = database.metadata;
  const ours = observed.filter(({ metadata }) => (metadata.namespace ?? 'default') === namespace);
  const placeholders = new Placeholders(ours, accountID);
  const names = settledCredentials(name, placeholders);
  const { children } = compose(database, placeholders, { credentials: names });
  const password = withPassword(placeholders, names.reference);
  const credentials = credentialsChildren(database, { names, retired: [] }, password, new Date(0));
  return [...credentials, ...children].map(({ manifest }) => placeholders.legible(manifest));
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
    .option('--observed <file>', 'live objects whose values take the place of ${…}')
    .option(
      '--account-id <number>',
      "the AWS account; without it, names that are cut to AWS's limits are not exact",
      accountID,
    )
    .addOption(new Option('-o, --output <format>').choices(['yaml', 'json', 'name']).default('yaml'))
    .addHelpText('after', examples('render examples/minimal.yaml', 'render examples/ -o name'))
    .action((files: string[], options: { observed?: string; accountId?: string; output: Output }) =>
      exitWith(() => run(files, options)),
    );
}

async function run(
  files: readonly string[],
  options: { readonly observed?: string; readonly accountId?: string; readonly output: Output },
): Promise<ExitCode> {
  const databases = await readDatabases(files);
  const observed = options.observed === undefined ? [] : await readDocuments([options.observed]);
  const children = databases.flatMap((database) =>
    render(database, {
      observed: observed.map(({ value }) => value as KubeObject),
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
