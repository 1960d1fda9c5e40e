import { spawn } from 'node:child_process';
import { Command, InvalidArgumentError } from 'commander';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { resolve } from '../api/resolve.js';
import { addClusterOptions, type ClusterOptions } from './cluster-options.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith, UsageError } from './exit-code.js';
import { withLiveDefaults } from './live-defaults.js';
import { readDatabase, withCluster } from './open-cluster.js';
import { quoted } from './quoted.js';

interface ConnectOptions extends ClusterOptions {
  readonly replica?: number;
  readonly localPort: number;
  readonly print?: boolean;
}

/** The way to one instance of a database, through the bastion. */
export interface Way {
  /** The AWS CLI's arguments: a port forward over Session Manager, which needs no open port and no key pair. */
  readonly forward: readonly string[];
  /** What psql is told: the certificate is for the host, the connection goes to this machine. */
  readonly dsn: string;
}

/** The subcommand `connect`. */
export function connectCommand(): Command {
  return addClusterOptions(new Command('connect'))
    .description('forward a port of this machine to a database, through its bastion and AWS Session Manager')
    .argument('<name>', 'of the TapDatabase')
    .option('--replica <number>', 'to that read replica instead of the primary', count)
    .option('--local-port <port>', 'of this machine', count, 5432)
    .option('--print', 'only print the command')
    .addHelpText('after', '\nNeeds the AWS CLI with the Session Manager plugin, and AWS credentials of your own.')
    .addHelpText('after', examples('connect shop --local-port 15432', 'connect shop --replica 1 --print'))
    .action((name: string, options: ConnectOptions) =>
      exitWith(async (): Promise<ExitCode> => {
        const { forward, dsn } = await withCluster(options, async ({ api, namespace }) => {
          const { database } = await withLiveDefaults(await readDatabase(api, { namespace, name }), api);
          return wayTo(database, options);
        });
        if (options.print) {
          process.stdout.write(`${['aws', ...forward].map(quoted).join(' ')}\npsql ${quoted(dsn)}\n`);
          return 0;
        }
        process.stderr.write(`once it waits for connections, in another terminal: psql ${quoted(dsn)}\n`);
        return run('aws', forward);
      }),
    );
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new InvalidArgumentError('write a whole number');
  return number;
}

/** Rejects with a UsageError where there is no way, or not yet. */
export function wayTo(
  database: TapDatabase,
  { replica, localPort }: Pick<ConnectOptions, 'replica' | 'localPort'>,
): Way {
  const { status = {}, metadata } = database;
  const { region, postgres, bastion } = resolve(database);
  const target = status.outputs?.bastionInstanceID;
  const look = `see tapdb status ${metadata.name}`;
  if (target === undefined) {
    throw new UsageError(
      bastion.enabled ? `there is no bastion yet: ${look}` : 'there is no bastion: set spec.bastion.enabled to true',
    );
  }
  const endpoint =
    replica === undefined
      ? status.endpoint
      : status.readEndpoints?.find(({ address }) => address.includes(`-replica-${replica}-`));
  if (endpoint === undefined) {
    throw new UsageError(`${replica === undefined ? 'the primary' : `replica ${replica}`} has no address: ${look}`);
  }
  const { address } = endpoint;
  const parameters = { host: [address], portNumber: [String(postgres.port)], localPortNumber: [String(localPort)] };
  return {
    forward: [
      ...['ssm', 'start-session', '--region', region, '--target', target],
      ...['--document-name', 'AWS-StartPortForwardingSessionToRemoteHost'],
      ...['--parameters', JSON.stringify(parameters)],
    ],
    dsn:
      `host=${address} hostaddr=127.0.0.1 port=${localPort} ` +
      `user=${postgres.username} dbname=${postgres.database} sslmode=require`,
  };
}

/** Until it ends, with its output on ours. 2 where it cannot be run, 1 where it failed. */
function run(program: string, args: readonly string[]): Promise<ExitCode> {
  const child = spawn(program, args, { stdio: 'inherit' });
  return new Promise((done, fail) => {
    child.on('error', (error) =>
      fail(new UsageError(`${program} cannot be run (${error.message}): install the AWS CLI, or use --print`)),
    );
    child.on('close', (code) => done(code === 0 ? 0 : 1));
  });
}
