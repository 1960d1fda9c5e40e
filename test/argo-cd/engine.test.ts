import { expect, test } from '@jest/globals';
import { runLua } from './support/scripts.js';

test('the engine is Lua 5.1 without any library, not even the base', async () => {
  const names = ['_VERSION', 'pairs', 'ipairs', 'tostring', 'type', 'require', 'string', 'table', 'os', 'math', 'next'];
  const script = `return { ${names.map((name) => `${name} = ${name} == nil`).join(', ')} }`;
  expect(await runLua(script, {})).toEqual(Object.fromEntries(names.map((name) => [name, true])));
  await expect(runLua('return { x = ("text"):upper() }', {})).rejects.toThrow('attempt to index a non-table object');
  // 5.3 has it, 5.1 has not.
  await expect(runLua('return { x = 7 // 2 }', {})).rejects.toThrow('syntax error');
});

test('an object is a table, its numbers are numbers, and an empty one comes back as a list', async () => {
  const object = { metadata: { generation: 2 }, spec: {}, list: ['a', 'b'] };
  expect(await runLua('obj.isTwo = obj.metadata.generation == 2; obj.length = #obj.list; return obj', object)).toEqual({
    ...object,
    spec: [],
    isTwo: true,
    length: 2,
  });
});

test.each([
  ['return "Healthy"', 'the script returns a string, Argo CD wants a table'],
  ['local x = 1', 'the script returns a nil, Argo CD wants a table'],
  ['while true do end', 'context deadline exceeded'],
])('%s is refused', async (script, message) => {
  await expect(runLua(script, {})).rejects.toThrow(message);
});
