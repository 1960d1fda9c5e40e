import type { Account } from './aws/account.js';
import type { Common, RecordType } from './aws/records.js';
import { BadRequest } from './control-server.js';
import { copy, type Fields } from './runtime/resource.js';

/** What a person does in AWS past Kubernetes: seen by ACK when it looks next. */
export function changeRecord(account: Account, type: string, id: string, change: unknown): Common {
  const record = find(account, type, id);
  if (typeof change !== 'object' || change === null)
    throw new BadRequest('the change is a JSON merge patch of the record');
  merge(record as unknown as Fields, change as Fields);
  return copy(record);
}

export function dropRecord(account: Account, type: string, id: string): void {
  const { region } = find(account, type, id);
  account.remove(type as RecordType, id, region);
}

/** Something that was in AWS before, e.g. a VPC of somebody else. */
export function seedRecord(account: Account, type: string, record: unknown): Common {
  const { id, region } = (record ?? {}) as Partial<Common>;
  if (id === undefined || region === undefined) throw new BadRequest('a record has an id and a region');
  const whole = { arn: `arn:aws:::${id}`, madeBy: 'somebody', ...(record as Fields) };
  return copy(account.insert(type as RecordType, whole as never) as Common);
}

function find(account: Account, type: string, id: string): Common {
  account.settle();
  const record = account.find(type as RecordType, id);
  if (!record) throw new BadRequest(`the account has no ${type} ${id}`);
  return record;
}

function merge(target: Fields, patch: Fields): void {
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete target[field];
    else if (isMap(value) && isMap(target[field])) merge(target[field], value);
    else target[field] = value;
  }
}

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
