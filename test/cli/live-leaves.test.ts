import { describe, expect, test } from '@jest/globals';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import { liveLeaves } from '../../src/cli/live-leaves.js';
import { render } from '../../src/cli/render.js';
import { condition, deleting, NOW, synced } from '../changes/support.js';
import { ACCOUNT, database } from '../composition/support.js';

const of = database();
const composed = render(of, { accountID: ACCOUNT }).filter(
  ({ apiVersion, kind }) => apiVersion !== 'v1' || kind !== 'Secret',
);
const primary = composed.find(({ metadata }) => metadata.name === 'tap-primary') as KubeObject;

const standingOf = (child: KubeObject, status: TapDatabase['status'] = {}): string => {
  const [leaf] = liveLeaves({ ...of, status }, [child], NOW);
  return `${leaf?.standing}: ${leaf?.message}`;
};

const held: TapDatabase['status'] = {
  heldChanges: [{ id: '1', child: 'DBInstance/tap-primary', class: 'reboot', effect: 'a minute', fields: ['spec.a'] }],
};
const refused = { ...primary, status: { conditions: [condition('ACK.Terminal', 'True', { message: 'no' })] } };

describe('a child of the cluster', () => {
  test.each([
    ['is ready', synced(primary), {}, 'ready: '],
    [
      'waits',
      synced(primary, { dbInstanceStatus: 'modifying' }),
      {},
      'progressing: AWS says modifying, not available yet',
    ],
    ['is held, with what would happen', synced(primary), held, 'held: reboot: a minute'],
    ['has failed', refused, {}, 'failing: no'],
    ['has failed, which matters more than what is held', refused, held, 'failing: no'],
    ['goes, whatever is held', deleting(synced(primary)), held, 'deleting: being deleted'],
  ])('%s', (_, child, status, told) => {
    expect(standingOf(child, status)).toBe(told);
  });
});

describe('what should be there and is not', () => {
  const missing = (database: TapDatabase, children: readonly KubeObject[]): readonly string[] =>
    liveLeaves(database, children, NOW).flatMap(({ child, standing }) =>
      standing === 'absent' ? [`${child.kind}/${child.metadata.name}`] : [],
    );

  test('is shown, Secrets aside, which are not looked at', () => {
    expect(missing(of, [])).toHaveLength(composed.length);
    expect(
      missing(
        of,
        composed.filter((child) => child !== primary),
      ),
    ).toEqual(['DBInstance/tap-primary']);
    expect(missing(of, composed)).toEqual([]);
  });

  test('is nothing of a database that goes', () => {
    const going = { ...of, metadata: { ...of.metadata, deletionTimestamp: '2026-01-05T10:00:00Z' } };
    expect(missing(going, [])).toEqual([]);
  });

  test('is not known of a database that cannot be composed', () => {
    expect(missing(database({ network: { zones: ['us-east-2a', 'eu-west-1a'] } }), [])).toEqual([]);
  });
});
