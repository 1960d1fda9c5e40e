import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { tagsWithNudge, tagsWithoutNudge, wake, wakeOf } from '../../src/changes/nudge.js';
import { withRemedy } from '../../src/changes/remedies.js';
import { ack, condition, from, NOW, synced } from './support.js';

const table = (routes: readonly object[], status: object = {}, tags: readonly object[] = []): KubeObject =>
  synced(ack('RouteTable', 'private-1', { routes, tags } as never), status as never);
const ROUTE = [{ destinationCIDRBlock: '0.0.0.0/0', natGatewayRef: from('nat-1') }];
const sendingTo = (id: string) => ({ routeStatuses: [{ gatewayID: 'local' }, { natGatewayID: id }] });
const gateway = (natGatewayID: unknown): KubeObject => synced(ack('NATGateway', 'nat-1'), { natGatewayID } as never);

describe('a route table that sends to a NAT gateway which was replaced', () => {
  test('is woken once, with the id of the new one', () => {
    const stale = table(ROUTE, sendingTo('nat-old'));
    expect(wakeOf(stale, [gateway('nat-new')], NOW)).toBe('nat-new');
    const told = table(ROUTE, sendingTo('nat-old'), [{ key: 'tapstack.io/nudge', value: 'nat-new' }]);
    expect(wakeOf(told, [gateway('nat-new')], NOW)).toBeUndefined();
    expect(wakeOf(told, [gateway('nat-newer')], NOW)).toBe('nat-newer');
  });

  test('is left alone where it sends to the right one, to none, or it is not known yet', () => {
    expect(wakeOf(table(ROUTE, sendingTo('nat-new')), [gateway('nat-new')], NOW)).toBeUndefined();
    expect(wakeOf(table([], sendingTo('nat-old')), [gateway('nat-new')], NOW)).toBeUndefined();
    expect(wakeOf(table(ROUTE, { routeStatuses: [] }), [gateway('nat-new')], NOW)).toBeUndefined();
    expect(wakeOf(table(ROUTE, sendingTo('nat-old')), [gateway(undefined)], NOW)).toBeUndefined();
    expect(wakeOf(table(ROUTE, sendingTo('nat-old')), [synced(ack('VPC', 'nat-1'))], NOW)).toBeUndefined();
    expect(wakeOf(ack('VPC', 'v'), [gateway('nat-new')], NOW)).toBeUndefined();
  });
});

describe('what ACK has left half-made', () => {
  const conditions = [condition('ACK.Terminal', 'True', { message: 'Resource already exists' })];
  const key = ack(
    'Key',
    'tap',
    { tags: [{ tagKey: 'a', tagValue: 'b' }] },
    { status: { keyID: 'k-1', conditions } as never },
  );

  test('is told to be taken up, in one write with a change that wakes ACK', () => {
    expect(wakeOf(key, [], NOW)).toBe('adopt');
    const woken = wake(key, key, 'adopt');
    expect(woken.metadata.annotations).toMatchObject({ 'services.k8s.aws/adoption-policy': 'adopt-or-create' });
    expect(woken.spec?.['tags']).toEqual([
      { tagKey: 'a', tagValue: 'b' },
      { tagKey: 'tapstack.io/nudge', tagValue: 'adopt' },
    ]);
  });

  test('a healthy object is only woken', () => {
    const vpc = ack('VPC', 'v', { tags: [] });
    expect(wake(vpc, vpc, '1')).toEqual({ ...vpc, spec: { tags: [{ key: 'tapstack.io/nudge', value: '1' }] } });
  });
});

describe('what a person has told ACK to take over', () => {
  const conditions = [condition('ACK.Terminal', 'True', { message: 'Resource already exists' })];
  const told = (kind: string, spec: object): KubeObject =>
    ack(kind, 'x', spec as never, {
      annotations: { 'services.k8s.aws/adoption-policy': 'adopt-or-create' },
      status: { conditions } as never,
    });

  test.each([
    ['DBParameterGroup', { tags: [] }, { tags: [{ key: 'tapstack.io/nudge', value: 'adopt' }] }],
    ['LogGroup', { tags: { a: 'b' } }, { tags: { a: 'b', 'tapstack.io/nudge': 'adopt' } }],
    ['LogGroup', {}, { tags: { 'tapstack.io/nudge': 'adopt' } }],
    [
      'Bucket',
      { tagging: { tagSet: [{ key: 'tapstack.io/nudge', value: '1' }] } },
      { tagging: { tagSet: [{ key: 'tapstack.io/nudge', value: 'adopt' }] } },
    ],
    ['Key', { tags: [] }, { tags: [{ tagKey: 'tapstack.io/nudge', tagValue: 'adopt' }] }],
  ])('is looked at: a %s is woken by a tag, once', (kind, before, after) => {
    const live = told(kind, before);
    expect(wakeOf(live, [], NOW)).toBe('adopt');
    const woken = wake(live, live, 'adopt');
    expect(woken.spec).toEqual(after);
    expect(wakeOf(woken, [], NOW)).toBeUndefined();
  });

  test.each(['Alias', 'Subscription'])('but for a %s, which has no tags', (kind) => {
    const live = told(kind, { name: 'alias/x' });
    expect(wakeOf(live, [], NOW)).toBeUndefined();
    expect(wake(live, live, 'adopt').spec).toEqual({ name: 'alias/x' });
  });

  test('nothing else of it is touched', () => {
    const live = told('DBParameterGroup', { tags: [] });
    expect(wake(live, live, 'adopt').metadata).toEqual(live.metadata);
  });
});

test('tags are told apart from the one that wakes, in either spelling', () => {
  const key = ack('Key', 'k', { tags: [{ tagKey: 'tapstack.io/nudge', tagValue: '1' }] });
  const vpc = ack('VPC', 'v', { tags: [{ key: 'tapstack.io/nudge', value: '1' }] });
  expect(tagsWithoutNudge(key)).toEqual([]);
  expect(tagsWithoutNudge(vpc)).toEqual([]);
  expect(tagsWithNudge(key, '2')).toEqual([{ tagKey: 'tapstack.io/nudge', tagValue: '2' }]);
});

test('what may be another’s is left to a person, with the command', () => {
  const group = ack('DBParameterGroup', 'tap-postgres17');
  expect(withRemedy('Resource already exists', group)).toBe(
    'Resource already exists. Nothing proves that what is there in AWS is ours, so it is not touched. If you know that it is, ' +
      'and nobody else uses it: kubectl annotate dbparametergroup.rds.services.k8s.aws tap-postgres17 -n shop ' +
      'services.k8s.aws/adoption-policy=adopt-or-create; else delete it in AWS, or give the TapDatabase another name',
  );
});
