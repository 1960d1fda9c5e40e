import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { appliedHash } from '../../src/changes/marks.js';
import { observe, plan } from '../../src/changes/plan.js';
import { ack, bare, composed, condition, from, NOW, SECONDS, synced } from './support.js';

const wanted = ack(
  'Subnet',
  's',
  { mapPublicIPOnLaunch: false, tags: [] },
  { labels: { 'tapstack.io/component': 'network' } },
);

function live(spec: object, annotations: Readonly<Record<string, string>> = {}, labels: object = {}): KubeObject {
  const { metadata } = wanted;
  const marks = { 'tapstack.io/applied-hash': appliedHash(bare(wanted)), ...annotations };
  return synced({
    ...wanted,
    metadata: { ...metadata, annotations: marks, labels: { ...metadata.labels, ...labels } } as never,
    spec: { ...wanted.spec, ...spec } as never,
  });
}

const planned = (object: KubeObject, now = NOW, others: readonly KubeObject[] = []) =>
  plan(composed(wanted), observe([object, ...others]), { database: 'tap', now, missingKinds: [] });

describe('what somebody changed on a child', () => {
  test('is put back and told, with a note of it', () => {
    const [first] = planned(live({ mapPublicIPOnLaunch: true })).apply;
    expect(first).toMatchObject({ change: 'update', drift: 'spec.mapPublicIPOnLaunch by somebody' });
    expect(first?.manifest.metadata.annotations).toMatchObject({
      'tapstack.io/put-back': '2026-01-05T10:00:00Z spec.mapPublicIPOnLaunch by somebody',
    });
  });

  test('is no drift where the wish itself is another', () => {
    const [first] = planned(live({ mapPublicIPOnLaunch: true }, { 'tapstack.io/applied-hash': 'of-another' })).apply;
    expect(first).not.toHaveProperty('drift');
    expect(first?.manifest.metadata.annotations).not.toHaveProperty('tapstack.io/put-back');
  });

  test('again within minutes is put back and not told again', () => {
    const note = { 'tapstack.io/put-back': '2026-01-05T09:59:00Z spec.mapPublicIPOnLaunch by somebody' };
    const [first] = planned(live({ mapPublicIPOnLaunch: true }, note)).apply;
    expect(first).not.toHaveProperty('drift');
    expect(first).toMatchObject({ change: 'update' });
  });

  test('of the metadata is put back at once, and within seconds of the last time it waits', () => {
    const labels = { 'tapstack.io/component': 'mine' };
    expect(planned(live({}, {}, labels)).apply).toMatchObject([{ change: 'relabel' }]);
    const note = { 'tapstack.io/put-back': '2026-01-05T10:00:00Z metadata.labels' };
    expect(planned(live({}, note, labels), SECONDS(4))).toMatchObject({ apply: [], waiting: [{ reason: 'Fought' }] });
    expect(planned(live({}, note, labels), SECONDS(5)).apply).toHaveLength(1);
  });
});

test('what is taken up again is marked so, whether or not somebody changed it meanwhile', () => {
  const conditions = [condition('ACK.Terminal', 'True', { message: 'Resource already exists' })];
  const stopped = (spec: object) => ({ ...live(spec), status: { subnetID: 's-1', conditions } }) as never;
  expect(planned(stopped({})).apply).toMatchObject([{ change: 'update', adopts: true }]);
  expect(planned(stopped({ mapPublicIPOnLaunch: true })).apply).toMatchObject([
    { adopts: true, drift: expect.any(String) },
  ]);
});

test('what is lost is made again only where it is still wanted', () => {
  const address = synced(ack('ElasticIPAddress', 'nat-1'));
  const gateway = synced(ack('NATGateway', 'nat-1', { allocationRef: from('nat-1') }), { state: 'failed' });
  const all = (children: Parameters<typeof plan>[0]) =>
    plan(children, observe([address, gateway]), { database: 'tap', now: NOW, missingKinds: [] }).recreate ?? [];
  expect(all(composed(address, gateway))).toMatchObject([{ object: gateway }]);
  expect(all(composed(address))).toEqual([]);
});
