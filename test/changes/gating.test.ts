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

test('what refers to a parameter group that is being changed is written when ACK has seen that change', () => {
  const group = (fields: typeof before) => ack('DBParameterGroup', 'g', fields);
  const instance = (fields: typeof before) => ack('DBInstance', 'i', { ...fields, dbParameterGroupRef: from('g') });
  const { apply, waiting } = planned([instance(after), group(after)], [live(group(before)), live(instance(before))]);
  expect(apply.map(({ ref }) => ref)).toEqual([refTo('DBParameterGroup', 'g')]);
  expect(waiting).toEqual([
    {
      ref: refTo('DBInstance', 'i'),
      on: refTo('DBParameterGroup', 'g'),
      reason: 'NotObservedYet',
      message: 'it is being changed',
    },
  ]);
});

test('what refers to a resource that stays synced through changes is written along with it', () => {
  const subnet = (fields: typeof before) => ack('Subnet', 's', { ...fields, vpcRef: from('v') });
  const wanted = [ack('VPC', 'v', after), subnet(after)];
  const { apply } = planned(wanted, [live(ack('VPC', 'v', before)), live(subnet(before))]);
  expect(apply.map(({ ref }) => ref.kind)).toEqual(['VPC', 'Subnet']);
});

test('what copies a Secret is told of another content when that is there to be read', () => {
  const secret = (password: string) => core('Secret', 's', { data: { password } });
  const copy = (fields: object) =>
    ack('SecretsManagerSecret', 'c', { ...fields, secretString: { name: 's', key: 'password' } });
  const observed = [live(secret('cA==')), live(copy({ description: 'p' }))];
  const { apply, waiting } = planned([copy({ description: 'q' }), secret('cQ==')], observed);
  expect(apply.map(({ ref }) => ref)).toEqual([{ apiVersion: 'v1', kind: 'Secret', name: 's' }]);
  expect(waiting.map(({ ref, reason }) => [ref, reason])).toEqual([
    [refTo('SecretsManagerSecret', 'c'), 'NotObservedYet'],
  ]);
});
