import { Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'yaml';
import type { Observed } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { TAPDATABASE_SCHEMA } from '../api/generated/tapdatabase-schema.js';
import { groupOf } from '../api/kinds.js';
import type { KubeObject } from '../api/object.js';
import { formatProblem } from '../api/problem.js';
import { API_VERSION, KIND } from '../api/words.js';
import { compose } from '../composition/compose.js';
import { credentialsSecretName } from '../composition/credentials.js';
import { credentialsChild } from '../reconcile/credentials.js';
import { ALLOW_ALL, findProblems } from './find-problems.js';
import { Placeholders } from './placeholders.js';
import { type Document, readDocuments, UnreadableFile } from './read-documents.js';

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
  const secret = credentialsSecretName(database, placeholders);
  const { children } = compose(database, placeholders);
  const credentials = credentialsChild({ namespace, name }, secret, withPassword(placeholders, secret));
  return [...(credentials === undefined ? [] : [credentials]), ...children].map(({ manifest }) =>
    placeholders.legible(manifest),
  );
}

/** The Secret as if it were live with a placeholder in it: then no password is generated. */
function withPassword(observed: Observed, name: string): Observed {
  const ref = { apiVersion: 'v1', kind: 'Secret', name };
  const password = Buffer.from(observed.value(ref, 'data.password') ?? '').toString('base64');
  const live: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, data: { password } };
  return { children: [live], value: (of, path) => observed.value(of, path) };
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
    .action(async (files: string[], options: { observed?: string; accountId?: string; output: Output }) => {
      process.exitCode = await run(files, options);
    });
}

/** The exit code: 1 where a TapDatabase is invalid, 2 where a file cannot be read or holds none. */
async function run(
  files: readonly string[],
  options: { readonly observed?: string; readonly accountId?: string; readonly output: Output },
): Promise<0 | 1 | 2> {
  try {
    const databases = (await readDocuments(files)).filter(({ value }) => isKind(value));
    if (databases.length === 0) throw new UnreadableFile(`no ${KIND} of ${API_VERSION} in ${files.join(', ')}`);
    const observed = options.observed === undefined ? [] : await readDocuments([options.observed]);
    const problems = databases.flatMap(problemsOf);
    if (problems.length > 0) {
      process.stderr.write(problems.join(''));
      return 1;
    }
    const children = databases.flatMap(({ value }) =>
      render(value as TapDatabase, {
        observed: observed.map((document) => document.value as KubeObject),
        ...(options.accountId !== undefined && { accountID: options.accountId }),
      }),
    );
    process.stdout.write(format(children, options.output));
    return 0;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

function isKind(value: unknown): boolean {
  const { apiVersion, kind } = (value ?? {}) as Partial<KubeObject>;
  return apiVersion === API_VERSION && kind === KIND;
}

/** What a cluster's administrator allows is not asked: rendering says what would be composed, not who may. */
function problemsOf({ source, value, line }: Document): readonly string[] {
  return findProblems(value, TAPDATABASE_SCHEMA, ALLOW_ALL).map(
    (problem) => `${source}:${line(problem.field)}: ${formatProblem(problem)}\n`,
  );
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

/** As `kubectl get -o name` prints it: `vpc.ec2.services.k8s.aws/tap-vpc`, `service/tap-rw`. */
function nameOf({ apiVersion, kind, metadata }: KubeObject): string {
  const group = groupOf(apiVersion);
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${metadata.name}`;
}

function accountID(value: string): string {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError('An AWS account has 12 digits.');
  return value;
}
