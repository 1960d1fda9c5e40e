import { parseArgs } from 'node:util';
import { readEndpoint } from './kubeconfig.js';
import { startStandIn } from './stand-in.js';

const USAGE = `Acts on ACK's kinds as its nine controllers with AWS behind them would.

  --kubeconfig FILE      default: $KUBECONFIG
  --control-port PORT    of the HTTP endpoint on 127.0.0.1; 0 (default) takes a free one
  --speed N              seconds of AWS in one of ours (default 200)
  --region REGION        of objects that name none (default us-east-1)
  --resync-period SECS   how often a synced object is looked at (default 36000)
  --state FILE           keeps the account between two runs
  --calendar-file FILE   holds how many seconds the calendar is ahead of the clock: stamps, schedules and resyncs go by it
`;

/** Prints one JSON line when it is ready; ends on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kubeconfig: { type: 'string', default: process.env['KUBECONFIG'] ?? '' },
      'control-port': { type: 'string', default: '0' },
      speed: { type: 'string', default: '200' },
      region: { type: 'string', default: 'us-east-1' },
      'resync-period': { type: 'string', default: '36000' },
      state: { type: 'string' },
      'calendar-file': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (values.kubeconfig === '') throw new Error('give --kubeconfig, or set KUBECONFIG');
  const standIn = await startStandIn({
    endpoint: await readEndpoint(values.kubeconfig),
    controlPort: toNumber('--control-port', values['control-port']),
    speed: toNumber('--speed', values.speed),
    defaultRegion: values.region,
    resyncSeconds: toNumber('--resync-period', values['resync-period']),
    ...(values.state === undefined ? {} : { stateFile: values.state }),
    ...(values['calendar-file'] === undefined ? {} : { calendarFile: values['calendar-file'] }),
  });
  process.stdout.write(`${JSON.stringify({ controlPort: standIn.controlPort, pid: process.pid })}\n`);
  const stop = (): void => void standIn.stop();
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

function toNumber(flag: string, text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new Error(`${flag} must be a number, not ${text}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
