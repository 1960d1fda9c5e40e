import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { teardown } from '../../src/changes/teardown.js';
import { ack, condition, core, deleting, label, NOW, SECONDS, synced } from './support.js';
import { annotations, deletion, lastSnapshot, primary, RETAIN, replica, steps } from './teardown-objects.js';

const REFUSED = {
  conditions: [
    condition('ACK.Terminal', 'True', {
      message: 'InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection',
    }),
    condition('ACK.ResourceSynced', 'True'),
    condition('Ready', 'True'),
  ] as never,
};
const said = (values: object) => ({ ...deletion(false, 'tap-final-dev'), ...values });
const spec = { dbInstanceClass: 'db.t4g.micro', engine: 'postgres', deletionProtection: true };
const stuck = (values: object = {}, of: object = spec): KubeObject =>
  deleting(synced(primary(of, said(values)), REFUSED));
const lifter = (of: object, values: object = {}, at?: string): KubeObject =>
  synced(
    ack(
      'DBInstance',
      'p-unprotect',
      { dbInstanceIdentifier: 'p-primary-dev', ...of },
      { ...label('component', 'teardown'), annotations: { ...RETAIN, ...values } },
    ),
    {},
    at,
  );
const AT = '2026-01-05T10:00:00Z';
const appliedAt = (time: string) => ({ 'tapstack.io/spec-applied-at': time });
const messageOf = (children: readonly KubeObject[], canCreate = true) =>
  teardown(children, 'Snapshot', NOW, canCreate).remaining.find(({ ref }) => ref.name === 'p');
const LIFTING =
  'it was deleted while it was protected, which AWS refuses: its protection is being taken off through a second object';

describe('a primary that was deleted while it was protected', () => {
  test('waits like any other for what connects to it, and for its replicas', () => {
    const connection = core('Secret', 'tap-connection', {}, label('component', 'connection'));
    expect(steps([stuck(), replica])).toEqual(['delete DBInstance/r']);
    expect(steps([stuck(), connection])).toEqual(['delete Secret/tap-connection']);
  });

  test('is told first what its end is to be by the policy that holds now', () => {
    expect(teardown([stuck()], 'Delete', NOW).steps).toEqual([
      {
        action: 'patch',
        object: stuck(),
        patch: annotations({
          'rds.services.k8s.aws/skip-final-snapshot': 'true',
          'rds.services.k8s.aws/delete-automated-backups': 'true',
          'rds.services.k8s.aws/final-db-snapshot-identifier': null,
        }),
      },
    ]);
    expect(steps([stuck(RETAIN), lastSnapshot()])).toEqual(['patch DBInstance/p']);
  });

  test('has its last snapshot taken before anything is done to its protection', () => {
    expect(steps([stuck()])).toEqual(['create DBSnapshot/p-primary-dev-last-0b0c3c5e']);
    expect(steps([stuck(), lastSnapshot({ status: 'creating' })])).toEqual([]);
  });

  test('is then taken over by a second object, as it is, that AWS is never to lose it by', () => {
    const region = { 'services.k8s.aws/region': 'us-east-2' };
    const [step] = teardown([stuck(region), lastSnapshot()], 'Snapshot', NOW).steps;
    expect(step).toEqual({
      action: 'create',
      object: {
        apiVersion: 'rds.services.k8s.aws/v1alpha1',
        kind: 'DBInstance',
        metadata: {
          name: 'p-unprotect',
          namespace: 'shop',
          labels: {
            'tapstack.io/database': 'tap',
            'tapstack.io/component': 'teardown',
            'app.kubernetes.io/managed-by': 'tapdb-operator',
          },
          annotations: {
            ...region,
            ...RETAIN,
            'services.k8s.aws/adoption-policy': 'adopt',
            'services.k8s.aws/adoption-fields': '{"dbInstanceIdentifier":"p-primary-dev"}',
            'tapstack.io/applied-hash': expect.stringMatching(/^[0-9a-f]{16}$/),
          },
        },
        spec: { dbInstanceIdentifier: 'p-primary-dev', dbInstanceClass: 'db.t4g.micro', engine: 'postgres' },
      },
    });
    expect(messageOf([stuck(), lastSnapshot()])).toMatchObject({ reason: 'Deleting', message: LIFTING });
    const { namespace: _, ...metadata } = stuck().metadata;
    const [bare] = teardown([{ ...stuck(), metadata }, lastSnapshot()], 'Snapshot', NOW).steps;
    expect(bare?.object.metadata).not.toHaveProperty('namespace');
  });

  test('whose protection that object takes off once ACK shows it', () => {
    const looking = { ...lifter({}), status: { conditions: [] as never } };
    expect(steps([stuck(), lastSnapshot(), looking])).toEqual([]);
    expect(messageOf([stuck(), lastSnapshot(), looking])?.message).toContain(`${LIFTING}; DBInstance p-unprotect: `);
    const shown = lifter({ deletionProtection: true });
    expect(teardown([stuck(), lastSnapshot(), shown], 'Snapshot', NOW).steps).toEqual([
      {
        action: 'patch',
        object: shown,
        patch: { metadata: { annotations: appliedAt(AT) }, spec: { deletionProtection: false } },
      },
    ]);
  });

  test('and that is woken when ACK has seen that; again after a minute, since it may have been too early', () => {
    const seen = lifter({ deletionProtection: false }, appliedAt(AT), '2026-01-05T10:00:01Z');
    const children = [stuck(), lastSnapshot(), seen];
    expect(steps(children, 'Snapshot', SECONDS(14))).toEqual([]);
    expect(teardown(children, 'Snapshot', SECONDS(15)).steps).toEqual([
      {
        action: 'patch',
        object: stuck(),
        patch: {
          metadata: { annotations: appliedAt('2026-01-05T10:00:15Z') },
          spec: { tags: [{ key: 'tapstack.io/nudge', value: '2026-01-05T10:00:15Z' }] },
        },
      },
    ]);
    const woken = [stuck(appliedAt('2026-01-05T10:00:15Z')), lastSnapshot(), seen];
    expect(steps(woken, 'Snapshot', SECONDS(74))).toEqual([]);
    expect(steps(woken, 'Snapshot', SECONDS(75))).toEqual(['patch DBInstance/p']);
    // Woken before, by whomever: that was too early.
    const early = [stuck(appliedAt('2026-01-05T09:59:59Z')), lastSnapshot(), seen];
    expect(steps(early, 'Snapshot', SECONDS(15))).toEqual(['patch DBInstance/p']);
  });

  test('leaves the second object behind, which goes first of all, and nothing is kept by it', () => {
    const left = lifter({ deletionProtection: false }, appliedAt(AT), '2026-01-05T10:00:01Z');
    const vpc = synced(ack('VPC', 'v'));
    expect(steps([left, lastSnapshot(), vpc], 'Snapshot')).toEqual(['delete DBInstance/p-unprotect']);
    expect(steps([left, vpc], 'Delete')).toEqual(['delete DBInstance/p-unprotect']);
    expect(teardown([left], 'Snapshot', NOW).kept).toEqual([]);
  });

  test('is let go as it is with Retain, said and woken in one write', () => {
    expect(teardown([stuck()], 'Retain', NOW).steps).toEqual([
      {
        action: 'patch',
        object: stuck(),
        patch: {
          metadata: { annotations: { ...RETAIN, ...appliedAt(AT) } },
          spec: { tags: [{ key: 'tapstack.io/nudge', value: AT }] },
        },
      },
    ]);
    expect(steps([stuck(RETAIN)], 'Retain')).toEqual([]);
  });

  test('where nothing can be made, the commands are told', () => {
    const told = messageOf([stuck({ 'services.k8s.aws/region': 'us-east-2' })], false);
    expect(told).toMatchObject({
      reason: 'NamespaceTerminating',
      message: expect.stringContaining(
        'aws rds modify-db-instance --db-instance-identifier p-primary-dev --region us-east-2 --no-deletion-protection --apply-immediately; ' +
          'then wake ACK: kubectl patch dbinstances.rds.services.k8s.aws p -n shop --type merge -p \'{"spec":{"deletionProtection":false}}\'',
      ),
    });
    expect(messageOf([stuck()], false)?.message).toContain('p-primary-dev --no-deletion-protection');
  });
});

test('with Retain what is on its way out is let go, and woken where ACK has given up and can be woken', () => {
  const refused = (kind: string, of: object, type: string) =>
    deleting(
      synced(ack(kind, 'x', of as never), { conditions: [condition(type, 'True', { message: 'no' })] as never }),
    );
  const patchOf = (object: KubeObject) =>
    teardown([object], 'Retain', NOW).steps.map((step) => ({ ...step, object: 0 }));
  const tagged = { tags: [{ key: 'a', value: '1' }] };
  expect(patchOf(refused('VPC', tagged, 'ACK.Recoverable'))).toEqual([
    { action: 'patch', object: 0, patch: annotations(RETAIN) },
  ]);
  expect(patchOf(refused('Subscription', {}, 'ACK.Terminal'))).toEqual([
    { action: 'patch', object: 0, patch: annotations(RETAIN) },
  ]);
  expect(patchOf(refused('Topic', tagged, 'ACK.Terminal'))).toMatchObject([
    { patch: { spec: { tags: [{ key: 'a' }, { key: 'tapstack.io/nudge' }] } } },
  ]);
  expect(patchOf(deleting(core('ConfigMap', 'c')))).toEqual([]);
});
