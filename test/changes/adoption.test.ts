import { describe, expect, test } from '@jest/globals';
import type { Child, Composition } from '../../src/api/child.js';
import type { KubeObject } from '../../src/api/object.js';
import { foreignLooks, keptSecrets, misnamed, unknownEntries, withAdoption } from '../../src/changes/adoption.js';
import { adoptedID, isLook, lookAt } from '../../src/changes/look.js';
import { judgeLooks, type Verdict } from '../../src/changes/proof.js';
import { ack, core, label, NOW, synced } from './support.js';

const DATABASE = { namespace: 'shop', name: 'tap' };
const LABEL = 'tapstack.io/database';
const OURS = { key: LABEL, value: 'shop/tap' };

const child = (manifest: KubeObject): Child => ({ component: 'x', manifest });

/** A look as ACK leaves it when it has found what is asked for. */
function answered(manifest: KubeObject, id: string, spec: object, adopted = 'true'): KubeObject {
  const look = lookAt(child(manifest), id).manifest;
  const annotations = { ...look.metadata.annotations, 'services.k8s.aws/adopted': adopted };
  return synced({ ...look, metadata: { ...look.metadata, annotations }, spec: { ...look.spec, ...spec } });
}

const verdicts = (objects: readonly KubeObject[], isAllowed = (_kind: string, _id: string) => false) =>
  judgeLooks(objects, DATABASE, isAllowed).map(({ verdict }) => verdict);

describe('a look', () => {
  test('holds the references of the child, and nothing by which proof is read', () => {
    const spec = {
      dbInstanceIdentifier: 'tap-primary-dev',
      kmsKeyRef: { from: { name: 'tap' } },
      masterUserPassword: { name: 'tap-credentials-1', key: 'password' },
      tags: [OURS],
    };
    const { component, manifest } = lookAt(child(ack('DBInstance', 'tap-primary', spec)), 'tap-primary-dev');
    expect(component).toBe('x');
    expect(manifest.spec).toEqual({
      dbInstanceIdentifier: 'tap-primary-dev',
      kmsKeyRef: { from: { name: 'tap' } },
    });
    expect(manifest.metadata.annotations).toMatchObject({
      'services.k8s.aws/adoption-policy': 'adopt',
      'services.k8s.aws/adoption-fields': '{"dbInstanceIdentifier":"tap-primary-dev"}',
      'services.k8s.aws/read-only': 'true',
      'services.k8s.aws/deletion-policy': 'retain',
    });
    expect(isLook(manifest)).toBe(true);
    expect(adoptedID(manifest)).toBe('tap-primary-dev');
  });

  test('of a secret asks by id, and has its name as well', () => {
    const { manifest } = lookAt(child(ack('SecretsManagerSecret', 's', { name: 'tap-db-credentials-dev' })), 'arn:1');
    expect(manifest.metadata.annotations?.['services.k8s.aws/adoption-fields']).toBe(
      '{"id":"arn:1","name":"tap-db-credentials-dev"}',
    );
    expect(adoptedID(manifest)).toBe('arn:1');
  });

  test('without fields asks for nothing', () => {
    const annotations = { 'services.k8s.aws/adoption-policy': 'adopt', 'services.k8s.aws/read-only': 'true' };
    expect(adoptedID(ack('VPC', 'v', {}, { annotations }))).toBe('undefined');
  });
});

describe('what is looked at is the database’s own', () => {
  test.each<[string, KubeObject, object]>([
    ['a list', ack('VPC', 'v'), { tags: [{ key: 'team', value: 'a' }, OURS] }],
    ['a list of KMS', ack('Key', 'k'), { tags: [{ tagKey: LABEL, tagValue: 'shop/tap' }] }],
    ['a map', ack('LogGroup', 'l'), { tags: { [LABEL]: 'shop/tap' } }],
    ['a set of S3', ack('Bucket', 'b'), { tagging: { tagSet: [OURS] } }],
  ])('by its tags in %s', (_shape, manifest, spec) => {
    expect(verdicts([answered(manifest, 'id', spec)])).toEqual(['Ours']);
  });

  test('where the configuration allows that kind and id', () => {
    const look = answered(ack('VPC', 'v'), 'vpc-1', {});
    expect(verdicts([look], (kind, id) => kind === 'VPC' && id === 'vpc-1')).toEqual(['Ours']);
    expect(verdicts([look], (_kind, id) => id === 'vpc-2')).toEqual(['Foreign']);
  });

  const key = synced(ack('Key', 'tap'), { keyID: 'key-1' });
  const topic = synced(ack('Topic', 't'), { ackResourceMetadata: { arn: 'arn:topic' } });
  const instance = synced(
    ack('DBInstance', 'p', { dbInstanceIdentifier: 'tap-primary-dev' }, label('instance', 'primary')),
  );
  const dimensions = (value: string, name = 'DBInstanceIdentifier') => ({ dimensions: [{ name, value }] });
  const alarm = ack('MetricAlarm', 'a', {}, label('instance', 'primary'));

  test.each<[string, KubeObject, KubeObject, Verdict]>([
    ['an alias, by its key', answered(ack('Alias', 'a'), 'alias/a', { targetKeyID: 'key-1' }), key, 'Ours'],
    ['no alias of another key', answered(ack('Alias', 'a'), 'alias/a', { targetKeyID: 'key-2' }), key, 'Foreign'],
    ['a subscription, by its topic', answered(ack('Subscription', 's'), 'arn:topic:1', {}), topic, 'Ours'],
    ['no subscription of another topic', answered(ack('Subscription', 's'), 'arn:topics:1', {}), topic, 'Foreign'],
    ['an alarm, by its instance', answered(alarm, 'a', dimensions('tap-primary-dev')), instance, 'Ours'],
    ['no alarm of another instance', answered(alarm, 'a', dimensions('tap-replica-1-dev')), instance, 'Foreign'],
    ['no alarm of something else', answered(alarm, 'a', dimensions('tap-primary-dev', 'Bucket')), instance, 'Foreign'],
  ])('%s', (_what, look, owner, verdict) => {
    expect(verdicts([look, owner])).toEqual([verdict]);
  });

  test('an alarm of a replica waits for that replica', () => {
    const ofReplica = ack('MetricAlarm', 'r', {}, label('instance', 'replica-1'));
    expect(verdicts([answered(ofReplica, 'r', dimensions('tap-replica-1-dev')), instance])).toEqual(['Pending']);
  });

  test('not before what it belongs to is proven itself', () => {
    const alias = answered(ack('Alias', 'a'), 'alias/a', { targetKeyID: 'key-1' });
    const lookAtKey = answered(ack('Key', 'tap'), 'key-1', {});
    expect(verdicts([alias, lookAtKey])).toEqual(['Pending', 'Foreign']);
    expect(verdicts([alias, { ...lookAtKey, status: {} }])).toEqual(['Pending', 'Pending']);
    const proven = answered(ack('Key', 'tap'), 'key-1', { tags: [{ tagKey: LABEL, tagValue: 'shop/tap' }] });
    expect(verdicts([alias, { ...proven, status: { ...proven.status, keyID: 'key-1' } }])).toEqual(['Ours', 'Ours']);
  });
});

test.each<[string, object]>([
  ['no tag', {}],
  ['the tag of a database elsewhere', { tags: [{ key: LABEL, value: 'other/tap' }] }],
  ['the tag of another database', { tags: [{ key: LABEL, value: 'shop/tape' }] }],
])('what carries %s is foreign', (_what, spec) => {
  expect(verdicts([answered(ack('VPC', 'v'), 'vpc-1', spec)])).toEqual(['Foreign']);
});

test('tags are believed only once ACK says that they are those of AWS', () => {
  expect(verdicts([answered(ack('VPC', 'v'), 'vpc-1', { tags: [OURS] }, 'false')])).toEqual(['Pending']);
  const early = answered(ack('VPC', 'v'), 'vpc-1', { tags: [OURS] });
  expect(verdicts([{ ...early, status: {} }])).toEqual(['Pending']);
});

test('what is no look is not judged', () => {
  expect(verdicts([synced(ack('VPC', 'v', { tags: [OURS] }))])).toEqual([]);
  const readOnly = { annotations: { 'services.k8s.aws/read-only': 'true' } };
  expect(verdicts([ack('VPC', 'v', {}, readOnly)])).toEqual([]);
  expect(verdicts([ack('VPC', 'v', {}, { annotations: { 'services.k8s.aws/adoption-policy': 'adopt' } })])).toEqual([]);
});

describe('a composition with what is to be adopted', () => {
  const vpc = ack('VPC', 'tap-vpc');
  const composition: Composition = { children: [child(vpc), child(core('Secret', 'tap'))], blocked: [] };
  const entry = { kind: 'VPC', name: 'tap-vpc', id: 'vpc-1' };
  const created = (look: KubeObject, creationTimestamp: string): KubeObject => ({
    ...look,
    metadata: { ...look.metadata, creationTimestamp },
  });

  test('looks first', () => {
    const { children } = withAdoption(composition, [], [entry], [], NOW);
    expect(children.map(({ manifest }) => isLook(manifest))).toEqual([true, false]);
  });

  test('leaves alone what is there, and what is not in the list', () => {
    expect(withAdoption(composition, [synced(vpc)], [entry], [], NOW)).toEqual(composition);
    expect(withAdoption(composition, [], [], [], NOW)).toEqual(composition);
    expect(withAdoption(composition, [], [{ ...entry, kind: 'Secret', name: 'tap' }], [], NOW)).toEqual(composition);
  });

  test.each([
    [-59_000, 'ACK is looking for vpc-1 in AWS'],
    [
      -60_000,
      'ACK has not found vpc-1 in AWS, or does not run: mend its entry in spec.adopt, or remove it and it is made anew',
    ],
  ])('waits for the answer, %d ms after it was asked', (age, adopting) => {
    const look = created(lookAt(child(vpc), 'vpc-1').manifest, new Date(NOW.getTime() + age).toISOString());
    const judged = [{ look, id: 'vpc-1', verdict: 'Pending' as const }];
    const { children, blocked } = withAdoption(composition, [look], [entry], judged, NOW);
    expect(children.map(({ manifest }) => manifest.kind)).toEqual(['Secret']);
    expect(blocked).toEqual([
      { component: 'x', ref: { apiVersion: vpc.apiVersion, kind: 'VPC', name: 'tap-vpc' }, waitsFor: [], adopting },
    ]);
  });

  test('takes over what is ours, also when the list has gone', () => {
    const look = lookAt(child(vpc), 'vpc-1').manifest;
    const judged = [{ look, id: 'vpc-1', verdict: 'Ours' as const }];
    expect(withAdoption(composition, [look], [], judged, NOW)).toEqual(composition);
  });

  test.each([[[]], [[{ ...entry, id: 'vpc-2' }]]])('has no place for a look that %j does not ask for', (wanted) => {
    const look = lookAt(child(vpc), 'vpc-1').manifest;
    const judged = [{ look, id: 'vpc-1', verdict: 'Foreign' as const }];
    const { children, blocked } = withAdoption(composition, [look], wanted, judged, NOW);
    expect([children.length, blocked]).toEqual([1, []]);
  });

  test('is held against entries: names that would be others, and children that are none', () => {
    const group = ack('DBSubnetGroup', 'tap', { name: 'tap-dev' });
    const named: Composition = {
      children: [child(group), child(vpc)],
      blocked: [
        { component: 'x', ref: { apiVersion: 's3.services.k8s.aws/v1', kind: 'Bucket', name: 'b' }, waitsFor: [] },
      ],
    };
    const wanted = [
      { kind: 'DBSubnetGroup', name: 'tap', id: 'orders' },
      { kind: 'DBSubnetGroup', name: 'tap', id: 'tap-dev' },
      entry,
      { kind: 'Bucket', name: 'b', id: 'bucket' },
      { kind: 'Topic', name: 't', id: 'arn' },
    ];
    expect(misnamed(named, wanted).map(({ field, value, remedy }) => [field, value, remedy])).toEqual([
      [
        'spec.adopt.resources[0].id',
        'orders',
        'write tap-dev, or give the TapDatabase the name and environment that it had',
      ],
    ]);
    expect(unknownEntries(named, wanted).map(({ field, value }) => [field, value])).toEqual([
      ['spec.adopt.resources[4]', 'Topic/t'],
    ]);
  });

  test('names what is foreign, and what it should have been', () => {
    const judged = (manifest: KubeObject, id: string) =>
      ({ look: lookAt(child(manifest), id).manifest, id, verdict: 'Foreign' }) as const;
    const alias = { kind: 'Alias', name: 'tap', id: 'alias/tap' };
    const looks = [judged(vpc, 'vpc-1'), judged(ack('Alias', 'tap'), 'alias/tap'), judged(ack('Key', 'k'), 'key-1')];
    expect(foreignLooks(looks, [alias, entry], DATABASE)).toEqual([
      {
        reason: 'ReferenceNotAllowed',
        field: 'spec.adopt.resources[1].id',
        value: 'vpc-1',
        message: "is in AWS without the tag tapstack.io/database=shop/tap, so it may be somebody else's",
        remedy:
          "have an administrator add to the values of the chart: allowedReferences: [{namespace: shop, kind: VPC, pattern: 'vpc-1'}]",
      },
      expect.objectContaining({
        field: 'spec.adopt.resources[0].id',
        message: "belongs to no Key of this database, so it may be somebody else's",
      }),
    ]);
    expect(foreignLooks([{ ...judged(vpc, 'vpc-1'), verdict: 'Pending' }], [entry], DATABASE)).toEqual([]);
  });
});

describe('the copy in Secrets Manager that is there already', () => {
  const manifest = ack('SecretsManagerSecret', 'tap-credentials', { name: 'tap-db-credentials-dev' });
  const composition: Composition = { children: [child(manifest), child(ack('VPC', 'tap-vpc'))], blocked: [] };
  const stopped: KubeObject = {
    ...manifest,
    status: { conditions: [{ type: 'ACK.Terminal', status: 'True', message: 'Resource already exists' }] },
  };
  const entry = { kind: 'Secret', name: 'tap-credentials', id: 'tap-db-credentials-dev' };
  const look = (tags: object[]) => answered(manifest, entry.id, { tags });
  const adopted = (live: readonly KubeObject[]) =>
    withAdoption(
      composition,
      live,
      keptSecrets(composition, live),
      judgeLooks(live, DATABASE, () => false),
      NOW,
    );

  test('is looked at by its name, and nothing else is', () => {
    expect(keptSecrets(composition, [stopped, ack('VPC', 'tap-vpc')])).toEqual([entry]);
    const [secret, vpc] = adopted([stopped]).children;
    expect(secret?.manifest).toEqual(lookAt(child(manifest), entry.id).manifest);
    expect(vpc?.manifest.kind).toBe('VPC');
  });

  test('is nothing to look for while there is none, or ACK has not stopped', () => {
    expect(keptSecrets(composition, [])).toEqual([]);
    expect(keptSecrets(composition, [synced(manifest)])).toEqual([]);
    const asked = lookAt(child(manifest), 'arn:of:spec.adopt').manifest;
    expect(keptSecrets(composition, [asked])).toEqual([]);
  });

  test('is as composed once its tags prove whose it is', () => {
    expect(adopted([look([OURS])]).children[0]?.manifest).toEqual(manifest);
  });

  test('waits while ACK has not shown it, and stays out where it is somebody else’s', () => {
    const pending = { ...lookAt(child(manifest), entry.id).manifest };
    const at = NOW.toISOString();
    const waiting = adopted([{ ...pending, metadata: { ...pending.metadata, creationTimestamp: at } }]);
    expect(waiting.blocked).toMatchObject([{ adopting: 'ACK is looking for tap-db-credentials-dev in AWS' }]);
    const { children, blocked } = adopted([look([{ key: LABEL, value: 'shop/other' }])]);
    expect(children.map(({ manifest: { kind } }) => kind)).toEqual(['VPC']);
    expect(blocked).toMatchObject([{ adopting: expect.stringContaining('so it is not taken over') }]);
  });
});
