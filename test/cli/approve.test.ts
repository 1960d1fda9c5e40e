import { expect, test } from '@jest/globals';
import { allOf } from '../../src/cli/approve.js';

test('--all is every change of a field; what makes an object again, or lets it go, takes its own id', () => {
  const grown = {
    id: '1a',
    child: 'DBInstance/tap-primary',
    class: 'reboot',
    effect: 'it restarts',
    fields: ['spec.x'],
  };
  const empty = {
    id: '2b',
    child: 'DBInstance/tap-primary',
    class: 'replacement',
    effect: 'made again, empty',
    fields: [],
  };
  const heldChanges = [grown, empty] as never;
  expect(allOf({ status: { heldChanges } })).toEqual({
    approved: ['1a'],
    alone: ['not 2b, which takes its own id (DBInstance/tap-primary: made again, empty)'],
  });
  expect(allOf({})).toEqual({ approved: [], alone: [] });
});
