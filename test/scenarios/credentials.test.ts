import { beforeEach, describe, expect, test } from '@jest/globals';
import { World } from './support/world.js';

const text = (world: World, secret: string, key: string): string =>
  Buffer.from(world.cluster.named(`Secret/${secret}`).data?.[key] ?? '', 'base64').toString('utf8');

let world: World;

beforeEach(async () => {
  world = new World();
  await world.settle();
});

test('the password is 30 characters that neither RDS nor a shell nor a URI minds, in an immutable Secret', () => {
  const secret = world.cluster.named('Secret/tap-credentials-1');
  expect(text(world, 'tap-credentials-1', 'password')).toMatch(/^[A-Za-z0-9._~-]{30}$/);
  expect(secret).toMatchObject({ type: 'Opaque', immutable: true });
  expect(secret.metadata.labels).toEqual({
    'tapstack.io/database': 'tap',
    'tapstack.io/component': 'credentials',
    'app.kubernetes.io/managed-by': 'tapdb-operator',
  });
  expect(world.cluster.named('DBInstance/tap-primary').spec?.['masterUserPassword']).toEqual({
    name: 'tap-credentials-1',
    key: 'password',
  });
});

test('every database has one of its own', async () => {
  const other = new World();
  await other.settle();
  expect(text(other, 'tap-credentials-1', 'password')).not.toBe(text(world, 'tap-credentials-1', 'password'));
});

test('it is generated once, and is what clients and Secrets Manager are given', async () => {
  const password = text(world, 'tap-credentials-1', 'password');
  world.edit({ spec: { tags: { team: 'search' } } });
  await world.settle();
  expect(text(world, 'tap-credentials-1', 'password')).toBe(password);
  expect(text(world, 'tap-connection', 'password')).toBe(password);
  expect(JSON.parse(text(world, 'tap-secrets-manager', 'credentials.json'))).toMatchObject({ password });
});

describe('given that its Secret is deleted while the database lives', () => {
  test('it is written again from the connection Secret: the password stays what RDS has', async () => {
    const password = text(world, 'tap-credentials-1', 'password');
    world.cluster.remove(world.cluster.named('Secret/tap-credentials-1'));
    await world.settle();
    expect(text(world, 'tap-credentials-1', 'password')).toBe(password);
    expect(world.status.phase).toBe('Available');
  });

  test('and the connection Secret with it: a person is asked, since a new password would lock everybody out', async () => {
    const password = text(world, 'tap-credentials-1', 'password');
    world.cluster.remove(world.cluster.named('Secret/tap-credentials-1'));
    world.cluster.remove(world.cluster.named('Secret/tap-connection'));
    await world.settle();
    expect(world.cluster.names()).not.toContain('Secret/tap-credentials-1');
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'CredentialsLost' });
    expect(world.condition('Stalled')?.message).toContain(
      'Secret tap-credentials-1: neither this Secret nor the connection Secret is there',
    );
    expect(world.condition('Ready')?.status).toBe('True');
    expect(world.cluster.named('DBInstance/tap-primary').metadata.deletionTimestamp).toBeUndefined();
    // As the message says.
    world.cluster.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'tap-credentials-1',
        namespace: 'shop',
        labels: { 'tapstack.io/database': 'tap' },
        annotations: { 'tapstack.io/applied-hash': 'restored' },
      },
      type: 'Opaque',
      data: { password: Buffer.from(password).toString('base64') },
    });
    await world.settle();
    expect(text(world, 'tap-connection', 'password')).toBe(password);
    expect(world.status.phase).toBe('Available');
  });
});

test('a connection Secret that was deleted is made again', async () => {
  world.cluster.remove(world.cluster.named('Secret/tap-connection'));
  await world.settle();
  expect(text(world, 'tap-connection', 'host')).toBe('tap-primary-dev.c1.us-east-2.rds.amazonaws.com');
});
