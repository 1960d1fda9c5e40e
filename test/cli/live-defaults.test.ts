import { expect, jest, test } from '@jest/globals';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { identityOf } from '../../src/api/identity.js';
import { resolve } from '../../src/api/resolve.js';
import { withLiveDefaults } from '../../src/cli/live-defaults.js';
import type { ApiRequest } from '../../src/kube/api-client.js';
import { ApiError } from '../../src/reconcile/cluster.js';
import { database } from '../composition/support.js';

const PATH = '/apis/tapstack.io/v1alpha1/tapcompositionrevisions/gold-2';

const on = (composition?: object): TapDatabase =>
  ({
    ...database(),
    status: { identity: identityOf(resolve(database())), ...(composition !== undefined && { composition }) },
  }) as TapDatabase;

function api(answer: object | ApiError) {
  const request = jest.fn(async (_request: ApiRequest): Promise<unknown> => {
    if (answer instanceof ApiError) throw answer;
    return answer;
  });
  return { request };
}

const REVISION = {
  spec: {
    template: { blueprint: 'ha-postgres/v2', defaults: { replicas: { count: 4 }, postgres: { port: 6000 } } },
  },
};

test('the defaults of the revision that a database is on are laid under its spec, by one request', async () => {
  const cluster = api(REVISION);
  const { database: laid, blueprint } = await withLiveDefaults(on({ name: 'gold', revision: 'gold-2' }), cluster);
  expect(cluster.request.mock.calls.map(([{ path }]) => path)).toEqual([PATH]);
  expect(laid.spec.replicas).toEqual({ count: 4 });
  // Fixed: its identity says it.
  expect(laid.spec.postgres?.port).toBeUndefined();
  expect(blueprint).toBe('ha-postgres/v2');
});

test('nothing is asked for what is on no revision', async () => {
  const cluster = api(REVISION);
  for (const raw of [on(), on({ name: 'ha-postgres/v1' }), database()]) {
    expect(await withLiveDefaults(raw, cluster)).toEqual({ database: raw, blueprint: 'ha-postgres/v1' });
  }
  expect(cluster.request).not.toHaveBeenCalled();
});

test.each([403, 404])('a revision that cannot be read (%i) is told of, and the spec stands as it is', async (code) => {
  const said: string[] = [];
  const raw = on({ name: 'gold', revision: 'gold-2' });
  const cluster = api(new ApiError(code, '', 'the API server says no'));
  expect(await withLiveDefaults(raw, cluster, (line) => said.push(line))).toEqual({
    database: raw,
    blueprint: 'ha-postgres/v1',
  });
  expect(said).toEqual([
    'what revision gold-2 lays under the spec is not known, and not shown: the API server says no',
  ]);
});

test('another error is not taken for that', async () => {
  const cluster = api(new ApiError(500, '', 'broken'));
  await expect(withLiveDefaults(on({ name: 'gold', revision: 'gold-2' }), cluster)).rejects.toThrow('broken');
});
