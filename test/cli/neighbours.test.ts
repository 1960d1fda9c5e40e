import { expect, jest, test } from '@jest/globals';
import { neighbours } from '../../src/cli/neighbours.js';
import type { OpenCluster } from '../../src/cli/open-cluster.js';
import type { ApiRequest } from '../../src/kube/api-client.js';
import { ApiError } from '../../src/reconcile/cluster.js';

const ALL = '/apis/tapstack.io/v1alpha1/tapdatabases';
const HERE = '/apis/tapstack.io/v1alpha1/namespaces/shop/tapdatabases';

function cluster(answers: Readonly<Record<string, readonly string[] | ApiError>>): OpenCluster {
  const request = async ({ path }: ApiRequest): Promise<unknown> => {
    const answer = answers[path];
    if (answer === undefined || answer instanceof ApiError) throw answer ?? new Error(`asked for ${path}`);
    return { items: answer.map((name) => ({ metadata: { name } })) };
  };
  return { api: { request } as unknown as OpenCluster['api'], namespace: 'shop' };
}

const namesOf = async (open: OpenCluster): Promise<readonly (string | undefined)[]> =>
  (await neighbours(open)).map(({ metadata }) => metadata.name);

test('neighbours are the databases of all namespaces', async () => {
  expect(await namesOf(cluster({ [ALL]: ['one', 'two'] }))).toEqual(['one', 'two']);
});

test('where the account sees one namespace only, they are its own, and that is said', async () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const forbidden = new ApiError(403, 'Forbidden', 'you may not');
    expect(await namesOf(cluster({ [ALL]: forbidden, [HERE]: ['mine'] }))).toEqual(['mine']);
    expect(stderr).toHaveBeenCalledWith(
      'whether a database of another namespace has these names in AWS is not known: you may not\n',
    );
  } finally {
    stderr.mockRestore();
  }
});

test('another error is not taken for a missing right', async () => {
  await expect(neighbours(cluster({ [ALL]: new ApiError(500, '', 'broken') }))).rejects.toThrow('broken');
});
