import { describe, expect, test } from '@jest/globals';
import type { StalledReason } from '../../src/api/conditions.js';
import type { TapDatabase, TapDatabaseStatus } from '../../src/api/generated/tapdatabase.js';
import { nextStep } from '../../src/cli/next-steps.js';
import { statusScreen } from '../../src/cli/status-screen.js';
import { ack, SECONDS } from '../changes/support.js';
import { database } from '../composition/support.js';

const plain = (_colour: unknown, text: string): string => text;
const SINCE = { lastTransitionTime: '2026-01-05T09:00:00Z' };

const screen = (
  status: TapDatabaseStatus,
  children: readonly ReturnType<typeof ack>[] = [],
  isNamespaceLeaving = false,
): readonly string[] => {
  const of: TapDatabase = { ...database(), metadata: { ...database().metadata, generation: 3 }, status };
  const sight = { database: of, children, missingKinds: [], now: SECONDS(0), isNamespaceLeaving };
  return statusScreen(sight, plain).split('\n');
};

const stalledBy = (reason: string): TapDatabaseStatus => ({
  phase: 'Stalled',
  message: 'what is wrong, and where',
  conditions: [{ type: 'Stalled', status: 'True', reason, message: 'what is wrong, and where', ...SINCE }],
});

/** One that is forgotten here does not compile. */
const REASONS = Object.keys({
  BlueprintUnknown: true,
  ChildDeleted: true,
  ChildNotOwned: true,
  ChildRefused: true,
  ChildTerminal: true,
  CompositionInvalid: true,
  CompositionNotFound: true,
  ConstraintViolated: true,
  DeletionProtected: true,
  GrowthTooSmall: true,
  IdentityChanged: true,
  InvalidSpec: true,
  KindMissing: true,
  NameConflict: true,
  NamespaceTerminating: true,
  NoLongerReplica: true,
  PatchRefused: true,
  PlacementChanged: true,
  ReferenceNotAllowed: true,
  RevisionNotFound: true,
} satisfies Record<StalledReason, true>);

test.each(REASONS)('stalled by %s: three lines say which, what is wrong and what to do', (reason) => {
  const [first, second, third] = screen(stalledBy(reason));
  expect(first).toBe(`shop/tap  Stalled ${reason}`);
  expect(second).toBe('what is wrong, and where');
  expect(third).toMatch(/^→ .{20,}/);
});

test('a reason that stalls nothing has no step', () => {
  expect(nextStep('Available', { namespace: 'shop', name: 'tap' })).toBeUndefined();
});

describe('the screen', () => {
  test('says so when the operator has not looked yet', () => {
    expect(screen({}).slice(0, 2)).toEqual([
      'shop/tap  Pending',
      'the operator has not looked at it yet: is it running?',
    ]);
  });

  test('says of one that is paused how it goes on', () => {
    expect(screen({ phase: 'Paused', message: 'the primary serves connections' }).slice(0, 3)).toEqual([
      'shop/tap  Paused',
      'nothing is written while it is paused: tapdb resume tap -n shop',
      'the primary serves connections',
    ]);
  });

  test('says of one that does well that its namespace goes, and what that waits for', () => {
    const told = screen({ phase: 'Available', message: 'the primary serves connections' }, [], true);
    expect(told.slice(0, 4)).toEqual([
      'shop/tap  Available',
      'namespace shop is being deleted, and waits for this database: nothing can be made in it any more',
      '→ kubectl annotate tapdatabase tap -n shop tapstack.io/allow-deletion=tap to let both go',
      'the primary serves connections',
    ]);
    const going = screen({ phase: 'Deleting', message: 'Key tap: waits' }, [], true);
    expect(going.slice(0, 2)).toEqual(['shop/tap  Deleting', 'Key tap: waits']);
  });

  test('shows a held change with the command that lets it go', () => {
    const lines = screen({
      heldChanges: [
        {
          id: '0123456789',
          child: 'DBInstance/tap-primary',
          class: 'failover',
          effect: 'connections break',
          fields: ['spec.dbInstanceClass'],
          notBefore: '2026-01-11T04:00:00Z',
        },
      ],
    });
    expect(lines).toContain('  ‖ DBInstance/tap-primary  failover: connections break');
    expect(lines).toContain(
      '      goes by itself at 2026-01-11T04:00:00Z, or with tapdb approve tap 0123456789 -n shop',
    );
  });

  test('shows the generation that was seen when it is not the newest', () => {
    expect(screen({ observedGeneration: 2 })).toContain('composition not chosen yet, generation 3 (seen: 2)');
  });

  test('shows the composition, its revision, and that a newer one is refused', () => {
    const message = 'gold-3: at most two replicas';
    const lines = screen({
      observedGeneration: 3,
      composition: { name: 'gold', revision: 'gold-2', refused: 'gold-3' },
      conditions: [{ type: 'RevisionRefused', status: 'True', reason: 'ConstraintViolated', message, ...SINCE }],
    });
    expect(lines).toContain('composition gold, revision gold-2, generation 3');
    expect(lines).toContain(`  ✗ RevisionRefused  ConstraintViolated  ${message}`);
    expect(screen({ composition: { name: 'ha-postgres/v1' } }).join('\n')).toMatch(
      /^composition ha-postgres\/v1, generation 3/m,
    );
  });

  test('shows each child in trouble with its reason, by part of the stack', () => {
    const terminal = { type: 'ACK.Terminal', status: 'True', message: 'AccessDenied' };
    const key = ack(
      'Key',
      'tap',
      {},
      { labels: { 'tapstack.io/component': 'encryption' }, status: { conditions: [terminal] } },
    );
    const vpc = ack(
      'VPC',
      'tap-vpc',
      {},
      {
        labels: { 'tapstack.io/component': 'network' },
        metadata: { creationTimestamp: '2026-01-05T10:00:00Z' },
      },
    );
    const lines = screen({}, [vpc, key]);
    const from = lines.indexOf('Children');
    expect(lines.slice(from)).toEqual([
      'Children',
      '  encryption',
      '    ✗ Key tap  Terminal: AccessDenied',
      '  network',
      '    … VPC tap-vpc  Progressing: ACK has not reported yet',
      '',
    ]);
  });
});
