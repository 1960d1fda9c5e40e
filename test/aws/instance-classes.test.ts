import { expect, test } from '@jest/globals';
import { memoryOf } from '../../src/aws/instance-classes.js';

const GiB = 1073741824;

test.each([
  ['db.t3.micro', 1],
  ['db.t3.small', 2],
  ['db.t4g.medium', 4],
  ['db.t4g.large', 8],
  ['db.t3.2xlarge', 32],
  ['db.m5.large', 8],
  ['db.m5.24xlarge', 384],
  ['db.m6g.16xlarge', 256],
  ['db.m6gd.large', 8],
  ['db.m6i.32xlarge', 512],
  ['db.m7g.4xlarge', 64],
  ['db.m7i.48xlarge', 768],
  ['db.m8g.xlarge', 16],
  ['db.r5.12xlarge', 384],
  ['db.r6g.8xlarge', 256],
  ['db.r6i.32xlarge', 1024],
  ['db.r7g.16xlarge', 512],
  ['db.r7i.48xlarge', 1536],
  ['db.r8g.2xlarge', 64],
  ['db.x2g.large', 32],
  ['db.x2g.16xlarge', 1024],
  ['db.x2idn.32xlarge', 2048],
  ['db.x2iedn.xlarge', 128],
  ['db.x2iedn.32xlarge', 4096],
])('%s has %p GiB', (name, gib) => {
  expect(memoryOf(name)).toBe(gib * GiB);
});

test.each([
  'db.m5.micro',
  'db.m6g.24xlarge',
  'db.m7i.32xlarge',
  'db.x2idn.large',
  'm5.large',
  'db.m5',
  'db.t2.micro',
  '',
])('%p is not in the table', (name) => {
  expect(memoryOf(name)).toBeUndefined();
});
