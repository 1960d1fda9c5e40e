import { describe, expect, test } from '@jest/globals';
import type { KubeObject, ManagedFields } from '../../src/api/object.js';
import { differencesOf } from '../../src/changes/differences.js';
import { driftOf, isToldDrift, putBackAt, putBackNote } from '../../src/changes/drift.js';
import { ack, NOW, SECONDS } from './support.js';

const wanted = ack('MetricAlarm', 'cpu', { threshold: 80, period: 300, dimensions: [{ name: 'a', value: 'b' }] });

const entry = (manager: string | undefined, fieldsV1: object, more: Partial<ManagedFields> = {}): ManagedFields =>
  ({ operation: 'Update', fieldsV1, ...(manager !== undefined && { manager }), ...more }) as ManagedFields;

const changed = (spec: object, ...managedFields: readonly ManagedFields[]): KubeObject => ({
  ...wanted,
  metadata: { ...wanted.metadata, managedFields },
  spec: { ...wanted.spec, ...spec } as never,
});
const told = (live: KubeObject): string | undefined => driftOf(live, differencesOf(wanted, live));

describe('what was changed, and by whom', () => {
  test('is told by the field manager that has the field now', () => {
    const kubectl = entry('kubectl-edit', { 'f:spec': { 'f:threshold': {}, 'f:period': {} } });
    const tapdb = entry('tapdb-operator', { 'f:spec': { 'f:dimensions': {} } }, { operation: 'Apply' });
    expect(told(changed({ threshold: 5, period: 60 }, tapdb, kubectl))).toBe(
      'spec.period, spec.threshold by kubectl-edit',
    );
  });

  test('of each manager, where there are several', () => {
    const one = entry('kubectl-edit', { 'f:spec': { 'f:threshold': {} } });
    const other = entry('argocd', { 'f:spec': { 'f:period': {} } });
    expect(told(changed({ threshold: 5, period: 60 }, one, other))).toBe(
      'spec.period by argocd; spec.threshold by kubectl-edit',
    );
  });

  test('the last to write has it, and not who writes the status only', () => {
    const old = entry('old', { 'f:spec': { 'f:threshold': {} } }, { time: '2026-01-05T09:00:00Z' });
    const late = entry('late', { 'f:spec': { 'f:threshold': {} } }, { time: '2026-01-05T10:00:00Z' });
    const timeless = entry('timeless', { 'f:spec': { 'f:threshold': {} } });
    const status = entry(
      'ack',
      { 'f:spec': { 'f:threshold': {} } },
      { subresource: 'status', time: '2027-01-01T00:00:00Z' },
    );
    for (const fields of [
      [old, late, timeless, status],
      [timeless, status, late, old],
    ]) {
      expect(told(changed({ threshold: 5 }, ...fields))).toBe('spec.threshold by late');
    }
  });

  test('who has a list as a whole has what is in it', () => {
    const list = entry('kubectl', { 'f:spec': { 'f:dimensions': {} } });
    expect(told(changed({ dimensions: [] }, list))).toBe('spec.dimensions by kubectl');
    const whole = entry('kubectl', { 'f:spec': {} });
    expect(told(changed({ threshold: 5 }, whole))).toBe('spec.threshold by kubectl');
  });

  test('what nobody has was taken away, or nobody says by whom', () => {
    const { threshold: _, ...rest } = wanted.spec as { readonly threshold: number };
    const without: KubeObject = { ...changed({}, entry('kubectl', {}), entry(undefined, {})), spec: rest };
    expect(told(without)).toBe('spec.threshold by somebody who took it away');
    const odd = entry('kubectl', { 'f:spec': 'text' });
    expect(told(changed({ threshold: 5 }, odd, entry('x', { 'f:metadata': {} })))).toBe('spec.threshold by somebody');
    expect(told({ ...wanted, spec: { ...wanted.spec, threshold: 5 } })).toBe('spec.threshold by somebody');
  });

  test('what is still ours is a change of our own that had to wait', () => {
    const tapdb = entry('tapdb-operator', { 'f:spec': { 'f:threshold': {} } }, { operation: 'Apply' });
    const status = entry('tapdb-operator', { 'f:spec': { 'f:period': {} } }, { subresource: 'status' });
    expect(told(changed({ threshold: 5 }, tapdb))).toBeUndefined();
    expect(told(changed({ threshold: 5, period: 60 }, tapdb, status))).toBe('spec.period by somebody');
    const part = entry('tapdb-operator', { 'f:spec': { 'f:dimensions': { 'k:{"name":"a"}': {} } } });
    expect(told(changed({ dimensions: [] }, part))).toBe('spec.dimensions by somebody');
  });

  test('nothing is told where nothing differs', () => {
    expect(told(wanted)).toBeUndefined();
  });
});

test('the same, put back again within ten minutes, is no news', () => {
  const note = putBackNote('spec.a by x', '2026-01-05T10:00:00Z');
  const live = ack('VPC', 'v', {}, { annotations: note });
  expect(putBackAt(live)).toBe(Date.parse('2026-01-05T10:00:00Z'));
  expect(isToldDrift(live, 'spec.a by x', SECONDS(599))).toBe(true);
  expect(isToldDrift(live, 'spec.a by x', SECONDS(600))).toBe(false);
  expect(isToldDrift(live, 'spec.b by x', NOW)).toBe(false);
  expect(isToldDrift(ack('VPC', 'v'), 'spec.a by x', NOW)).toBe(false);
  expect(putBackAt(ack('VPC', 'v', {}, { annotations: { 'tapstack.io/put-back': 'whatever' } }))).toBeUndefined();
});
