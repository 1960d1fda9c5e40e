import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { setID } from '../../src/changes/change-id.js';
import { type GateOptions, gate, openIDs } from '../../src/changes/gate.js';
import type { DisruptiveChange } from '../../src/changes/held-change.js';
import { appliedHash } from '../../src/changes/marks.js';
import { observe, plan } from '../../src/changes/plan.js';
import { ack, bare, composed, core, deleting, NOW, refTo, synced } from './support.js';

type Fields = Parameters<typeof ack>[2];

/** The object as it stands after it was applied. */
const live = (object: KubeObject): KubeObject =>
  synced({
    ...object,
    metadata: { ...object.metadata, annotations: { 'tapstack.io/applied-hash': appliedHash(bare(object)) } },
  });

const planned = (
  desired: readonly KubeObject[],
  observed: readonly KubeObject[],
  approvals: readonly string[] = [],
) => {
  const options = { database: 'tap', now: NOW, missingKinds: [], approvals: new Set(approvals) };
  const { apply, held } = plan(composed(...desired), observe(observed), options);
  return { apply: Object.fromEntries(apply.map(({ ref, manifest }) => [ref.name, manifest.spec])), held };
};

const OLD: Fields = { dbInstanceClass: 'db.m5.large', engineVersion: '16.4', multiAZ: true, port: 5432, iops: 3000 };
const NEW: Fields = { dbInstanceClass: 'db.m5.xlarge', engineVersion: '17', multiAZ: true, port: 5432, iops: 6000 };
const instance = (spec: Fields, name = 'p') => ack('DBInstance', name, spec);

describe('an edit of several fields of a database', () => {
  const { apply, held } = planned([instance(NEW)], [live(instance(OLD))]);

  test('goes through at once as far as it does not disturb', () => {
    expect(apply).toEqual({ p: { ...OLD, iops: 6000 } });
  });

  test('is held for the rest, apart by what it waits for', () => {
    expect(held).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{10}$/) as never,
        ref: refTo('DBInstance', 'p'),
        class: 'failover',
        effect: expect.stringContaining('fails over') as never,
        differences: [
          { path: ['spec', 'dbInstanceClass'], desired: 'db.m5.xlarge', live: 'db.m5.large', onChange: 'failover' },
        ],
        waitsFor: 'Approval',
      },
      {
        id: expect.stringMatching(/^[0-9a-f]{10}$/) as never,
        ref: refTo('DBInstance', 'p'),
        class: 'irreversible',
        effect: expect.stringContaining('only way back') as never,
        differences: [{ path: ['spec', 'engineVersion'], desired: '17', live: '16.4', onChange: 'irreversible' }],
        waitsFor: 'Approval',
      },
    ]);
  });

  test('goes by the id of a change, or by that of all of them', () => {
    const [first, second] = held.map(({ id }) => id) as [string, string];
    expect(planned([instance(NEW)], [live(instance(OLD))], [first])).toMatchObject({
      apply: { p: { ...OLD, iops: 6000, dbInstanceClass: 'db.m5.xlarge' } },
      held: [{ id: second }],
    });
    expect(planned([instance(NEW)], [live(instance(OLD))], [setID([first, second])])).toEqual({
      apply: { p: NEW },
      held: [],
    });
    expect(planned([instance(NEW)], [live(instance(OLD))], ['another']).held.length).toBe(2);
  });
});

test('changes that wait for the same are one change, as bad as the worst of them', () => {
  const wanted = { dbInstanceClass: 'db.m5.xlarge', caCertificateIdentifier: 'rds-ca-rsa4096-g1' };
  const standing = { dbInstanceClass: 'db.m5.large', caCertificateIdentifier: 'rds-ca-rsa2048-g1' };
  const { held } = planned([instance(wanted)], [live(instance({ ...standing, multiAZ: true }))]);
  expect(held).toMatchObject([{ class: 'failover', differences: [{ onChange: 'failover' }, { onChange: 'reboot' }] }]);
  expect(planned([instance(wanted)], [live(instance(standing))]).held).toMatchObject([{ class: 'reboot' }]);
});

describe('the id of a held change', () => {
  const idOf = (wanted: Fields, standing: Fields) =>
    planned([instance(wanted)], [live(instance(standing))]).held.map(({ id }) => id);

  test('survives what AWS fills in, and what of the set is done', () => {
    const id = idOf({ dbInstanceClass: 'db.m5.xlarge' }, { dbInstanceClass: 'db.m5.large' });
    expect(idOf({ dbInstanceClass: 'db.m5.xlarge' }, { ...OLD, dbInstanceClass: 'db.m5.2xlarge' })).toEqual(id);
    expect(idOf({ dbInstanceClass: 'db.m5.xlarge', iops: 1 }, { dbInstanceClass: 'db.m5.large' })).toEqual(id);
  });

  test('is another after another edit', () => {
    const id = idOf({ dbInstanceClass: 'db.m5.xlarge' }, OLD);
    expect(idOf({ dbInstanceClass: 'db.m5.2xlarge' }, OLD)).not.toEqual(id);
  });
});

test('what could only be deleted and made again is not, approved or not', () => {
  const [wanted, standing] = [
    ack('Subnet', 's', { cidrBlock: '10.0.1.0/24' }),
    ack('Subnet', 's', { cidrBlock: '10.0.0.0/24' }),
  ];
  const { held } = planned([wanted], [live(standing)]);
  expect(held).toMatchObject([
    { class: 'replacement', effect: expect.stringContaining('never deleted to be made again') as never, byHand: true },
  ]);
  const [id = ''] = held.map((change) => change.id);
  expect(planned([wanted], [live(standing)], [id])).toEqual({ apply: { s: { cidrBlock: '10.0.0.0/24' } }, held });
});

test('what is new has no gate, and what is not ours no changes', () => {
  expect(planned([instance(NEW)], []).held).toEqual([]);
  const foreign = { ...bare(live(instance(OLD))) };
  expect(planned([instance(NEW)], [foreign])).toEqual({ apply: {}, held: [] });
});

test('Kubernetes’ own kinds are never held', () => {
  const service = (externalName: string) => core('Service', 's', { spec: { externalName } });
  expect(planned([service('b.example')], [service('a.example')])).toMatchObject({
    apply: { s: { externalName: 'b.example' } },
    held: [],
  });
});

const WINDOW = { start: 6 * 1440 + 240, length: 120 };
const OPEN = new Date('2026-01-11T04:00:00Z');
const CLOSED = new Date('2026-01-10T04:00:00Z');

const change = (name: string, of: Partial<DisruptiveChange> = {}): DisruptiveChange => ({
  id: `id-of-${name}`,
  ref: refTo('DBInstance', name),
  class: 'reboot',
  effect: '',
  differences: [],
  ...of,
});
const options = (of: Partial<GateOptions> = {}): GateOptions => ({
  mode: 'InWindow',
  window: WINDOW,
  now: CLOSED,
  approvals: new Set(),
  ...of,
});
const primary = synced(ack('DBInstance', 'p', {}));
const replica = (name: string) => synced(ack('DBInstance', name, { sourceDBInstanceIdentifier: 'p' }));

describe('what waits for what', () => {
  const waits = (of: Partial<DisruptiveChange>, more: Partial<GateOptions>) =>
    gate([change('p', of)], [primary], options(more)).held.map(({ waitsFor, notBefore }) =>
      notBefore === undefined ? waitsFor : `${waitsFor} ${notBefore.toISOString()}`,
    );
  const approvals = new Set(['id-of-p']);
  const WINDOW_OPENS = ['Window 2026-01-11T04:00:00.000Z'];

  test.each(['reboot', 'failover'] as const)('a %s: for the window or an approval', (disruption) => {
    const of = { class: disruption };
    expect(waits(of, { now: CLOSED })).toEqual(WINDOW_OPENS);
    expect(waits(of, { now: OPEN })).toEqual([]);
    expect(waits(of, { now: CLOSED, approvals })).toEqual([]);
    expect(waits(of, { mode: 'OnApproval', now: OPEN })).toEqual(['Approval']);
    expect(waits(of, { mode: 'OnApproval', approvals })).toEqual([]);
    expect(waits(of, { mode: 'Immediately', now: CLOSED })).toEqual([]);
  });

  test('what is for good: for an approval, and with InWindow for the window too', () => {
    const of = { class: 'irreversible' } as const;
    expect(waits(of, { now: OPEN })).toEqual(['Approval']);
    expect(waits(of, { now: CLOSED, approvals })).toEqual(WINDOW_OPENS);
    expect(waits(of, { now: OPEN, approvals })).toEqual([]);
    expect(waits(of, { mode: 'Immediately' })).toEqual(['Approval']);
    expect(waits(of, { mode: 'Immediately', approvals })).toEqual([]);
    expect(waits(of, { mode: 'OnApproval', approvals })).toEqual([]);
  });

  test('what a person has to do never goes', () => {
    expect(waits({ class: 'replacement', byHand: true }, { now: OPEN, approvals })).toEqual(['Approval']);
  });
});

describe('an approval', () => {
  const changes = [
    change('p'),
    change('r', { class: 'irreversible' }),
    change('s', { class: 'replacement', byHand: true }),
  ];
  const decide = (...ids: readonly string[]) => gate(changes, [], options({ approvals: new Set(ids) }));

  test('is of a single change', () => {
    expect(decide('id-of-p')).toMatchObject({ held: [{ id: 'id-of-r' }, { id: 'id-of-s' }], approved: ['id-of-p'] });
  });

  test('is of the set of those that an approval can move', () => {
    expect(openIDs(decide().held, new Set())).toEqual(['id-of-p', 'id-of-r']);
    const { held, approved } = decide(setID(['id-of-r', 'id-of-p']));
    expect(approved).toEqual(['id-of-p', 'id-of-r']);
    expect(held).toMatchObject([{ id: 'id-of-r', waitsFor: 'Window' }, { id: 'id-of-s' }]);
    expect(openIDs(held, new Set(approved))).toEqual([]);
  });

  test('of what a person has to do, or of nothing that is wanted, is none', () => {
    expect(decide('id-of-s', 'id-of-nothing').approved).toEqual([]);
    expect(gate([], [], options({ approvals: new Set([setID(['id-of-p'])]) })).approved).toEqual([]);
  });
});

describe('instances take turns', () => {
  const busy = (object: KubeObject) => synced(object, { dbInstanceStatus: 'modifying' });
  const broken = (object: KubeObject) => synced(object, { dbInstanceStatus: 'incompatible-parameters' });
  const decide = (changed: readonly string[], ...instances: readonly KubeObject[]) => {
    const { released, inLine } = gate(
      changed.map((name) => change(name)),
      instances,
      options({ now: OPEN }),
    );
    return {
      go: released.map(({ ref }) => ref.name),
      wait: inLine.map(({ change: { ref }, on }) => `${ref.name} on ${on.name}`),
    };
  };

  test('replicas by number first, the primary last', () => {
    const three = [primary, replica('p-replica-10'), replica('p-replica-2')];
    expect(decide(['p', 'p-replica-10', 'p-replica-2'], ...three)).toEqual({
      go: ['p-replica-2'],
      wait: ['p-replica-10 on p-replica-2', 'p on p-replica-2'],
    });
    expect(decide(['p'], ...three)).toEqual({ go: ['p'], wait: [] });
  });

  test('and wait for one that is busy, whatever with', () => {
    expect(decide(['p'], primary, busy(replica('r')))).toEqual({ go: [], wait: ['p on r'] });
    expect(decide(['p'], primary, broken(replica('r')))).toEqual({ go: [], wait: ['p on r'] });
    expect(decide(['r'], busy(primary), replica('r'))).toEqual({ go: [], wait: ['r on p'] });
    expect(decide(['r'], primary, busy(replica('r')))).toEqual({ go: ['r'], wait: [] });
  });

  test('but a broken one does not wait for another broken one: its change may be the cure', () => {
    expect(decide(['r', 's'], primary, broken(replica('r')), broken(replica('s')))).toEqual({
      go: ['r'],
      wait: ['s on r'],
    });
    expect(decide(['r'], busy(primary), broken(replica('r')), broken(replica('s')))).toEqual({
      go: [],
      wait: ['r on p'],
    });
  });

  test('while other kinds have no turns', () => {
    const group = change('g', { ref: refTo('DBParameterGroup', 'g') });
    expect(gate([group], [busy(primary)], options({ now: OPEN }))).toMatchObject({ released: [group], inLine: [] });
  });
});

describe('the plan with a window', () => {
  const LARGER = { ...OLD, dbInstanceClass: 'db.m5.xlarge' };
  const maintenance = { disruptiveChanges: 'InWindow', window: WINDOW } as const;
  const planAt = (
    now: Date,
    desired: readonly KubeObject[],
    observed: readonly KubeObject[],
    approvals?: Set<string>,
  ) =>
    plan(composed(...desired), observe(observed), {
      ...{ database: 'tap', now, missingKinds: [], maintenance },
      ...(approvals === undefined ? {} : { approvals }),
    });

  test('writes in the window what waited before', () => {
    expect(planAt(CLOSED, [instance(LARGER)], [live(instance(OLD))]).held).toMatchObject([{ waitsFor: 'Window' }]);
    const { held, apply } = planAt(OPEN, [instance(LARGER)], [live(instance(OLD))]);
    expect(held).toEqual([]);
    expect(apply.map(({ manifest }) => manifest.spec)).toEqual([LARGER]);
  });

  test('writes what is released seconds after the rest of the edit, which is no fight', () => {
    const [wanted, standing] = [instance(LARGER), live(instance(OLD))];
    const annotations = {
      'tapstack.io/applied-hash': appliedHash(bare(wanted)),
      'tapstack.io/spec-applied-at': '2026-01-11T03:59:59Z',
    };
    const justWritten = { ...standing, metadata: { ...standing.metadata, annotations } };
    expect(planAt(OPEN, [wanted], [justWritten])).toMatchObject({ apply: [{ change: 'update' }], waiting: [] });
  });

  test('writes the rest for who is in line, and says on whom it waits', () => {
    const wanted = [instance({ ...LARGER, iops: 6000 }, 'p'), instance({ sourceDBInstanceIdentifier: 'p' }, 'r')];
    const standing = [live(instance(OLD, 'p')), live(instance({ sourceDBInstanceIdentifier: 'p' }, 'r'))];
    const busy = { ...(standing[1] as KubeObject), status: { ...standing[1]?.status, dbInstanceStatus: 'modifying' } };
    const { apply, waiting, held } = planAt(OPEN, wanted, [standing[0] as KubeObject, busy]);
    expect(apply.map(({ manifest }) => manifest.spec)).toEqual([{ ...OLD, iops: 6000 }]);
    expect(waiting).toMatchObject([
      { ref: refTo('DBInstance', 'p'), on: refTo('DBInstance', 'r'), reason: 'WaitingForTurn' },
    ]);
    expect(held).toEqual([]);
  });

  test('deletes a bastion that is to be of another type, once', () => {
    const bastion = (instanceType: string) => ack('Instance', 'b', { instanceType });
    const standing = live(bastion('t3.micro'));
    const [held] = planAt(OPEN, [bastion('t3.small')], [standing]).held;
    const approvals = new Set([held?.id ?? '']);
    expect(planAt(OPEN, [bastion('t3.small')], [standing], approvals)).toMatchObject({
      apply: [{ manifest: { spec: { instanceType: 't3.micro' } } }],
      prune: [standing],
      approved: [held?.id],
    });
    expect(planAt(OPEN, [bastion('t3.small')], [deleting(standing)], approvals).prune).toEqual([]);
  });
});
