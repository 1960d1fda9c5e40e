import { expect, test } from '@jest/globals';
import { checkTags } from '../../src/api/check-tags.js';

test('what AWS takes is taken', () => {
  expect(checkTags(undefined)).toEqual([]);
  expect(checkTags({ team: 'Größe 1', 'cost:center/a=b+c-d@e': '', ['k'.repeat(128)]: 'v'.repeat(256) })).toEqual([]);
});

test.each(['aws:name', 'AWS:name', 'services.k8s.aws/namespace', 'tapstack.io/database'])(
  '%s belongs to others',
  (key) => {
    expect(checkTags({ [key]: 'x' })).toEqual([
      {
        reason: 'InvalidSpec',
        field: `spec.tags.${key}`,
        value: 'x',
        message: 'begins as the tags of AWS, ACK and this operator do',
        remedy: 'choose another key',
      },
    ]);
  },
);

test.each([
  ['', 'x', 'is a key that AWS does not take'],
  ['a<b', 'x', 'is a key that AWS does not take'],
  ['k'.repeat(129), 'x', 'is a key that AWS does not take'],
  ['team', 'a<b', 'is a value that AWS does not take'],
  ['team', 'v'.repeat(257), 'is a value that AWS does not take'],
])('%s: %s %s', (key, value, message) => {
  expect(checkTags({ [key]: value, ok: 'ok' }).map((problem) => problem.message)).toEqual([message]);
});

test('what JavaScript would lose is refused, what it only has on every object is not', () => {
  const tags = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, string>;
  expect(checkTags(tags)).toEqual([
    {
      reason: 'InvalidSpec',
      field: 'spec.tags.__proto__',
      value: 'x',
      message: 'is a key that this operator cannot write',
      remedy: 'choose another key',
    },
  ]);
});

test('and what to use instead', () => {
  expect(checkTags({ 'a<b': 'x', team: 'a<b' }).map(({ remedy }) => remedy)).toEqual([
    'use 1 to 128 letters, digits, spaces or _.:/=+-@',
    'use letters, digits, spaces or _.:/=+-@',
  ]);
});

test('the prefix of another is no prefix inside', () => {
  expect(checkTags({ 'x-aws:name': 'x', 'my.tapstack.io/a': 'x' })).toEqual([]);
});
