import { expect, test } from '@jest/globals';
import { fieldValues } from '../../src/api/field-values.js';

test('a path leads to one value, to each item of a list, or nowhere', () => {
  const object = { spec: { zones: ['a', 'b'], cidr: 'c' } };
  expect(fieldValues(object, 'spec.cidr')).toEqual([{ field: 'spec.cidr', value: 'c' }]);
  expect(fieldValues(object, 'spec.zones[]')).toEqual([
    { field: 'spec.zones[0]', value: 'a' },
    { field: 'spec.zones[1]', value: 'b' },
  ]);
  expect(fieldValues(object, 'spec.tags')).toEqual([]);
  expect(fieldValues(object, 'spec.tags[]')).toEqual([]);
});
