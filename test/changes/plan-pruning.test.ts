import { describe, expect, test } from '@jest/globals';
import type { Composition } from '../../src/api/child.js';
import type { KubeObject } from '../../src/api/object.js';
import { observe, plan } from '../../src/changes/plan.js';
import { ack, composed, deleting, label, NOW, names, refTo } from './support.js';

const vpc = ack('VPC', 'v');
const planned = (desired: Composition, live: readonly KubeObject[], missingKinds: readonly string[] = []) =>
  plan(desired, observe(live), { database: 'tap', now: NOW, missingKinds });

describe('what is ours and no longer composed', () => {
  const alarm = ack('MetricAlarm', 'm', { alarmActions: ['arn:t'] });
  const topic = ack('Topic', 't', {}, { status: { ackResourceMetadata: { arn: 'arn:t' } } });
  const pruned = (live: readonly KubeObject[], desired = composed(), missing: readonly string[] = []) =>
    names(planned(desired, live, missing).prune);

  test('goes once nothing refers to it', () => {
    expect(pruned([alarm, topic])).toEqual(['MetricAlarm/m']);
    expect(pruned([topic])).toEqual(['Topic/t']);
  });

  test('not while something that stays refers to it', () => {
    expect(pruned([alarm, topic], composed(alarm))).toEqual([]);
  });

  test('is not deleted twice', () => {
    expect(pruned([deleting(alarm)])).toEqual([]);
  });

  test('stays where its loss would be the loss of data', () => {
    expect(pruned([vpc, ack('DBInstance', 'p', {}, label('instance', 'primary'))])).toEqual([]);
  });

  test('is known by group, not by version: an upgrade of a kind is no other object', () => {
    const newer = { ...alarm, apiVersion: 'cloudwatch.services.k8s.aws/v1' };
    expect(pruned([newer], composed(alarm))).toEqual([]);
  });

  test('is left alone while it is only blocked', () => {
    const blocked: Composition = {
      children: [],
      blocked: [{ component: 'any', ref: refTo('MetricAlarm', 'm'), waitsFor: [] }],
    };
    expect(pruned([alarm], blocked)).toEqual([]);
  });

  test('is left alone while a kind is missing: who refers to it may not be seen', () => {
    expect(pruned([alarm], composed(), ['Topic.sns.services.k8s.aws'])).toEqual([]);
  });

  test('of others is left alone', () => {
    expect(pruned([{ ...alarm, metadata: { name: 'm' } }])).toEqual([]);
  });
});
