import { expect, test } from '@jest/globals';
import { lossOfPrimary } from '../../src/changes/lost-primary.js';
import { ack, composed, refTo } from './support.js';

const PRIMARY = refTo('DBInstance', 'tap-primary');
const LOST = [refTo('Key', 'tap'), PRIMARY];
const final = { 'rds.services.k8s.aws/final-db-snapshot-identifier': 'tap-final' };
const wanted = composed(ack('DBInstance', 'tap-primary', {}, { annotations: final }), ack('Key', 'tap'));
const NOBODY: ReadonlySet<string> = new Set();
const SINCE = '2026-01-05T10:00:00Z';

test('a lost primary is held for approval, with the way back to its data', () => {
  const { lost, held } = lossOfPrimary(wanted, LOST, { since: SINCE, approvals: NOBODY });
  expect(lost).toEqual(LOST);
  expect(held).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{10}$/),
      ref: PRIMARY,
      class: 'replacement',
      effect:
        'the instance is made again, empty; its data comes back in a new TapDatabase with restoreFrom.snapshotID: tap-final',
      differences: [],
      waitsFor: 'Approval',
    },
  ]);
});

test('the snapshot on record goes before the one that RDS was to take; without either none is promised', () => {
  const effect = (composition: typeof wanted, snapshot?: string) =>
    lossOfPrimary(composition, LOST, { since: SINCE, approvals: NOBODY, ...(snapshot !== undefined && { snapshot }) })
      .held[0]?.effect;
  expect(effect(wanted, 'tap-of-today')).toContain('restoreFrom.snapshotID: tap-of-today');
  expect(effect(composed(ack('DBInstance', 'tap-primary')))).toBe('the instance is made again, empty');
});

test('with its id approved it is lost no more; an approval of an earlier loss is none of this one', () => {
  const idAt = (since: string): string => lossOfPrimary(wanted, LOST, { since, approvals: NOBODY }).held[0]?.id ?? '';
  const approvals = new Set([idAt(SINCE)]);
  expect(lossOfPrimary(wanted, LOST, { since: SINCE, approvals })).toEqual({ lost: [LOST[0]], held: [] });
  expect(lossOfPrimary(wanted, LOST, { since: '2026-02-01T00:00:00Z', approvals }).lost).toEqual(LOST);
});

test('nothing is held of others, before the loss is on record, or of a primary that cannot be composed', () => {
  const nothing = (...args: Parameters<typeof lossOfPrimary>) => expect(lossOfPrimary(...args).held).toEqual([]);
  nothing(wanted, [refTo('Key', 'tap')], { since: SINCE, approvals: NOBODY });
  nothing(wanted, LOST, { approvals: NOBODY });
  nothing(composed(ack('Key', 'tap')), LOST, { since: SINCE, approvals: NOBODY });
});
