import { expect, test } from '@jest/globals';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { wayTo } from '../../src/cli/connect.js';
import { UsageError } from '../../src/cli/exit-code.js';
import { database } from '../composition/support.js';

const live = (status: TapDatabase['status'], spec: object = {}): TapDatabase =>
  ({ ...database(spec), status }) as TapDatabase;

const STATUS = {
  outputs: { bastionInstanceID: 'i-0123456789abcdef0' },
  endpoint: { address: 'tap-primary-dev.c1.us-east-2.rds.amazonaws.com', port: 5432 },
  readEndpoints: [
    { address: 'tap-replica-1-dev.c1.us-east-2.rds.amazonaws.com', port: 5432, zone: 'us-east-2a' },
    { address: 'tap-replica-12-dev.c1.us-east-2.rds.amazonaws.com', port: 5432, zone: 'us-east-2b' },
  ],
} as unknown as TapDatabase['status'];

test('the way to the primary goes through the bastion by Session Manager, and psql checks the name of the host', () => {
  const { forward, dsn } = wayTo(live(STATUS), { localPort: 15_432 });
  expect(forward.slice(0, 8)).toEqual([
    'ssm',
    'start-session',
    '--region',
    'us-east-2',
    '--target',
    'i-0123456789abcdef0',
    '--document-name',
    'AWS-StartPortForwardingSessionToRemoteHost',
  ]);
  expect(JSON.parse(forward[9] ?? '')).toEqual({
    host: ['tap-primary-dev.c1.us-east-2.rds.amazonaws.com'],
    portNumber: ['5432'],
    localPortNumber: ['15432'],
  });
  expect(dsn).toBe(
    'host=tap-primary-dev.c1.us-east-2.rds.amazonaws.com hostaddr=127.0.0.1 port=15432 user=postgres dbname=tap sslmode=require',
  );
});

test('a replica is known by its number, and the port is the database’s own', () => {
  const to = (replica: number) => wayTo(live(STATUS, { postgres: { port: 6432 } }), { replica, localPort: 5432 });
  const { forward, dsn } = to(1);
  expect(forward[9]).toContain('"host":["tap-replica-1-dev.c1.us-east-2.rds.amazonaws.com"],"portNumber":["6432"]');
  expect(dsn).toContain('host=tap-replica-1-dev.');
  expect(to(12).dsn).toContain('host=tap-replica-12-dev.');
  expect(() => to(3)).toThrow(new UsageError('replica 3 has no address: see tapdb status tap'));
});

test('without a bastion, or an address, it says what to do', () => {
  expect(() => wayTo(live({}), { localPort: 5432 })).toThrow('there is no bastion yet: see tapdb status tap');
  expect(() => wayTo(live({}, { bastion: { enabled: false } }), { localPort: 5432 })).toThrow(
    'there is no bastion: set spec.bastion.enabled to true',
  );
  const { endpoint: _, ...rest } = STATUS as object & { endpoint?: unknown };
  expect(() => wayTo(live(rest), { localPort: 5432 })).toThrow('the primary has no address: see tapdb status tap');
});
