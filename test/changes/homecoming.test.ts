import { describe, expect, test } from '@jest/globals';
import type { Json, KubeObject } from '../../src/api/object.js';
import { homecomingOf, withHomecoming } from '../../src/changes/homecoming.js';
import type { ChangeSet } from '../../src/changes/plan.js';
import type { Verdict } from '../../src/changes/proof.js';
import { ack, composed, condition, deleting, label, NOW, synced } from './support.js';

const SPEC = { dbInstanceIdentifier: 'tap-primary-dev', dbInstanceClass: 'db.t4g.micro', engine: 'postgres' };
const primary = (spec: { readonly [key: string]: Json } = {}) =>
  ack('DBInstance', 'tap-primary', { ...SPEC, ...spec }, label('instance', 'primary'));
const wanted = composed(primary());
const stuck = (spec = {}): KubeObject =>
  deleting(
    synced(primary(spec), {
      conditions: [condition('ACK.Terminal', 'True', { message: 'Cannot delete protected DB Instance' })] as never,
    }),
  );
const LOOK = {
  'services.k8s.aws/adoption-policy': 'adopt',
  'services.k8s.aws/adoption-fields': '{"dbInstanceIdentifier":"tap-primary-dev"}',
  'services.k8s.aws/read-only': 'true',
  'services.k8s.aws/deletion-policy': 'retain',
};
const look = synced(
  ack('DBInstance', 'tap-primary-keeper', SPEC, { ...label('component', 'homecoming'), annotations: LOOK }),
);
const judged = (verdict: Verdict) => [{ look, id: 'tap-primary-dev', verdict }];
const NONE: ReadonlySet<string> = new Set();
const messageOf = (verdict: Verdict, live: readonly KubeObject[]) =>
  homecomingOf(wanted, live, judged(verdict), NONE, NOW).composition.blocked.map(({ adopting }) => adopting);

test('there is nothing to do about a primary that is not composed, is not there, or goes as it should', () => {
  const nothing = { composition: wanted, adopt: [], patches: [], held: [] };
  expect(homecomingOf(composed(), [stuck()], [], NONE, NOW)).toMatchObject({ adopt: [], patches: [], held: [] });
  for (const live of [[], [synced(primary())], [deleting(synced(primary()))]]) {
    expect(homecomingOf(wanted, live, [], NONE, NOW)).toEqual(nothing);
  }
  const other = { ...look, metadata: { ...look.metadata, labels: {} } };
  const looks = [{ look: other, id: 'x', verdict: 'Ours' as const }];
  expect(homecomingOf(wanted, [synced(primary())], looks, NONE, NOW)).toEqual(nothing);
});

describe('one that is stuck', () => {
  test('waits for an approval whose id tells the instance', () => {
    const { composition, held } = homecomingOf(wanted, [stuck()], [], NONE, NOW);
    expect(composition).toBe(wanted);
    expect(held).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{10}$/),
        ref: expect.objectContaining({ kind: 'DBInstance', name: 'tap-primary' }),
        class: 'replacement',
        effect:
          'its object is let go without AWS being told, and the instance is taken over under a new one: nothing changes in AWS',
        differences: [],
        waitsFor: 'Approval',
      },
    ]);
    const renamed = homecomingOf(wanted, [stuck({ dbInstanceIdentifier: 'other' })], [], NONE, NOW);
    expect(renamed.held[0]?.id).not.toBe(held[0]?.id);
  });

  test('is looked at first, under the identifier that the stuck object has', () => {
    const live = [stuck({ dbInstanceIdentifier: 'as-it-was' })];
    const [held] = homecomingOf(wanted, live, [], NONE, NOW).held;
    const { composition } = homecomingOf(wanted, live, [], new Set([String(held?.id)]), NOW);
    const added = composition.children.at(-1);
    expect(added?.component).toBe('homecoming');
    expect(added?.manifest.metadata).toMatchObject({
      name: 'tap-primary-keeper',
      labels: { 'tapstack.io/database': 'tap', 'tapstack.io/component': 'homecoming' },
      annotations: { ...LOOK, 'services.k8s.aws/adoption-fields': '{"dbInstanceIdentifier":"as-it-was"}' },
    });
    expect(added?.manifest.metadata.labels).not.toHaveProperty('tapstack.io/instance');
  });

  test('is let go only when AWS has shown the instance, and that it is the database’s', () => {
    expect(homecomingOf(wanted, [stuck()], judged('Pending'), NONE, NOW).patches).toEqual([]);
    expect(messageOf('Pending', [stuck()])).toEqual(['ACK is looking for tap-primary-dev in AWS']);
    expect(homecomingOf(wanted, [stuck()], judged('Foreign'), NONE, NOW).patches).toEqual([]);
    expect(messageOf('Foreign', [stuck()])).toEqual([
      'AWS has an instance tap-primary-dev without the tag of this database, so it is not taken over',
    ]);
    const { patches, adopt } = homecomingOf(wanted, [stuck()], judged('Ours'), NONE, NOW);
    expect(adopt).toEqual([]);
    expect(patches).toEqual([
      {
        object: stuck(),
        patch: {
          metadata: {
            annotations: {
              'services.k8s.aws/deletion-policy': 'retain',
              'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z',
            },
          },
          spec: { tags: [{ key: 'tapstack.io/nudge', value: '2026-01-05T10:00:00Z' }] },
        },
      },
    ]);
    expect(messageOf('Ours', [stuck()])).toEqual(['tap-primary-dev is in AWS: its old object is being let go']);
  });
});

test('one that is gone is adopted again, and looked at until it is home', () => {
  const adopt = [{ kind: 'DBInstance', name: 'tap-primary', id: 'tap-primary-dev' }];
  const message = 'tap-primary-dev is being taken over again, state available in AWS';
  expect(homecomingOf(wanted, [], judged('Ours'), NONE, NOW).adopt).toEqual(adopt);
  expect(messageOf('Ours', [])).toEqual([message]);
  const adopting = synced({ ...primary(), metadata: { ...primary().metadata, annotations: LOOK } });
  expect(messageOf('Ours', [adopting])).toEqual([message]);
  const busy = synced(primary(), { dbInstanceStatus: 'modifying' });
  expect(messageOf('Ours', [busy])).toEqual([message]);
  expect(messageOf('Ours', [synced(primary())])).toEqual([]);
});

test('the plan has what it needs, and is the same where that is nothing', () => {
  const changes: ChangeSet = { apply: [], waiting: [], prune: [], held: [], approved: [], foreign: [], unchanged: [] };
  expect(withHomecoming(changes, homecomingOf(wanted, [], [], NONE, NOW))).toBe(changes);
  const held = homecomingOf(wanted, [stuck()], [], NONE, NOW);
  expect(withHomecoming(changes, held)).toEqual({ ...changes, held: held.held, patches: [] });
  const going = homecomingOf(wanted, [stuck()], judged('Ours'), NONE, NOW);
  const before = [{ object: synced(primary()), patch: {} }];
  expect(withHomecoming({ ...changes, patches: before }, going).patches).toEqual([...before, ...going.patches]);
});
