import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Composition, refOf } from '../../src/api/child.js';
import type { Json, KubeObject } from '../../src/api/object.js';
import { DEFAULT_SETTINGS } from '../../src/api/settings.js';
import { observe, plan } from '../../src/changes/plan.js';
import { teardown } from '../../src/changes/teardown.js';
import { compose } from '../../src/composition/compose.js';
import { lateInitialization } from '../scenarios/support/late-initialization.js';
import { nameOf } from '../scenarios/support/memory-cluster.js';
import { World } from '../scenarios/support/world.js';
import { leaves, withChanged } from './random-edits.js';
import { TeardownModel } from './teardown-model.js';

/** A whole stack, applied and synced, before AWS has chosen anything that was left open; without owners, which are not composed. */
let children: readonly KubeObject[];
let composition: Composition;
let now: Date;

beforeAll(async () => {
  const world = new World(
    {
      postgres: { version: '17.5' },
      instance: { storage: { maxSize: '200Gi' } },
      monitoring: { alarms: { notify: { emails: ['on-call@example.org'] } } },
    },
    DEFAULT_SETTINGS,
  );
  world.cluster.guardState = { installed: false, message: 'not there' };
  world.ack.lateInitializes = false;
  await world.settle();
  children = world.cluster.all().filter(({ kind }) => kind !== 'TapDatabase');
  composition = compose(world.database, observe(children));
  now = world.cluster.time;
});

const planned = (live: readonly KubeObject[]) => {
  const { apply, held, waiting, prune, foreign } = plan(composition, observe(live), {
    database: 'tap',
    now,
    missingKinds: [],
  });
  return {
    apply: apply.map(({ ref }) => nameOf(ref)),
    held: held.map(({ ref }) => nameOf(ref)),
    waiting,
    prune,
    foreign,
  };
};
const NOTHING = { apply: [], held: [], waiting: [], prune: [], foreign: [] };

test('the plan of an applied plan is empty', () => {
  expect(composition.blocked).toEqual([]);
  expect(composition.children.length).toBeGreaterThan(50);
  expect(planned(children)).toEqual(NOTHING);
});

test('whatever of the late initialization has come, in whatever order: the plan stays empty', () => {
  const chosen = children.flatMap((object) => lateInitialization(object, children).map((patch) => ({ object, patch })));
  expect(chosen.length).toBeGreaterThan(60);
  const some = fc.shuffledSubarray(chosen);
  fc.assert(
    fc.property(some, (patches) => {
      const live = children.map((object) => ({
        ...object,
        spec: Object.assign(
          {},
          object.spec,
          ...patches.filter((one) => one.object === object).map(({ patch }) => patch),
        ),
      }));
      expect(planned(live as readonly KubeObject[])).toEqual(NOTHING);
    }),
    { numRuns: 1000 },
  );
});

test('any one value that a person changes is seen, and nothing else is written for it', () => {
  const isKept = ({ kind }: KubeObject, [field]: readonly string[]) =>
    // ACK reads these of an EC2 instance when it is made, and never again.
    kind === 'Instance' && !['tags', 'instanceType', 'securityGroupIDs'].includes(field as string);
  const values = composition.children.flatMap(({ manifest }) =>
    leaves(manifest.spec as Json | undefined)
      .filter((path) => path.length > 0 && !isKept(manifest, path))
      .map((path) => ({ manifest, path })),
  );
  expect(values.length).toBeGreaterThan(500);
  fc.assert(
    fc.property(fc.constantFrom(...values), ({ manifest, path }) => {
      const name = nameOf(refOf(manifest));
      const live = children.map((object) =>
        nameOf(refOf(object)) === name ? { ...object, spec: withChanged(object.spec as Json, path) as never } : object,
      );
      const { apply, held, prune } = planned(live);
      // A change that breaks what others copy may make those wait; it never makes them be written.
      expect([...new Set([...apply, ...held])]).toEqual([name]);
      expect(prune).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

describe('the whole stack goes in the order of the guide', () => {
  const waves = (policy: 'Snapshot' | 'Retain'): readonly (readonly string[])[] => {
    const model = new TeardownModel(children);
    const gone: (readonly string[])[] = [];
    while (model.children.length > 0 && gone.length < 100) {
      const { steps } = teardown(model.children, policy, model.now);
      for (const step of steps) model.take(step);
      const deleted = steps.filter(({ action }) => action === 'delete').map(({ object }) => nameOf(refOf(object)));
      if (deleted.length > 0) gone.push(deleted.toSorted());
      model.pass(() => true);
    }
    return gone;
  };

  test('wave by wave', () => {
    const lastSnapshot = expect.stringMatching(/^DBSnapshot\/tap-primary-dev-last-uid-/);
    expect(waves('Snapshot')).toEqual([
      // Out of the connection, and alarms: nobody is called for a database that is leaving.
      [
        ...['ConfigMap/tap-outputs'],
        ...['connections', 'cpu', 'storage'].map((alarm) => `MetricAlarm/tap-primary-${alarm}`),
        ...['MetricAlarm/tap-replica-1-lag', 'MetricAlarm/tap-replica-1-replication'],
        ...['MetricAlarm/tap-replica-2-lag', 'MetricAlarm/tap-replica-2-replication'],
        ...['Secret/tap-connection', 'SecretsManager/tap-credentials'],
        ...['Service/tap-ro', 'Service/tap-ro-1', 'Service/tap-ro-2', 'Service/tap-rw'],
      ],
      ['Secret/tap-secrets-manager'],
      ['DBInstance/tap-replica-1', 'DBInstance/tap-replica-2'],
      ['DBInstance/tap-primary'],
      [
        ...['Bucket/tap-backup', 'DBParameterGroup/tap-postgres17', lastSnapshot, 'DBSubnetGroup/tap'],
        'Instance/tap-bastion',
        ...['Role/tap-monitoring', 'Role/tap-s3', 'Secret/tap-credentials-1', 'SecurityGroup/tap-database'],
        ...['Subnet/tap-private-1', 'Subnet/tap-private-2'],
        'Subscription/tap-alarms-2ce4e89d',
      ],
      // AWS let the subnet group go, so RDS is done: nobody writes logs any more, nor needs the key.
      [
        'Alias/tap',
        'InstanceProfile/tap-bastion',
        ...['primary', 'replica-1', 'replica-2'].map((instance) => `LogGroup/tap-${instance}-postgresql`),
        ...['RouteTable/tap-private-1', 'RouteTable/tap-private-2'],
        ...['SecurityGroup/tap-app', 'SecurityGroup/tap-bastion'],
        ...['Subnet/tap-isolated-1', 'Subnet/tap-isolated-2'],
        'Topic/tap-alarms',
      ],
      ['Key/tap', 'NATGateway/tap-nat-1', 'NATGateway/tap-nat-2', 'Role/tap-bastion', 'RouteTable/tap-isolated'],
      ['ElasticIPAddress/tap-nat-1', 'ElasticIPAddress/tap-nat-2', 'Subnet/tap-public-1', 'Subnet/tap-public-2'],
      ['RouteTable/tap-public'],
      ['InternetGateway/tap-igw'],
      ['VPC/tap-vpc'],
    ]);
  });

  test('and with Retain the same objects, each told to stay in AWS one turn before it goes', () => {
    const retained = waves('Retain').flat();
    const kept = waves('Snapshot').flat();
    expect(retained.toSorted()).toEqual(kept.filter((name) => !name.startsWith('DBSnapshot/')).toSorted());
    expect(retained.slice(-1)).toEqual(['VPC/tap-vpc']);
  });
});
