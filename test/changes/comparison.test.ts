import { expect, test } from '@jest/globals';
import type { Json } from '../../src/api/object.js';
import {
  atLeast,
  type Comparison,
  containing,
  ignoringCase,
  sameAlias,
  sameNumber,
  samePolicy,
  sameRoutes,
  sameRules,
  sameTagSet,
  subset,
  unordered,
  versionAtLeastWithinMajor,
} from '../../src/changes/comparison.js';

type Case = readonly [what: string, compare: Comparison, desired: Json, live: Json];

const tcp = { ipProtocol: 'tcp', fromPort: 5432, toPort: 5432 };
const policy = (value: Json): string => JSON.stringify(value);

const holding: readonly Case[] = [
  ['equal scalars', subset, 'a', 'a'],
  [
    'a reference whose namespace is written out',
    subset,
    { from: { name: 'a' } },
    { from: { name: 'a', namespace: 'n' } },
  ],
  ['an empty list that is not there', subset, { list: [] }, {}],
  ['an empty list that is null', subset, { list: [] }, { list: null }],
  ['null that is not there', subset, { value: null }, {}],
  ['list items with more fields', subset, [{ a: 1 }], [{ a: 1, b: 2 }]],
  ['a list in another order', unordered, ['a', 'b'], ['b', 'a']],
  [
    'references in another order',
    unordered,
    [{ from: { name: 'a' } }, { from: { name: 'b' } }],
    [{ from: { name: 'b' } }, { from: { name: 'a' } }],
  ],
  [
    'tags of others',
    containing,
    [{ key: 'a', value: '1' }],
    [
      { key: 'b', value: '2' },
      { key: 'a', value: '1' },
    ],
  ],
  ['a policy with other white space', samePolicy, '{"a":1}', '{ "a": 1 }'],
  [
    'a policy with other order of keys',
    samePolicy,
    policy({ Version: '1', Id: 'x' }),
    policy({ Id: 'x', Version: '1' }),
  ],
  ['a list of one as its item', samePolicy, policy({ Action: ['s3:Get'] }), policy({ Action: 's3:Get' })],
  [
    'one statement, its keys in another order',
    samePolicy,
    policy({ Statement: [{ Sid: 'a', Effect: 'Deny' }] }),
    policy({ Statement: [{ Effect: 'Deny', Sid: 'a' }] }),
  ],
  [
    'statements and their keys in another order',
    samePolicy,
    policy([
      { Sid: 'a', Effect: 'Deny' },
      { Sid: 'b', Effect: 'Deny' },
    ]),
    policy([
      { Effect: 'Deny', Sid: 'b' },
      { Effect: 'Deny', Sid: 'a' },
    ]),
  ],
  ['actions in another order', samePolicy, policy({ Action: ['a', 'b'] }), policy({ Action: ['b', 'a'] })],
  ['items of one object in another order', samePolicy, policy([{ a: 1, b: 2 }]), policy([{ b: 2, a: 1 }])],
  ['text that is no policy, unchanged', samePolicy, 'none', 'none'],
  ['storage that has grown', atLeast, 100, 120],
  ['windows in capitals', ignoringCase, 'sun:04:00-sun:06:00', 'Sun:04:00-Sun:06:00'],
  ['80 and 80.0', sameNumber, 80, '80.0'],
  ['a major version that has its minor by now', versionAtLeastWithinMajor, '17', '17.5'],
  ['a newer minor version', versionAtLeastWithinMajor, '17.4', '17.5'],
  ['the same version', versionAtLeastWithinMajor, '17.5', '17.5'],
  ['an alias without its prefix', sameAlias, 'alias/tap', 'tap'],
  [
    'the local route beside ours',
    sameRoutes,
    [{ destinationCIDRBlock: '0.0.0.0/0' }],
    [{ gatewayID: 'local' }, { destinationCIDRBlock: '0.0.0.0/0' }],
  ],
  ['only the local route', sameRoutes, [], [{ gatewayID: 'local' }]],
  [
    'rules of one port merged',
    sameRules,
    [
      { ...tcp, ipRanges: [{ cidrIP: 'a' }] },
      { ...tcp, userIDGroupPairs: [{ groupRef: 'b' }] },
    ],
    [{ ...tcp, ipRanges: [{ cidrIP: 'a' }], userIDGroupPairs: [{ groupRef: 'b' }] }],
  ],
  [
    'a group pair with its resolved ids',
    sameRules,
    [{ ...tcp, userIDGroupPairs: [{ groupRef: { from: { name: 'a' } } }] }],
    [
      {
        ...tcp,
        userIDGroupPairs: [{ groupRef: { from: { name: 'a' } }, groupID: 'sg-1', userID: '1', vpcID: 'vpc-1' }],
      },
    ],
  ],
  [
    'all protocols, with ports and without',
    sameRules,
    [{ ipProtocol: '-1', ipRanges: [{ cidrIP: 'a' }] }],
    [{ ipProtocol: '-1', fromPort: -1, toPort: -1, ipRanges: [{ cidrIP: 'a' }] }],
  ],
  [
    'sources in another order, of every kind',
    sameRules,
    [
      {
        ...tcp,
        ipRanges: [{ cidrIP: 'a' }, { cidrIP: 'b' }],
        ipv6Ranges: [{ cidrIPv6: 'c' }],
        prefixListIDs: [{ prefixListID: 'd' }],
      },
    ],
    [
      {
        ...tcp,
        prefixListIDs: [{ prefixListID: 'd' }],
        ipv6Ranges: [{ cidrIPv6: 'c' }],
        ipRanges: [{ cidrIP: 'b' }, { cidrIP: 'a' }],
      },
    ],
  ],
];

test.each(holding)('%s holds', (_what, compare, desired, live) => {
  expect(compare(desired, live)).toBe(true);
});

const differing: readonly Case[] = [
  ['another scalar', subset, 'a', 'b'],
  ['a number as text', subset, 1, '1'],
  ['a missing field', subset, { a: 1 }, { b: 1 }],
  ['a field that is empty and should not be', subset, { a: [1] }, { a: [] }],
  ['a field that should be empty', subset, { a: [] }, { a: [1] }],
  ['an object for a list', subset, [1], { 0: 1 }],
  ['a list for an object', subset, { 0: 1 }, [1]],
  ['text for an object', subset, { a: 1 }, 'a'],
  ['a list in another order, where order counts', subset, [1, 2], [2, 1]],
  ['a list of which only one item is as it should be', subset, [1, 2], [1, 3]],
  ['a field that is not there', subset, { a: { b: 1 } }, {}],
  ['null for an object', subset, { a: 1 }, null],
  ['a longer list', subset, [1], [1, 2]],
  ['a longer set', unordered, ['a'], ['a', 'b']],
  ['a set of the same length with a repeat', unordered, ['a', 'b'], ['a', 'a']],
  ['text for a set', unordered, ['a'], 'a'],
  ['a set of the same length without the repeat', unordered, ['a', 'a'], ['a', 'b']],
  ['text where a set is live', unordered, 'a', ['a']],
  ['a tag with another value', containing, [{ key: 'a', value: '1' }], [{ key: 'a', value: '2' }]],
  ['text for tags', containing, [{ key: 'a', value: '1' }], 'a'],
  ['text where tags are live', containing, 'a', []],
  ['another effect', samePolicy, policy({ Effect: 'Deny' }), policy({ Effect: 'Allow' })],
  [
    'a statement more',
    samePolicy,
    policy({ Statement: [{ Sid: 'a' }] }),
    policy({ Statement: [{ Sid: 'a' }, { Sid: 'b' }] }),
  ],
  ['null for a condition', samePolicy, policy({ Condition: {} }), policy({ Condition: null })],
  ['text that is no policy', samePolicy, '{"a":1}', 'none'],
  ['another text that is no policy', samePolicy, 'some', 'none'],
  ['a policy that is no text', samePolicy, '{}', {}],
  ['no text asked for', samePolicy, {}, '{}'],
  ['a number for its text', samePolicy, '1', 1],
  ['text for a number', samePolicy, 1, '1'],
  ['no text at all', samePolicy, 1, 1],
  ['storage that is too small', atLeast, 120, 100],
  ['another window', ignoringCase, 'sun:04:00-sun:06:00', 'mon:04:00-mon:06:00'],
  ['another threshold', sameNumber, 80, 81],
  ['an older minor version', versionAtLeastWithinMajor, '17.5', '17.4'],
  ['a newer major version', versionAtLeastWithinMajor, '17.5', '18.5'],
  ['no minor version where one was asked for', versionAtLeastWithinMajor, '17.5', '17'],
  ['another alias', sameAlias, 'alias/tap', 'alias/tip'],
  ['an alias with the prefix inside', sameAlias, 'alias/a-alias/tap', 'a-tap'],
  ['a route of somebody else', sameRoutes, [], [{ gatewayID: 'local' }, { destinationCIDRBlock: '0.0.0.0/0' }]],
  ['a missing route', sameRoutes, [{ destinationCIDRBlock: '0.0.0.0/0' }], [{ gatewayID: 'local' }]],
  ['text for routes', sameRoutes, [], 'none'],
  [
    'a source more',
    sameRules,
    [{ ...tcp, ipRanges: [{ cidrIP: 'a' }] }],
    [{ ...tcp, ipRanges: [{ cidrIP: 'a' }, { cidrIP: 'b' }] }],
  ],
  [
    'another port',
    sameRules,
    [{ ...tcp, ipRanges: [{ cidrIP: 'a' }] }],
    [{ ...tcp, toPort: 5433, ipRanges: [{ cidrIP: 'a' }] }],
  ],
  [
    'another source over IPv6',
    sameRules,
    [{ ...tcp, ipv6Ranges: [{ cidrIPv6: 'a' }] }],
    [{ ...tcp, ipv6Ranges: [{ cidrIPv6: 'b' }] }],
  ],
  [
    'another prefix list',
    sameRules,
    [{ ...tcp, prefixListIDs: [{ prefixListID: 'a' }] }],
    [{ ...tcp, prefixListIDs: [{ prefixListID: 'b' }] }],
  ],
  ['a rule more', sameRules, [tcp], [tcp, { ...tcp, toPort: 5433 }]],
  ['as many rules, one of another port', sameRules, [tcp, { ...tcp, toPort: 5433 }], [tcp, { ...tcp, toPort: 5434 }]],
  ['another protocol', sameRules, [{ ipProtocol: '-1' }], [{ ipProtocol: 'tcp' }]],
  [
    'another protocol on the same ports',
    sameRules,
    [{ ...tcp, ipRanges: [{ cidrIP: 'a' }] }],
    [{ ...tcp, ipProtocol: 'udp', ipRanges: [{ cidrIP: 'a' }] }],
  ],
];

test.each(differing)('%s does not hold', (_what, compare, desired, live) => {
  expect(compare(desired, live)).toBe(false);
});

test('a bucket’s tags stand one level deeper, and may not be there', () => {
  const tags = { tagSet: [{ key: 'a', value: '1' }] };
  expect(sameTagSet(tags, { tagSet: [{ key: 'b', value: '2' }, ...tags.tagSet] })).toBe(true);
  expect(sameTagSet(tags, { tagSet: [] })).toBe(false);
  expect(sameTagSet(tags, {})).toBe(false);
  expect(sameTagSet({}, tags)).toBe(true);
});
