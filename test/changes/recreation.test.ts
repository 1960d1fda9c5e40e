import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { recreationsOf } from '../../src/changes/recreation.js';
import { ack, condition, deleting, from, SECONDS, synced } from './support.js';

const BORN = { metadata: { creationTimestamp: '2026-01-05T10:00:00Z' } };
const address = (note?: string): KubeObject =>
  synced(
    ack('ElasticIPAddress', 'nat-1', {}, note === undefined ? {} : { annotations: { 'tapstack.io/recreated': note } }),
  );
const gateway = (status: object = { state: 'failed' }): KubeObject =>
  synced(ack('NATGateway', 'nat-1', { allocationRef: from('nat-1') }, BORN), status as never);
const group = synced(ack('SecurityGroup', 'bastion'), { id: 'sg-1' });
const bastion = (status: object, spec: object = {}, metadata: object = {}): KubeObject =>
  ack('Instance', 'bastion', { securityGroupIDs: ['sg-1'], ...spec } as never, {
    metadata: { ...BORN.metadata, ...metadata },
    status: status as never,
  });
const trouble = (type: string, message?: string) => ({
  conditions: [condition(type, 'True', message === undefined ? {} : { message })],
});

describe('a NAT gateway that failed', () => {
  test('is made again half a minute after it was made, with what AWS says, and noted on its address', () => {
    const told = { state: 'failed', failureCode: 'Gateway.NotAttached', failureMessage: 'no gateway' };
    const ours = [address(), gateway(told)];
    const [first, ...others] = recreationsOf(ours, SECONDS(9));
    expect(others).toEqual([]);
    expect(first).toEqual({
      object: ours[1],
      inMs: 20_600,
      why: 'AWS says failed: Gateway.NotAttached: no gateway',
      keeper: ours[0],
      note: { 'tapstack.io/recreated': '1 2026-01-05T10:00:09Z' },
    });
    expect(recreationsOf(ours, SECONDS(30))[0]?.inMs).toBe(0);
  });

  test('a second time five minutes after the first, and then not within a day', () => {
    const again = (note: string, seconds: number) => recreationsOf([address(note), gateway()], SECONDS(seconds))[0];
    expect(again('1 2026-01-05T09:59:00Z', 60)).toMatchObject({ inMs: 239_600, why: 'AWS says failed' });
    expect(again('1 2026-01-05T09:59:00Z', 300)).toMatchObject({
      inMs: 0,
      note: { 'tapstack.io/recreated': '2 2026-01-05T10:05:00Z' },
    });
    expect(again('2 2026-01-05T09:59:00Z', 300)).toBeUndefined();
    expect(again('2 2026-01-04T10:00:00Z', 300)).toMatchObject({
      note: { 'tapstack.io/recreated': expect.stringMatching(/^1 /) },
    });
    expect(again('2', 300)).toMatchObject({ note: { 'tapstack.io/recreated': expect.stringMatching(/^1 /) } });
  });

  test('is left alone while it goes, or where nothing of ours holds it', () => {
    expect(recreationsOf([address(), deleting(gateway())], SECONDS(60))).toEqual([]);
    expect(recreationsOf([gateway()], SECONDS(60))).toEqual([]);
    expect(recreationsOf([address(), gateway({ state: 'available' })], SECONDS(60))).toEqual([]);
    const { creationTimestamp: _, ...metadata } = gateway().metadata;
    expect(recreationsOf([address(), { ...gateway(), metadata }], SECONDS(0))[0]?.inMs).toBe(0);
  });
});

describe('a bastion that was terminated', () => {
  const isLost = (...args: Parameters<typeof bastion>) =>
    recreationsOf([group, bastion(...args)], SECONDS(60)).map(({ why }) => why);
  const LOST = ['the instance was terminated in AWS'];
  const FILLED = { networkInterfaces: [{ deviceIndex: 0 }] };
  const MANAGED = { finalizers: ['finalizers.ec2.services.k8s.aws/Instance'] };

  test.each(['terminated', 'shutting-down'])('is known by its state %s', (name) => {
    expect(isLost({ state: { name } })).toEqual(LOST);
    expect(isLost({ state: { name: 'stopped' } })).toEqual([]);
  });

  test.each(['ACK.Terminal', 'ACK.Recoverable'])(
    'by a create that AWS refuses of what it had filled in itself (%s)',
    (type) => {
      expect(isLost(trouble(type, 'InvalidParameterCombination'), FILLED)).toEqual(LOST);
      expect(isLost(trouble(type), FILLED)).toEqual(LOST);
      expect(isLost(trouble(type, 'Throttling'), FILLED, MANAGED)).toEqual([]);
      expect(isLost(trouble(type, 'Throttling'))).toEqual([]);
      expect(isLost(trouble(type), FILLED, MANAGED)).toEqual([]);
      expect(isLost({}, FILLED)).toEqual([]);
    },
  );

  test('or by ACK not finding what it had adopted', () => {
    expect(isLost(trouble('ACK.Recoverable', 'adopted resource not found'), FILLED, MANAGED)).toEqual(LOST);
  });

  test('other kinds have other cures', () => {
    const state = { state: 'failed' };
    expect(recreationsOf([group, synced(ack('Subnet', 's', {}, BORN), state)], SECONDS(60))).toEqual([]);
  });
});
