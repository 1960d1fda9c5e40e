import type { Account } from './account.js';
import { settleInstance } from './db-instance-modify.js';
import { arnOf } from './identifiers.js';
import type { Common, Records, RecordType } from './records.js';

/** What AWS does by itself when one of its objects has reached a state. */
export function arrive(account: Account, type: RecordType, record: Common): void {
  if (type !== 'dbInstance') return;
  const instance = record as Records['dbInstance'];
  if (instance.state === 'available') Object.assign(instance, settleInstance(instance));
  if (!instance.deleting && instance.state !== 'creating') exportLogs(account, instance);
}

/** RDS makes a log group that nobody made before it writes to it, and keeps its logs for ever. */
function exportLogs(account: Account, { id, region, logExports }: Records['dbInstance']): void {
  for (const type of logExports) {
    const name = `/aws/rds/instance/${id}/${type}`;
    if (account.find('logGroup', name, region)) continue;
    account.insert('logGroup', { id: name, arn: arnOf('logs', region, `log-group:${name}`), region, madeBy: 'RDS' });
  }
}
