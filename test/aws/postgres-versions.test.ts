import { expect, test } from '@jest/globals';
import { parseVersion } from '../../src/aws/postgres-versions.js';

test.each([
  ['17', { major: 17, minor: undefined }],
  ['17.5', { major: 17, minor: 5 }],
  ['13.22', { major: 13, minor: 22 }],
])('%s is a version', (text, version) => {
  expect(parseVersion(text)).toEqual(version);
});

test.each(['', '9', '07', '17.', '17.5.1', 'v17', '17.5-R1'])('%p is none', (text) => {
  expect(parseVersion(text)).toBeUndefined();
});
