import { afterEach, describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { addOperatorOptions } from '../../src/cli/operator-options.js';

const parse = (...flags: string[]): Record<string, unknown> =>
  addOperatorOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .parse(flags, { from: 'user' })
    .opts();

afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('TAPDB_')) delete process.env[name];
});

describe("the operator's flags", () => {
  test('have defaults', () => {
    expect(parse()).toEqual({
      namespace: [],
      workers: 8,
      leaderElect: true,
      metricsPort: 8080,
      probePort: 8081,
      logLevel: 'info',
      ackResyncPeriod: 36_000_000,
      manageCompositions: true,
    });
  });

  test('are read', () => {
    const flags = [
      '--shard=team=a',
      '--workers=2',
      '--leader-elect=false',
      '--metrics-port=0',
      '--probe-port=9',
      '--log-level=debug',
    ];
    expect(parse(...flags, '--config=/etc/c.yaml', '--bind-address=127.0.0.1')).toMatchObject({
      shard: 'team=a',
      workers: 2,
      leaderElect: false,
      metricsPort: 0,
      probePort: 9,
      logLevel: 'debug',
      config: '/etc/c.yaml',
      bindAddress: '127.0.0.1',
    });
    expect(parse('--leader-elect')).toMatchObject({ leaderElect: true });
    expect(parse('--manage-compositions=false')).toMatchObject({ manageCompositions: false });
  });

  test('name several namespaces, one by one or with commas', () => {
    expect(parse('--namespace=one', '--namespace=two,three')['namespace']).toEqual(['one', 'two', 'three']);
  });

  test.each([
    ['10h', 36_000_000],
    ['1h30m', 5_400_000],
    ['90m', 5_400_000],
    ['45s', 45_000],
    ['36000', 36_000_000],
  ])('tell the resync period of ACK as %s', (period, milliseconds) => {
    expect(parse(`--ack-resync-period=${period}`)).toMatchObject({ ackResyncPeriod: milliseconds });
  });

  test('come from the environment too, and the flag wins', () => {
    process.env['TAPDB_WORKERS'] = '3';
    process.env['TAPDB_LEADER_ELECT'] = 'false';
    process.env['TAPDB_NAMESPACE'] = 'one,two';
    process.env['TAPDB_METRICS_PORT'] = '0';
    expect(parse()).toMatchObject({ workers: 3, leaderElect: false, namespace: ['one', 'two'], metricsPort: 0 });
    expect(parse('--workers=4', '--leader-elect')).toMatchObject({ workers: 4, leaderElect: true });
  });

  test.each([
    ['--workers=0', 'It must be a number from 1 to 9999.'],
    ['--workers=many', 'It must be a number from 1 to 9999.'],
    ['--metrics-port=65536', 'It must be a port from 0 to 65535.'],
    ['--probe-port=-1', 'It must be a port from 0 to 65535.'],
    ['--leader-elect=maybe', 'It must be true or false.'],
    ['--shard= ', 'It must be a label selector, e.g. tapstack.io/shard=a.'],
    ['--log-level=loud', 'Allowed choices are fatal, error, warn, info, debug, trace.'],
    ['--ack-resync-period=soon', 'It must be a duration such as 10h, 90m or 36000 (seconds).'],
    ['--ack-resync-period=', 'It must be a duration such as 10h, 90m or 36000 (seconds).'],
    ['--ack-resync-period=0h', 'It must be a duration such as 10h, 90m or 36000 (seconds).'],
    ['--unknown', "unknown option '--unknown'"],
  ])('refuse %s', (flag, message) => {
    expect(() => parse(flag)).toThrow(message);
  });
});
