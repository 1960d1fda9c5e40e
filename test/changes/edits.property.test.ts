import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppliedStack } from './applied-stack.js';
import { edited, smallSpec, specEdit } from './random-edits.js';

const NOTHING = { apply: [], prune: [], waiting: [], foreign: [] };

test('the plan of an applied plan is empty, whatever was asked for, filled in by AWS, and edited', async () => {
  const comes = fc.array(fc.boolean(), { minLength: 7, maxLength: 29 });
  let created = 0;
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(smallSpec, comes, specEdit, async (spec, which, edit) => {
      const stack = new AppliedStack(spec, which);
      if (!stack.allows(spec)) return;
      await stack.create();
      expect(await stack.settle()).toMatchObject({ ...NOTHING, held: [] });
      created += 1;
      const next = edited(spec, edit);
      if (!stack.allows(next)) return;
      stack.edit(next);
      // Nothing that can be edited at all would have to be deleted and made again by hand.
      expect(await stack.settle()).toMatchObject({ ...NOTHING, held: [] });
      changed += 1;
    }),
    { numRuns: 1000 },
  );
  expect(created).toBeGreaterThan(50);
  expect(changed).toBeGreaterThan(30);
}, 600_000);
