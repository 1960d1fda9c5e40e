import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { standingOf } from '../../src/cli/snapshot.js';

const NOW = new Date('2026-11-25T12:00:00Z');

function snapshot(status: KubeObject['status'], metadata: object = {}): KubeObject {
  return {
    apiVersion: 'rds.services.k8s.aws/v1alpha1',
    kind: 'DBSnapshot',
    metadata: { name: 's', namespace: 'shop', creationTimestamp: '2026-11-25T11:59:00Z', ...metadata },
    status: status ?? {},
  };
}
const conditions = (type: string, status: string, message = '') => [
  { type, status, message, lastTransitionTime: '2026-11-25T11:59:30Z' },
];
const SYNCED = [...conditions('ACK.ResourceSynced', 'True'), ...conditions('Ready', 'True')];

describe('a snapshot that is waited for', () => {
  test('is available when AWS says so', () => {
    expect(standingOf(snapshot({ status: 'available', conditions: SYNCED }), NOW)).toBe('available');
  });

  test('tells how far it is', () => {
    expect(standingOf(snapshot({}), NOW)).toBe('ACK has not reported yet');
    const creating = { status: 'creating', conditions: conditions('ACK.ResourceSynced', 'False') };
    expect(standingOf(snapshot({ ...creating, percentProgress: 0 }), NOW)).toBe('AWS says creating, not available yet');
    expect(standingOf(snapshot({ ...creating, percentProgress: 40 }), NOW)).toBe(
      'AWS says creating, not available yet (40 %)',
    );
    const refused = conditions('ACK.Recoverable', 'True', 'Throttling');
    expect(standingOf(snapshot({ conditions: refused }), NOW)).toBe('Throttling');
  });

  test('is given up where it will never be, with what to do', () => {
    const terminal = conditions('ACK.Terminal', 'True', 'SnapshotQuotaExceeded');
    expect(() => standingOf(snapshot({ conditions: terminal }), NOW)).toThrow(
      'AWS takes no snapshot s: SnapshotQuotaExceeded; kubectl delete dbsnapshot s -n shop, and try again',
    );
    expect(() => standingOf(snapshot({ status: 'failed', conditions: SYNCED }), NOW)).toThrow('AWS says failed');
    const old = { creationTimestamp: '2026-11-25T11:00:00Z' };
    expect(() => standingOf(snapshot({}, old), NOW)).toThrow("is ACK's rds-controller running? see tapdb doctor");
    const going = { deletionTimestamp: '2026-11-25T11:59:59Z' };
    expect(() => standingOf(snapshot({}, going), NOW)).toThrow('somebody deletes DBSnapshot s');
  });
});
