import type { KubeObject } from '../../../src/api/object.js';
import type { AccountClient, AccountRecord } from '../../../src/sandbox/account-client.js';

/** What of a database is in AWS, as `type state`, sorted; nothing that AWS is only about to remove is worth more than its state. */
export async function leftInAws(account: AccountClient, { metadata }: KubeObject): Promise<readonly string[]> {
  const { namespace, name } = metadata;
  const isOurs = ({ madeBy, tags }: AccountRecord): boolean =>
    (tags as Readonly<Record<string, string>> | undefined)?.['tapstack.io/database'] === `${namespace}/${name}` ||
    new RegExp(` ${namespace}/${name}(-|$)`).test(String(madeBy));
  return Object.entries(await account.contents())
    .flatMap(([type, records]) => records.filter(isOurs).map(({ state }) => `${type} ${String(state)}`))
    .toSorted();
}
