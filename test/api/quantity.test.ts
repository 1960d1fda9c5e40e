import { expect, test } from '@jest/globals';
import { bytesOf, formatBytes, gibOf } from '../../src/api/quantity.js';

test.each([
  ['512Mi', 536870912],
  ['10Gi', 10737418240],
  ['2Ti', 2199023255552],
])('%s is %p bytes', (text, bytes) => {
  expect(bytesOf(text)).toBe(bytes);
});

test.each(['', '10', '10G', '010Gi', '1.5Gi', '-1Gi', '10Gi '])('%p is no size', (text) => {
  expect(bytesOf(text)).toBeUndefined();
  expect(gibOf(text)).toBeUndefined();
});

test('GiB are whole', () => {
  expect(gibOf('100Gi')).toBe(100);
  expect(gibOf('2Ti')).toBe(2048);
  expect(gibOf('1024Mi')).toBe(1);
  expect(gibOf('1000Mi')).toBeUndefined();
});

test.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1 KiB'],
  [8053063680, '7.5 GiB'],
  [3435973836, '3.2 GiB'],
  [2199023255552, '2 TiB'],
  [2 ** 52, '4096 TiB'],
])('%p bytes are %s for people', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
