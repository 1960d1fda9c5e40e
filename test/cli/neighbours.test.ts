import { expect, jest, test } from '@jest/globals';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { neighbours } from '../../src/cli/neighbours.js';
import type { ApiClient, ApiRequest } from '../../src/kube/api-client.js';
import { ApiError } from '../../src/reconcile/cluster.js';

const ALL = '/apis/tapstack.io/v1alpha1/tapdatabases';

const named = (...names: readonly string[]) => names.map((name) => ({ metadata: { name } }) as TapDatabase);

function api(answer: readonly TapDatabase[] | ApiError): Pick<ApiClient, 'request'> {
  return {
    request: async ({ path }: ApiRequest): Promise<unknown> => {
      if (path !== ALL) throw new Error(`asked for ${path}`);
      if (answer instanceof ApiError) throw answer;
      return { items: answer };
    },
  };
}

test('neighbours are the databases of all namespaces', async () => {
  expect(await neighbours(api(named('one', 'two')), named('one'))).toEqual(named('one', 'two'));
});

test('where the account does not see so far, they are those that it sees, and that is said', async () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const forbidden = new ApiError(403, 'Forbidden', 'you may not');
    expect(await neighbours(api(forbidden), named('mine'))).toEqual(named('mine'));
    expect(stderr).toHaveBeenCalledWith(
      'whether a database of another namespace has these names in AWS is not known: you may not\n',
    );
  } finally {
    stderr.mockRestore();
  }
});

test('another error is not taken for a missing right', async () => {
  await expect(neighbours(api(new ApiError(500, '', 'broken')), [])).rejects.toThrow('broken');
});
