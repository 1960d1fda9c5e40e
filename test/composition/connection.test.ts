import { describe, expect, test } from '@jest/globals';
import { compose } from '../../src/composition/compose.js';
import { Children, database, everythingKnown, textOf } from './support.js';

const PRIMARY = 'tap-primary-dev.abc.us-east-2.rds.amazonaws.com';
const REPLICAS = [1, 2].map((i) => `tap-replica-${i}-dev.abc.us-east-2.rds.amazonaws.com`);
const HOSTS = {
  'DBInstance/tap-primary:status.endpoint.address': PRIMARY,
  'DBInstance/tap-replica-1:status.endpoint.address': REPLICAS[0],
  'DBInstance/tap-replica-2:status.endpoint.address': REPLICAS[1],
  'Secret/tap-credentials-1:data.password': "p@ss/word:#?&%+!'()*",
};
const ENCODED = 'p%40ss%2Fword%3A%23%3F%26%25%2B%21%27%28%29%2A';

function composed(values: Readonly<Record<string, string | undefined>> = {}, settings: { caBundle?: string } = {}) {
  const known = everythingKnown({ ...HOSTS, ...values });
  return new Children(compose(database(), known, settings).children.map(({ manifest }) => manifest));
}

const connection = (children: Children) => {
  const secret = children.get('Secret/tap-connection');
  return Object.fromEntries(Object.keys(secret.data ?? {}).map((key) => [key, textOf(secret, key)]));
};

describe('the connection Secret', () => {
  test('holds the password as it is, and escaped in URIs so that they can be taken apart again', () => {
    const data = connection(composed());
    expect(data['password']).toBe("p@ss/word:#?&%+!'()*");
    expect(data['uri']).toBe(`postgresql://postgres:${ENCODED}@${PRIMARY}:5432/tap?sslmode=require`);
    expect(data['jdbc-uri']).toBe(
      `jdbc:postgresql://${PRIMARY}:5432/tap?user=postgres&password=${ENCODED}&sslmode=require`,
    );
    expect(decodeURIComponent(new URL(data['uri'] as string).password)).toBe("p@ss/word:#?&%+!'()*");
  });

  test('reads from the replicas that serve, the primary last', () => {
    const replicaGone = { 'DBInstance/tap-replica-1:status.dbInstanceStatus': 'storage-full' };
    const data = connection(composed(replicaGone));
    expect(data['ro-host']).toBe(REPLICAS[1]);
    expect(data['ro-uri']).toBe(
      `postgresql://postgres:${ENCODED}@${REPLICAS[1]}:5432,${PRIMARY}:5432/tap` +
        '?sslmode=require&load_balance_hosts=random&target_session_attrs=prefer-standby',
    );
    expect(data['ro-jdbc-uri']).toBe(
      `jdbc:postgresql://${REPLICAS[1]}:5432,${PRIMARY}:5432/tap?user=postgres&password=${ENCODED}` +
        '&sslmode=require&loadBalanceHosts=true&targetServerType=preferSecondary',
    );
    expect(composed(replicaGone).spec('Service/tap-ro')).toMatchObject({ externalName: REPLICAS[1] });
  });

  test.each(['DBInstance/tap-replica-1:status.endpoint.address', 'DBInstance/tap-replica-1:status.dbInstanceStatus'])(
    'leaves out a replica of which %s is not known',
    (path) => {
      expect(connection(composed({ [path]: undefined }))['ro-host']).toBe(REPLICAS[1]);
    },
  );

  test.each([
    'available',
    'backing-up',
    'configuring-enhanced-monitoring',
    'configuring-iam-database-auth',
    'configuring-log-exports',
    'modifying',
    'resetting-master-credentials',
    'storage-config-upgrade',
    'storage-initialization',
    'storage-optimization',
  ])('keeps a replica that is %s', (state) => {
    const status = { 'DBInstance/tap-replica-1:status.dbInstanceStatus': state };
    expect(connection(composed(status))['ro-host']).toBe(REPLICAS[0]);
  });

  test.each(['maintenance', 'rebooting', 'upgrading', 'starting', 'storage-full'])(
    'leaves out a replica that is %s',
    (state) => {
      const status = { 'DBInstance/tap-replica-1:status.dbInstanceStatus': state };
      expect(connection(composed(status))['ro-host']).toBe(REPLICAS[1]);
    },
  );

  test('asks clients to verify the server where a CA bundle is given, and gives it to them', () => {
    const data = connection(composed({}, { caBundle: '-----BEGIN CERTIFICATE-----' }));
    expect(data).toMatchObject({ sslmode: 'verify-full', certificates: '-----BEGIN CERTIFICATE-----' });
    for (const key of ['uri', 'jdbc-uri', 'ro-uri', 'ro-jdbc-uri']) expect(data[key]).toContain('sslmode=verify-full');
    expect(connection(composed())).not.toHaveProperty('certificates');
  });
});

describe('the copy in Secrets Manager', () => {
  const description = (children: Children) => children.spec('SecretsManager/tap-credentials')['description'];

  test('holds numbers as numbers', () => {
    const secret = composed().get('Secret/tap-secrets-manager');
    expect(secret.type).toBe('Opaque');
    expect(JSON.parse(textOf(secret, 'credentials.json'))).toMatchObject({ host: PRIMARY, port: 5432 });
  });

  test('is described by its content, so that ACK sends a new one', () => {
    const other = composed({ 'Secret/tap-credentials-1:data.password': 'another' });
    expect(description(composed())).toBe(description(composed()));
    expect(description(other)).not.toBe(description(composed()));
  });
});
