import { type Command, InvalidArgumentError, Option } from 'commander';
import { LOG_LEVELS, type LogLevel } from '../telemetry/log-level.js';

/** What the operator is started with. */
export interface OperatorOptions {
  readonly namespace: readonly string[];
  readonly shard?: string;
  readonly workers: number;
  readonly leaderElect: boolean;
  readonly metricsPort: number;
  readonly probePort: number;
  readonly bindAddress?: string;
  readonly logLevel: LogLevel;
  readonly config?: string;
  /** Milliseconds. */
  readonly ackResyncPeriod: number;
  readonly calendarFile?: string;
  readonly manageCompositions: boolean;
}

/** Adds the operator's flags; each is an environment variable `TAPDB_…` too, and the flag wins. */
export function addOperatorOptions(command: Command): Command {
  return command
    .addOption(
      option('--namespace <name>', 'serve this namespace only; may be given several times, or with commas')
        .argParser(collect)
        .default([], 'all namespaces'),
    )
    .addOption(
      option('--shard <selector>', 'serve TapDatabases with these labels only, under a Lease of their own').argParser(
        selector,
      ),
    )
    .addOption(option('--workers <n>', 'TapDatabases reconciled at a time').argParser(positive).default(8))
    .addOption(
      option('--leader-elect [boolean]', 'work only while holding the Lease')
        .argParser(boolean)
        .preset('true')
        .default(true),
    )
    .addOption(
      option(
        '--manage-compositions [boolean]',
        'make revisions of TapCompositions and tell of their roll-outs: one operator of a cluster does',
      )
        .argParser(boolean)
        .preset('true')
        .default(true),
    )
    .addOption(option('--metrics-port <port>', 'port of /metrics; 0 takes a free one').argParser(port).default(8080))
    .addOption(
      option('--probe-port <port>', 'port of /healthz and /readyz; 0 takes a free one').argParser(port).default(8081),
    )
    .addOption(option('--bind-address <ip>', 'address that both ports listen on; all addresses if not given'))
    .addOption(option('--log-level <level>', 'least level that is logged').choices(LOG_LEVELS).default('info'))
    .addOption(option('--config <file>', 'what an administrator allows and sets, in YAML'))
    .addOption(
      option('--ack-resync-period <duration>', "how often ACK's controllers look at what is synced")
        .argParser(duration)
        .default(36_000_000, '10h'),
    )
    .addOption(
      option('--calendar-file <file>', 'for tests: seconds that the calendar is ahead of the clock').hideHelp(),
    );
}

function option(flags: string, description: string): Option {
  const name = flags.slice(2).split(' ')[0] ?? '';
  return new Option(flags, description).env(`TAPDB_${name.toUpperCase().replaceAll('-', '_')}`);
}

const collect = (value: string, before: readonly string[]): readonly string[] => [
  ...before,
  ...value.split(',').filter((name) => name !== ''),
];

function positive(value: string): number {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a number from 1 to 9999.');
}

function port(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) < 65536) return Number(value);
  throw new InvalidArgumentError('It must be a port from 0 to 65535.');
}

function boolean(value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw new InvalidArgumentError('It must be true or false.');
}

function selector(value: string): string {
  if (value.trim() !== '') return value;
  throw new InvalidArgumentError('It must be a label selector, e.g. tapstack.io/shard=a.');
}

/** `10h`, `1h30m`, `45s`, or seconds as ACK's Helm values have them; in milliseconds. */
function duration(value: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(value) ?? [];
  const milliseconds = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  if (milliseconds > 0) return milliseconds;
  throw new InvalidArgumentError('It must be a duration such as 10h, 90m or 36000 (seconds).');
}
