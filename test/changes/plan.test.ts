import { describe, expect, test } from '@jest/globals';
import type { Blocked, Composition } from '../../src/api/child.js';
import type { KubeObject } from '../../src/api/object.js';
import { appliedHash } from '../../src/changes/marks.js';
import { observe, plan } from '../../src/changes/plan.js';
import { ack, bare, composed, core, deleting, from, NOW, refNames, refTo, SECONDS, synced } from './support.js';

const planned = (desired: Composition, live: readonly KubeObject[], missingKinds: readonly string[] = []) =>
  plan(desired, observe(live), { database: 'tap', now: NOW, missingKinds });

/** The object as it stands after it was applied: marked with what was wanted. */
const applied = (
  desired: KubeObject,
  live: KubeObject = desired,
  more: Readonly<Record<string, string>> = {},
): KubeObject => ({
  ...live,
  metadata: {
    ...live.metadata,
    annotations: { ...live.metadata.annotations, 'tapstack.io/applied-hash': appliedHash(bare(desired)), ...more },
  },
});

const vpc = ack('VPC', 'v', { enableDNSSupport: true, tags: [{ key: 'a', value: '1' }] });
const subnet = ack('Subnet', 's', { vpcRef: from('v') });
const NOTHING = { apply: [], waiting: [], prune: [], held: [], approved: [], foreign: [], unchanged: [] };

test('what is missing is created, marked with its hash and no time', () => {
  const { apply, ...rest } = planned(composed(vpc), []);
  expect(apply).toMatchObject([{ ref: refTo('VPC', 'v'), change: 'create', differences: [] }]);
  expect(apply[0]?.manifest).toEqual(applied(vpc));
  expect(rest).toMatchObject({ waiting: [], prune: [], unchanged: [] });
});

test('what holds is left alone', () => {
  const live = applied(vpc, ack('VPC', 'v', { ...vpc.spec, instanceTenancy: 'default' }));
  expect(planned(composed(vpc), [live])).toEqual({ ...NOTHING, unchanged: [refTo('VPC', 'v')] });
});

describe('what differs is written', () => {
  test('a value: with the time, since ACK has to look at it', () => {
    const live = applied(vpc, ack('VPC', 'v', { ...vpc.spec, enableDNSSupport: false }), {
      'tapstack.io/spec-applied-at': '2026-01-01T00:00:00Z',
    });
    const [first] = planned(composed(vpc), [live]).apply;
    expect(first).toMatchObject({ change: 'update', differences: [{ path: ['spec', 'enableDNSSupport'] }] });
    expect(first?.manifest.metadata.annotations).toEqual({
      'tapstack.io/applied-hash': appliedHash(bare(vpc)),
      'tapstack.io/put-back': '2026-01-05T10:00:00Z spec.enableDNSSupport by somebody',
      'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z',
    });
  });

  test('a label or an annotation: ACK wakes for neither, so the time stays what it was', () => {
    const desired = ack('VPC', 'v', vpc.spec, { annotations: { 'services.k8s.aws/region': 'us-east-2' } });
    const before = { 'tapstack.io/spec-applied-at': '2026-01-01T00:00:00Z' };
    const relabel = (live: KubeObject) => planned(composed(desired), [live]).apply[0];
    expect(relabel(applied(vpc, vpc, before))).toMatchObject({ change: 'relabel' });
    expect(relabel(applied(vpc, vpc, before))?.manifest.metadata.annotations).toMatchObject(before);
    expect(relabel(applied(vpc))?.manifest.metadata.annotations).not.toHaveProperty('tapstack.io/spec-applied-at');
  });

  test('a tag that is no longer composed: seen by the hash, since it is no difference', () => {
    const desired = ack('VPC', 'v', { ...vpc.spec, tags: [] });
    expect(planned(composed(desired), [applied(vpc)]).apply).toMatchObject([
      { change: 'update', differences: [], manifest: { spec: { tags: [] } } },
    ]);
  });

  test('a field that was set to what AWS had chosen: nothing changes for ACK, so the time stays', () => {
    const desired = ack('VPC', 'v', { ...vpc.spec, instanceTenancy: 'default' });
    const live = applied(vpc, desired);
    expect(planned(composed(desired), [live]).apply).toMatchObject([{ change: 'relabel', differences: [] }]);
  });

  test('data of a Secret', () => {
    const secret = (data: object) => core('Secret', 'tap-connection', { data });
    const live = applied(secret({ host: 'a' }));
    expect(planned(composed(secret({ host: 'b' })), [live]).apply).toMatchObject([{ change: 'update' }]);
  });

  test('an object that lost its marks and has its owner, once', () => {
    const owner = { apiVersion: 'tapstack.io/v1alpha1', kind: 'TapDatabase', name: 'tap', uid: 'u', controller: true };
    const unmarked = { ...bare(vpc), metadata: { ...bare(vpc).metadata, ownerReferences: [owner] } };
    const { apply } = planned(composed(vpc), [unmarked]);
    expect(apply).toMatchObject([{ change: 'relabel', differences: [] }]);
    expect(planned(composed(vpc), [apply[0]?.manifest as KubeObject]).apply).toEqual([]);
  });
});

test('what another program takes back is not written again for five seconds', () => {
  const live = applied(vpc, ack('VPC', 'v', { cidrBlocks: [] }), {
    'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z',
  });
  const at = (seconds: number) =>
    plan(composed(vpc), observe([live]), { database: 'tap', now: SECONDS(seconds), missingKinds: [] });
  expect(at(4)).toMatchObject({ apply: [], waiting: [{ on: refTo('VPC', 'v'), reason: 'Fought' }] });
  expect(at(5).apply).toMatchObject([{ change: 'update' }]);
  // Another wish is no repetition.
  const other = ack('VPC', 'v', { cidrBlocks: ['10.1.0.0/16'] });
  expect(planned(composed(other), [live]).apply).toHaveLength(1);
});

describe('what may disturb the database', () => {
  const primary = (spec: object) => ack('DBInstance', 'p', { dbInstanceIdentifier: 'p-dev', ...spec } as never);
  const before = primary({ dbInstanceClass: 'db.m5.large', tags: [] });
  const after = primary({ dbInstanceClass: 'db.m5.xlarge', tags: [] });

  test('is held and told', () => {
    const { held } = planned(composed(after), [synced(applied(before))]);
    expect(held).toMatchObject([
      {
        ref: refTo('DBInstance', 'p'),
        differences: [{ path: ['spec', 'dbInstanceClass'], desired: 'db.m5.xlarge', live: 'db.m5.large' }],
      },
    ]);
  });

  test('and everything else of the same edit goes through, with the live value in its place', () => {
    const both = primary({ dbInstanceClass: 'db.m5.xlarge', tags: [{ key: 'a', value: '1' }] });
    const { apply, held } = planned(composed(both), [synced(applied(before))]);
    expect(held).toHaveLength(1);
    expect(apply).toMatchObject([
      { change: 'update', manifest: { spec: { dbInstanceClass: 'db.m5.large', tags: [{ key: 'a', value: '1' }] } } },
    ]);
  });

  test('and stays held without another write, once its wish is on record', () => {
    const [first] = planned(composed(after), [synced(applied(before))]).apply;
    expect(first).toMatchObject({ change: 'relabel', manifest: { spec: { dbInstanceClass: 'db.m5.large' } } });
    const again = planned(composed(after), [synced(first?.manifest as KubeObject)]);
    expect(again).toMatchObject({ apply: [], held: [{}], unchanged: [refTo('DBInstance', 'p')] });
  });

  test('what ACK reads at create only is kept and not told', () => {
    const host = ack('Instance', 'b', { imageID: 'resolve:ssm:/aws' });
    const live = applied(host, ack('Instance', 'b', { imageID: 'ami-1' }));
    expect(planned(composed(host), [live])).toEqual({ ...NOTHING, unchanged: [refTo('Instance', 'b')] });
  });
});

describe('a child waits', () => {
  const waiting = (desired: Composition, live: readonly KubeObject[], missing: readonly string[] = []) => {
    const { apply, waiting: waits } = planned(desired, live, missing);
    expect(apply).toEqual([]);
    return waits;
  };

  test('until what it refers to exists', () => {
    expect(waiting(composed(subnet), [])).toEqual([
      { ref: refTo('Subnet', 's'), on: refTo('VPC', 'v'), reason: 'NotCreatedYet', message: 'it does not exist yet' },
    ]);
  });

  test('and is ready', () => {
    expect(waiting(composed(subnet), [vpc])).toMatchObject([
      { on: refTo('VPC', 'v'), reason: 'NotReportedYet', message: 'ACK has not reported yet' },
    ]);
    expect(planned(composed(subnet), [synced(vpc)]).apply).toHaveLength(1);
  });

  test('and is ours: a foreign object of that name helps nobody', () => {
    const foreign = synced({ ...vpc, metadata: { name: 'v', namespace: 'shop' } });
    expect(waiting(composed(subnet), [foreign])).toMatchObject([{ reason: 'NotCreatedYet' }]);
  });

  test('an update too, since ACK resolves every reference again; a relabel does not', () => {
    const wide = ack('Subnet', 's', { ...subnet.spec, hostnameType: 'ip-name' });
    expect(waiting(composed(wide), [applied(subnet), vpc])).toMatchObject([{ on: refTo('VPC', 'v') }]);
    const labelled = ack('Subnet', 's', subnet.spec, { labels: { a: 'b' } });
    expect(planned(composed(labelled), [applied(subnet), vpc]).apply).toMatchObject([{ change: 'relabel' }]);
  });

  test('on a value that it copies, while its holder is only composed', () => {
    const primary = ack('DBInstance', 'p', { dbInstanceIdentifier: 'p-dev' });
    const alarm = ack('MetricAlarm', 'm', { dimensions: [{ name: 'DBInstanceIdentifier', value: 'p-dev' }] });
    const { apply, waiting: waits } = planned(composed(alarm, primary), []);
    expect(refNames(apply.map(({ ref }) => ref))).toEqual(['DBInstance/p']);
    expect(waits).toMatchObject([{ on: refTo('DBInstance', 'p'), reason: 'NotCreatedYet' }]);
  });

  test('while it is being deleted past us', () => {
    const changed = ack('VPC', 'v', { cidrBlocks: [] });
    expect(waiting(composed(changed), [deleting(applied(vpc))])).toEqual([
      {
        ref: refTo('VPC', 'v'),
        on: refTo('VPC', 'v'),
        reason: 'Deleting',
        message: 'it is being deleted and is made again once it is gone',
      },
    ]);
  });

  test('while the cluster does not serve its kind, and others go on', () => {
    const { apply, waiting: waits } = planned(composed(vpc, ack('Key', 'k')), [], ['VPC.ec2.services.k8s.aws']);
    expect(waits).toEqual([
      {
        ref: refTo('VPC', 'v'),
        on: refTo('VPC', 'v'),
        reason: 'KindMissing',
        message: 'the cluster does not serve VPC.ec2.services.k8s.aws',
      },
    ]);
    expect(refNames(apply.map(({ ref }) => ref))).toEqual(['Key/k']);
  });

  test('while it cannot be composed, on the first value that is not known', () => {
    const blocked = (...waitsFor: Blocked['waitsFor']): Composition => ({
      children: [],
      blocked: [{ component: 'any', ref: refTo('Bucket', 'b'), waitsFor }],
    });
    const arn = { ref: refTo('Key', 'k'), path: 'status.ackResourceMetadata.arn' };
    expect(waiting(blocked(arn, { ref: refTo('VPC', 'v'), path: 'status.vpcID' }), [])).toEqual([
      {
        ref: refTo('Bucket', 'b'),
        on: refTo('Key', 'k'),
        reason: 'ValueNotKnownYet',
        message: 'status.ackResourceMetadata.arn is not known yet',
      },
    ]);
    expect(waiting(blocked(), [])).toEqual([
      { ref: refTo('Bucket', 'b'), on: refTo('Bucket', 'b'), reason: 'Blocked', message: 'it cannot be composed yet' },
    ]);
  });
});

test('an object of somebody else is never taken over', () => {
  const { metadata: _, ...content } = vpc;
  const foreign = { ...content, metadata: { name: 'v', namespace: 'shop' } };
  expect(planned(composed(vpc), [foreign])).toEqual({ ...NOTHING, foreign: [refTo('VPC', 'v')] });
});

test('what was deleted past the operator and would come back empty is not made again', () => {
  const options = { database: 'tap', now: NOW, missingKinds: [], lost: [refTo('VPC', 'v')] };
  const { apply, waiting } = plan(composed(vpc, ack('Key', 'k')), observe([]), options);
  expect(refNames(apply.map(({ ref }) => ref))).toEqual(['Key/k']);
  expect(waiting).toEqual([
    {
      ref: refTo('VPC', 'v'),
      on: refTo('VPC', 'v'),
      reason: 'ChildDeleted',
      message: 'it was deleted past the operator',
    },
  ]);
});
