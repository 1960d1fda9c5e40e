import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppliedStack } from './applied-stack.js';
import { edited, smallSpec, specEdit } from './random-edits.js';

const NOTHING = { apply: [], prune: [], waiting: [], foreign: [] };

test('the plan of an applied plan is empty, whatever was asked for, filled in by AWS, and edited', async () => {
  const comes = fc.array(fc.boolean(), { minLength: 7, maxLength: 29 });
  await fc.assert(
    fc.asyncProperty(smallSpec, comes, specEdit, async (spec, which, edit) => {
      const stack = new AppliedStack(spec, which);
      fc.pre(stack.allows(spec));
      await stack.create();
      expect(await stack.settle()).toMatchObject({ ...NOTHING, held: [] });
      const next = edited(spec, edit);
      fc.pre(stack.allows(next));
      stack.edit(next);
      // Nothing that can be edited at all would have to be deleted and made again by hand.
      expect(await stack.settle()).toMatchObject({ ...NOTHING, held: [] });
    }),
    { numRuns: 1000 },
  );
}, 600_000);
