import { styleText } from 'node:util';
import { Command, Option } from 'commander';
import { securityReport } from '../security/report.js';
import { addClusterOptions } from './cluster-options.js';
import { type DoctorOptions, examine, type Finding } from './doctor-checks.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith, UsageError } from './exit-code.js';
import { withCluster } from './open-cluster.js';
import { readScene, type SceneOptions } from './read-scene.js';
import { securityScreen } from './security-screen.js';
import type { Paint } from './status-screen.js';

interface Options extends SceneOptions, DoctorOptions {
  readonly security?: string;
  readonly output: 'text' | 'json';
}

/** The subcommand `doctor`. */
export function doctorCommand(): Command {
  return addClusterOptions(new Command('doctor'))
    .description('say whether this cluster is ready for TapDatabases, and what to do where it is not')
    .option('--operator-namespace <name>', 'where the operator runs', 'tapdb-system')
    .option('--operator-service-account <name>', 'the account it runs under', 'tapdb-operator')
    .option(
      '--security <file-or-name>',
      'instead: how a TapDatabase stands to AWS Foundational Security Best Practices and the CIS benchmark',
    )
    .option('--composition <file>', 'with --security: the TapComposition that the manifest follows')
    .addOption(new Option('-o, --output <format>').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nExits with 0 when everything that could be looked at is good, else with 1.')
    .addHelpText('after', examples('doctor --context production', 'doctor --security shop.yaml'))
    .action((options: Options) =>
      exitWith(() =>
        options.security === undefined ? examineCluster(options) : examineSecurity(options.security, options),
      ),
    );
}

const paint: Paint = (colour, text) => styleText(colour, text, { stream: process.stdout });

const examineCluster = (options: Options): Promise<ExitCode> =>
  withCluster(options, async ({ api }): Promise<ExitCode> => {
    if (options.composition !== undefined)
      throw new UsageError('--composition says something only with --security FILE');
    const findings = await examine(api, options);
    process.stdout.write(options.output === 'json' ? toJson(findings) : findings.map(format).join(''));
    return findings.some(({ state }) => state === 'bad') ? 1 : 0;
  });

async function examineSecurity(target: string, options: Options): Promise<ExitCode> {
  const rows = securityReport((await readScene(target, options)).children);
  process.stdout.write(options.output === 'json' ? toJson(rows) : securityScreen(rows, paint));
  return rows.some(({ state }) => state === 'NotMet') ? 1 : 0;
}

const toJson = (list: readonly object[]): string => `${JSON.stringify(list, null, 2)}\n`;

const MARKS = {
  good: ['green', '✓'],
  bad: ['red', '✗'],
  unknown: ['yellow', '?'],
} as const;

function format({ state, what, remedy }: Finding): string {
  const [colour, mark] = MARKS[state];
  const line = `${paint(colour, mark)} ${what}\n`;
  return remedy === undefined ? line : `${line}  → ${remedy}\n`;
}
