import { expect, test } from '@jest/globals';
import { architectureOf } from '../../src/aws/instance-types.js';

test.each([
  't3.micro',
  't3a.nano',
  'm5.large',
  'm7i-flex.xlarge',
  'c6in.32xlarge',
  'g4dn.xlarge',
  'i3en.metal',
  'm7i.metal-24xl',
])('%s is x86_64', (type) => {
  expect(architectureOf(type)).toBe('x86_64');
});

test.each([
  't4g.micro',
  'a1.medium',
  'm6gd.large',
  'c7gn.16xlarge',
  'x2gd.metal',
  'im4gn.large',
  'g5g.xlarge',
  'r8g.metal-48xl',
])('%s is arm64', (type) => {
  expect(architectureOf(type)).toBe('arm64');
});

test.each([
  'mac2.metal',
  'mac2-m2.metal',
  'u-6tb1.metal',
  't3',
  't3.',
  't3.huge',
  'micro',
  'x.t3.micro',
  '',
  'T3.micro',
  't3.micros',
  't3.xmicro',
])('%p is nothing that Amazon Linux runs on', (type) => {
  expect(architectureOf(type)).toBeUndefined();
});
