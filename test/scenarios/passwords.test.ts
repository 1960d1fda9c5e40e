import { beforeEach, describe, expect, test } from '@jest/globals';
import { ApiError } from '../../src/reconcile/cluster.js';
import { endState, killUntil } from './support/kill.js';
import { World } from './support/world.js';

const DAY = 86_400;

const text = (world: World, secret: string, key = 'password'): string =>
  Buffer.from(world.cluster.named(`Secret/${secret}`).data?.[key] ?? '', 'base64').toString('utf8');

const passwordSecrets = (world: World): readonly string[] =>
  world.cluster.names().filter((name) => name.startsWith('Secret/tap-credentials-'));

const referenceOf = (world: World): unknown =>
  world.cluster.named('DBInstance/tap-primary').spec?.['masterUserPassword'];

const opens = (world: World): string | undefined => world.ack.secrets.passwords.get('tap-primary-dev');

/** Everything that gives a password to somebody gives the one of this Secret, which is the one that opens the database. */
function expectInForce(world: World, secret: string): void {
  const password = text(world, secret);
  expect(opens(world)).toBe(password);
  expect(referenceOf(world)).toEqual({ name: secret, key: 'password' });
  expect(text(world, 'tap-connection')).toBe(password);
  expect(text(world, 'tap-connection', 'uri')).toContain(`:${password}@`);
  expect(text(world, 'tap-connection', 'ro-uri')).toContain(`:${password}@`);
  expect(JSON.parse(text(world, 'tap-secrets-manager', 'credentials.json'))).toMatchObject({ password });
  expect(JSON.parse(world.ack.secrets.copies.get('tap-db-credentials-dev') ?? '{}')).toMatchObject({ password });
  expect(world.status.credentials).toEqual({ secretName: secret });
  expect(world.status.phase).toBe('Available');
}

const rotate = async (world: World, rotation: string | null): Promise<void> => {
  world.edit({ spec: { credentials: { rotation } } });
  await world.settle();
};

let world: World;

beforeEach(async () => {
  world = new World();
  await world.settle();
});

describe('a password', () => {
  test('is 30 characters that neither RDS nor a shell nor a URI minds, in an immutable Secret', () => {
    const secret = world.cluster.named('Secret/tap-credentials-1');
    expect(text(world, 'tap-credentials-1')).toMatch(/^[A-Za-z0-9._~-]{30}$/);
    expect(secret).toMatchObject({ type: 'Opaque', immutable: true });
    expect(secret.metadata.labels).toEqual({
      'tapstack.io/database': 'tap',
      'tapstack.io/component': 'credentials',
      'app.kubernetes.io/managed-by': 'tapdb-operator',
    });
    expect(secret.metadata.annotations).toMatchObject({
      'tapstack.io/rotation': '',
      'tapstack.io/rotated-at': '2026-01-05T10:00:00Z',
    });
    expectInForce(world, 'tap-credentials-1');
  });

  test('is each database’s own', async () => {
    const other = new World();
    await other.settle();
    expect(text(other, 'tap-credentials-1')).not.toBe(text(world, 'tap-credentials-1'));
  });

  test('is generated once', async () => {
    const password = text(world, 'tap-credentials-1');
    world.edit({ spec: { tags: { team: 'search' } } });
    await world.settle();
    expect(text(world, 'tap-credentials-1')).toBe(password);
    expectInForce(world, 'tap-credentials-1');
  });

  test('whose Secret is given other content changes nothing: ACK never looks, and clients are told what holds', async () => {
    const password = opens(world);
    const data = { password: Buffer.from('another').toString('base64') };
    world.cluster.edit(world.cluster.named('Secret/tap-connection'), { data });
    await world.settle();
    expect(opens(world)).toBe(password);
    expectInForce(world, 'tap-credentials-1');
  });
});

test('a connection Secret that was deleted is made again', async () => {
  world.cluster.remove(world.cluster.named('Secret/tap-connection'));
  await world.settle();
  expect(text(world, 'tap-connection', 'host')).toBe('tap-primary-dev.c1.us-east-2.rds.amazonaws.com');
  expectInForce(world, 'tap-credentials-1');
});

describe('when credentials.rotation changes', () => {
  test('the password becomes another one, everywhere, once', async () => {
    const before = text(world, 'tap-credentials-1');
    await rotate(world, '2026-01');
    expectInForce(world, 'tap-credentials-2');
    expect(text(world, 'tap-credentials-2')).not.toBe(before);
    expect(world.cluster.named('Secret/tap-credentials-2').metadata.annotations).toMatchObject({
      'tapstack.io/rotation': '2026-01',
    });
    expect(world.cluster.events).toContainEqual({
      type: 'Normal',
      reason: 'PasswordRotated',
      message:
        'the master password was rotated: tap-credentials-2 has taken the place of tap-credentials-1, and tap-connection gives it',
    });
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('it is one step at a time: Secret, reference, ACK’s word, then what clients read', async () => {
    world.edit({ spec: { credentials: { rotation: '2' } } });
    const writes = await world.writesDuring(() => world.settle());
    const steps = writes.filter(({ verb }) => verb !== 'status').map(({ verb, object }) => `${verb} ${object}`);
    expect(steps).toEqual([
      'apply Secret/tap-credentials-2',
      'apply DBInstance/tap-primary',
      'apply Secret/tap-connection',
      'apply Secret/tap-secrets-manager',
      'apply SecretsManager/tap-credentials',
    ]);
  });

  test('clients are never told a password that does not open the database, nor left with one that no longer does', async () => {
    world.edit({ spec: { credentials: { rotation: '2' } } });
    let change = 0;
    for (let turn = 0; turn < 40; turn += 1) {
      const told = text(world, 'tap-connection');
      await world.reconcile();
      if (text(world, 'tap-connection') !== told) {
        expect(text(world, 'tap-connection')).toBe(opens(world));
        change += 1;
      }
      world.wait(1);
      world.ack.step();
      world.wait(1);
    }
    expect(change).toBe(1);
    expectInForce(world, 'tap-credentials-2');
  });

  test('the old Secret is kept for one generation, and the one before it removed', async () => {
    await rotate(world, '2');
    expect(passwordSecrets(world)).toEqual(['Secret/tap-credentials-1', 'Secret/tap-credentials-2']);
    await rotate(world, '3');
    expect(passwordSecrets(world)).toEqual(['Secret/tap-credentials-2', 'Secret/tap-credentials-3']);
    await rotate(world, '4');
    expect(passwordSecrets(world)).toEqual(['Secret/tap-credentials-3', 'Secret/tap-credentials-4']);
    expectInForce(world, 'tap-credentials-4');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('nothing rotates for the value that stands there at the first look, nor when it is removed or comes back', async () => {
    const other = new World({ credentials: { rotation: 'first' } });
    await other.settle();
    expectInForce(other, 'tap-credentials-1');
    await rotate(other, null);
    await rotate(other, 'first');
    expectInForce(other, 'tap-credentials-1');
    await rotate(other, 'second');
    expectInForce(other, 'tap-credentials-2');
  });

  test('a database from before there were rotations rotates with its first value', async () => {
    world.cluster.edit(world.cluster.named('Secret/tap-credentials-1'), {
      metadata: { annotations: { 'tapstack.io/rotation': null, 'tapstack.io/rotated-at': null } },
    });
    await world.settle();
    expectInForce(world, 'tap-credentials-1');
    await rotate(world, 'first');
    expectInForce(world, 'tap-credentials-2');
  });

  test('it waits for the creation to end', async () => {
    const young = new World();
    while (young.cluster.names().every((name) => name !== 'DBInstance/tap-primary')) {
      await young.reconcile();
      young.wait(1);
      young.ack.step();
    }
    await rotate(young, '2');
    expectInForce(young, 'tap-credentials-2');
    expect(passwordSecrets(young)).toEqual(['Secret/tap-credentials-1', 'Secret/tap-credentials-2']);
  });

  test('twice before the first is done, both are answered, one after the other', async () => {
    world.edit({ spec: { credentials: { rotation: '2' } } });
    await world.reconcile();
    await world.reconcile();
    await rotate(world, '3');
    expectInForce(world, 'tap-credentials-3');
    expect(passwordSecrets(world)).toEqual(['Secret/tap-credentials-2', 'Secret/tap-credentials-3']);
  });

  test('it goes without the copy in Secrets Manager where there is none', async () => {
    const plain = new World({ credentials: { secretsManager: false } });
    await plain.settle();
    await rotate(plain, '2');
    expect(text(plain, 'tap-connection')).toBe(opens(plain));
    expect(plain.status.credentials).toEqual({ secretName: 'tap-credentials-2' });
    expect(plain.ack.secrets.copies.size).toBe(0);
  });

  test('the copy in Secrets Manager is told when its source is there, also where the API server did not take that at first', async () => {
    const refused = new Set<string>();
    world.cluster.refuse = (_verb, object) => {
      if (object !== 'Secret/tap-secrets-manager' || refused.has(object)) return undefined;
      refused.add(object);
      return new ApiError(500, 'InternalError', 'etcd is busy');
    };
    await rotate(world, '2');
    expect(refused.size).toBe(1);
    expectInForce(world, 'tap-credentials-2');
  });

  test('nothing is written while the database is paused', async () => {
    world.edit({
      metadata: { annotations: { 'tapstack.io/paused': 'true' } },
      spec: { credentials: { rotation: '2' } },
    });
    const writes = await world.writesDuring(() => world.settle());
    expect(writes.filter(({ verb }) => verb !== 'status')).toEqual([]);
    world.edit({ metadata: { annotations: { 'tapstack.io/paused': null } } });
    await world.settle();
    expectInForce(world, 'tap-credentials-2');
  });

  test('a stranger’s Secret in the way is named and left alone, and the password stays', async () => {
    world.cluster.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'tap-credentials-2', namespace: 'shop' },
      type: 'Opaque',
      data: { password: 'c3RyYW5nZXI=' },
    });
    await rotate(world, '2');
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'ChildNotOwned' });
    expect(world.condition('Stalled')?.message).toContain('Secret tap-credentials-2');
    expect(text(world, 'tap-credentials-2')).toBe('stranger');
    expect(referenceOf(world)).toEqual({ name: 'tap-credentials-1', key: 'password' });
    expect(text(world, 'tap-connection')).toBe(opens(world));
  });

  test('a reference that somebody edits is put back', async () => {
    world.cluster.edit(world.cluster.named('DBInstance/tap-primary'), {
      spec: { masterUserPassword: { name: 'my-own', key: 'password' } },
    });
    await world.settle();
    expectInForce(world, 'tap-credentials-1');
  });
});

describe('given credentials.rotateEveryDays', () => {
  /** ACK looks at everything every ten hours. */
  const pass = (days: number): void => {
    world.wait(days * DAY);
    world.ack.resync();
  };

  test('the password is rotated when it is that old, and not before', async () => {
    world.edit({ spec: { credentials: { rotateEveryDays: 30 } } });
    await world.settle();
    pass(29);
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
    pass(1);
    await world.settle();
    expectInForce(world, 'tap-credentials-2');
    pass(29);
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
    pass(2);
    await world.settle();
    expectInForce(world, 'tap-credentials-3');
  });

  test('an operator that was down when it was due rotates once when it is back', async () => {
    world.edit({ spec: { credentials: { rotateEveryDays: 1 } } });
    await world.settle();
    pass(10);
    await world.settle();
    expectInForce(world, 'tap-credentials-2');
  });

  test('a rotation that was asked for counts', async () => {
    world.edit({ spec: { credentials: { rotateEveryDays: 30 } } });
    await world.settle();
    pass(20);
    await rotate(world, '2');
    pass(20);
    await world.settle();
    expectInForce(world, 'tap-credentials-2');
  });

  test('a Secret from before there were rotations is as old as its object', async () => {
    world.cluster.edit(world.cluster.named('Secret/tap-credentials-1'), {
      metadata: { annotations: { 'tapstack.io/rotation': null, 'tapstack.io/rotated-at': null } },
    });
    world.edit({ spec: { credentials: { rotateEveryDays: 30 } } });
    pass(30);
    await world.settle();
    expectInForce(world, 'tap-credentials-2');
  });
});

describe('given that the Secret of the password is deleted while the database lives', () => {
  test('another password takes its place, without a person', async () => {
    world.cluster.remove(world.cluster.named('Secret/tap-credentials-1'));
    await world.settle();
    expectInForce(world, 'tap-credentials-2');
    expect(passwordSecrets(world)).toEqual(['Secret/tap-credentials-2']);
  });

  test('clients keep the one that still opens it until then', async () => {
    const password = opens(world);
    world.cluster.remove(world.cluster.named('Secret/tap-credentials-1'));
    await world.reconcile();
    await world.reconcile();
    expect(referenceOf(world)).toEqual({ name: 'tap-credentials-2', key: 'password' });
    expect(text(world, 'tap-connection')).toBe(password);
    await world.settle();
    expectInForce(world, 'tap-credentials-2');
  });

  test('and every copy with it: all are there again', async () => {
    for (const secret of ['tap-credentials-1', 'tap-connection', 'tap-secrets-manager']) {
      world.cluster.remove(world.cluster.named(`Secret/${secret}`));
    }
    await world.settle();
    expectInForce(world, 'tap-credentials-2');
  });

  test('in the middle of a rotation, before ACK has read it', async () => {
    world.ack.faults.set('DBInstance/tap-primary', 'silent');
    world.edit({ spec: { credentials: { rotation: '2' } } });
    await world.reconcile();
    await world.reconcile();
    expect(referenceOf(world)).toEqual({ name: 'tap-credentials-2', key: 'password' });
    world.cluster.remove(world.cluster.named('Secret/tap-credentials-2'));
    world.ack.faults.clear();
    await world.settle();
    expectInForce(world, 'tap-credentials-3');
  });

  test('what was kept from before is not missed', async () => {
    await rotate(world, '2');
    world.cluster.remove(world.cluster.named('Secret/tap-credentials-1'));
    const writes = await world.writesDuring(() => world.settle());
    expect(writes.filter(({ verb }) => verb !== 'status')).toEqual([]);
    expectInForce(world, 'tap-credentials-2');
  });
});

describe('given an operator that is killed after any of its writes', () => {
  test('a rotation ends as one that was not disturbed', async () => {
    await rotate(world, '2');
    await rotate(world, '3');
    const struck = new World();
    await struck.settle();
    await rotate(struck, '2');
    struck.edit({ spec: { credentials: { rotation: '3' } } });
    const isDone = () => !passwordSecrets(struck).includes('Secret/tap-credentials-1');
    // Secret, status, reference, status, three that give the password, status, the oldest Secret.
    expect(await killUntil(struck, isDone, 100)).toBeGreaterThanOrEqual(7);
    await struck.settle();
    expectInForce(struck, 'tap-credentials-3');
    expect(endState(struck)).toEqual(endState(world));
  });
});

describe('when the database is deleted', () => {
  const names = async (world: World): Promise<readonly string[]> => {
    world.edit({ spec: { deletionProtection: false } });
    await world.settle();
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    return world.cluster.names();
  };

  test('no password is left behind, however many rotations there were', async () => {
    for (const rotation of ['2', '3', '4']) await rotate(world, rotation);
    expect(await names(world)).toEqual([]);
  });

  test('nor in the middle of a rotation', async () => {
    await rotate(world, '2');
    world.edit({ spec: { credentials: { rotation: '3' } } });
    await world.reconcile();
    expect(passwordSecrets(world)).toHaveLength(3);
    world.edit({ spec: { deletionProtection: false } });
    world.delete();
    await world.settle();
    expect(world.cluster.names()).toEqual([]);
  });
});

describe('no password is told to anybody', () => {
  const GIVE = ['tap-credentials-', 'tap-connection', 'tap-secrets-manager'];

  test('but by the Secrets that are there for it: not in any other write, status or Event', async () => {
    const said: string[] = [];
    const passwords = new Set<string>();
    const spied = new World();
    spied.cluster.refuse = (verb, object, body) => {
      const isGiven = GIVE.some((name) => object.startsWith(`Secret/${name}`));
      said.push(JSON.stringify(isGiven ? { verb, object, ...body, data: null } : { verb, object, ...body }));
      return undefined;
    };
    await spied.settle();
    passwords.add(text(spied, 'tap-credentials-1'));
    await rotate(spied, '2');
    passwords.add(text(spied, 'tap-credentials-2'));
    spied.cluster.remove(spied.cluster.named('Secret/tap-credentials-2'));
    await spied.settle();
    passwords.add(text(spied, 'tap-credentials-3'));
    said.push(JSON.stringify(spied.cluster.events), JSON.stringify(spied.database));
    said.push(
      ...spied.cluster
        .all()
        .filter(({ kind, apiVersion }) => kind !== 'Secret' || apiVersion !== 'v1')
        .map((object) => JSON.stringify(object)),
    );
    expect(passwords.size).toBe(3);
    expect(said.length).toBeGreaterThan(100);
    for (const password of passwords) {
      const forms = [password, Buffer.from(password).toString('base64'), encodeURIComponent(password)];
      expect(said.filter((words) => forms.some((form) => words.includes(form)))).toEqual([]);
    }
  });
});
