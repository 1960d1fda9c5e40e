import { expect, test } from '@jest/globals';
import type { Identity } from '../../src/api/generated/tapdatabase.js';
import { placementProblem } from '../../src/changes/placement.js';
import { ack, core, synced } from './support.js';

const identity = { region: 'us-east-2', account: { id: '123456789012', partition: 'aws' } } as Identity;
const at = (name: string, ackResourceMetadata: object) => synced(ack('VPC', name), { ackResourceMetadata } as never);
const here = { ownerAccountID: '123456789012', region: 'us-east-2' };

test('nothing is wrong where everything is in the account and region, or ACK has not told', () => {
  const children = [at('a', here), at('b', {}), ack('VPC', 'c'), core('Service', 'rw')];
  expect(placementProblem(identity, children)).toBeUndefined();
});

test('before the account is known only the region counts', () => {
  const { account: _, ...young } = identity;
  const other = { ownerAccountID: '222222222222', region: 'us-east-2' };
  expect(placementProblem(young, [at('a', other)])).toBeUndefined();
  expect(placementProblem(young, [at('a', { ...other, region: 'us-west-2' })])).toMatch(
    /^VPC a is in the region us-west-2, and this database is in the region us-east-2 for life/,
  );
});

test('the first three are named, by name, and the rest counted', () => {
  const strays = ['d', 'b', 'a', 'c'].map((name) => at(name, { ...here, ownerAccountID: '222222222222' }));
  expect(placementProblem(identity, strays)).toMatch(
    /^VPC a is in the account 222222222222, VPC b .*, VPC c is in the account 222222222222 and 1 more, and this database/,
  );
  expect(placementProblem(identity, strays.slice(0, 1))).toMatch(
    /^VPC d is in the account 222222222222, and this database is in the account 123456789012 and the region us-east-2/,
  );
});
