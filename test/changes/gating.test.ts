import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { appliedHash } from '../../src/changes/marks.js';
import { observe, plan } from '../../src/changes/plan.js';
import { ack, composed, core, from, NOW, refTo, synced } from './support.js';

const before = { tags: [{ key: 'team', value: 'a' }] };
const after = { tags: [{ key: 'team', value: 'b' }] };

const live = (object: KubeObject): KubeObject =>
  synced({
    ...object,
    metadata: { ...object.metadata, annotations: { 'tapstack.io/applied-hash': appliedHash(object) } },
  });

const planned = (desired: readonly KubeObject[], observed: readonly KubeObject[]) =>
  plan(composed(...desired), observe(observed), { database: 'tap', now: NOW, missingKinds: [] });

test('what refers to a resource that is being changed is written when ACK has looked at the change', () => {
  const [vpc, subnet] = [ack('VPC', 'v', before), ack('Subnet', 's', { ...before, vpcRef: from('v') })];
  const wanted = [ack('Subnet', 's', { ...after, vpcRef: from('v') }), ack('VPC', 'v', after)];
  const { apply, waiting } = planned(wanted, [live(vpc), live(subnet)]);
  expect(apply.map(({ ref }) => ref)).toEqual([refTo('VPC', 'v')]);
  expect(waiting).toEqual([
    { ref: refTo('Subnet', 's'), on: refTo('VPC', 'v'), reason: 'NotObservedYet', message: 'it is being changed' },
  ]);
});

test('what refers to a Secret that is being changed need not wait: it is there at once', () => {
  const content = (text: string) => core('Secret', 'copied', { type: 'Opaque', data: { key: text } });
  const mirror = (text: string) =>
    ack('SecretsManagerSecret', 'm', { description: text, secretString: { name: 'copied', key: 'key' } });
  const { apply, waiting } = planned([content('Yg=='), mirror('b')], [content('YQ=='), live(mirror('a'))]);
  expect(apply.map(({ ref }) => ref.kind)).toEqual(['Secret', 'Secret']);
  expect(waiting).toEqual([]);
});
