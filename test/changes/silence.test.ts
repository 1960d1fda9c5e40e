import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { explainSilence } from '../../src/changes/silence.js';
import { ack, core, synced } from './support.js';

const at = (namespace: string, uid: string) => ({ metadata: { namespace, uid } });
const silent: KubeObject = ack('VPC', 'v', {}, { metadata: { uid: '1', creationTimestamp: '2026-01-05T10:00:00Z' } });
const looked = (of: KubeObject, time: string) => synced(of, {}, time);
const AFTER = '2026-01-05T10:00:00Z';
const BEFORE = '2026-01-05T09:59:59Z';

describe('why a controller says nothing of an object is told by what else it has looked at since', () => {
  test('nothing: it does not run, or does not watch the namespace', () => {
    const others = [
      silent,
      looked(ack('Subnet', 's', {}, at('shop', '2')), BEFORE),
      looked(ack('Role', 'r', {}, at('shop', '3')), AFTER),
      core('Service', 'rw'),
      ack('Subnet', 'unreported', {}, at('shop', '4')),
    ];
    expect(explainSilence(silent, others)).toBe(
      'the controller of ec2.services.k8s.aws has looked at nothing since this was written: it does not run, or does not watch this namespace',
    );
  });

  test('something in another namespace: it does not watch this one', () => {
    expect(explainSilence(silent, [looked(ack('Subnet', 's', {}, at('other', '2')), AFTER)])).toBe(
      'the controller of ec2.services.k8s.aws runs, and looks at nothing in this namespace: it does not watch it, or two IAMRoleSelectors match it. Its log tells',
    );
  });

  test('something in this namespace: it fails on this object alone', () => {
    expect(explainSilence(silent, [looked(ack('Subnet', 's', {}, at('shop', '2')), AFTER)])).toBe(
      'the controller of ec2.services.k8s.aws runs and watches this namespace, and says nothing of this object: two IAMRoleSelectors match it. Its log tells',
    );
  });

  test('one that is in AWS already may have lost its account', () => {
    const metadata = { uid: '1', creationTimestamp: BEFORE };
    const annotations = { 'tapstack.io/spec-applied-at': AFTER };
    const made = looked(ack('VPC', 'v', {}, { annotations, metadata }), BEFORE);
    const others = (namespace: string) => [looked(ack('Subnet', 's', {}, at(namespace, '2')), AFTER)];
    const account = 'services.k8s.aws/owner-account-id is no longer 123456789012, in which it was made. Its log tells';
    expect(explainSilence(made, others('shop'))).toContain(account);
    expect(explainSilence(made, others('other'))).toContain(account);
    expect(explainSilence(made, [looked(ack('Subnet', 's', {}, at('shop', '2')), BEFORE)])).toContain('does not run');
  });
});
