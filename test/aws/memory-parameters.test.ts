import { expect, test } from '@jest/globals';
import { takesMemory } from '../../src/aws/memory-parameters.js';
import { parameterOf } from '../../src/aws/parameters.js';

test.each(['shared_buffers', 'work_mem', 'max_connections'])('%s takes memory', (name) => {
  expect(takesMemory(name)).toBe(true);
  expect(parameterOf(name)).toBeDefined();
});

test.each(['jit', 'log_statement', 'constructor'])('%s takes none', (name) => {
  expect(takesMemory(name)).toBe(false);
});
