import { expect, test } from '@jest/globals';
import { formatProblem, invalid } from '../../src/api/problem.js';

test('a problem is one line: where, what stands there, what is wrong, what to write', () => {
  const problem = invalid('spec.network.cidr', '10.0.0.0/24', 'is too small', 'write 10.0.0.0/16');
  expect(problem.reason).toBe('InvalidSpec');
  expect(formatProblem(problem)).toBe('spec.network.cidr "10.0.0.0/24": is too small; write 10.0.0.0/16');
});
