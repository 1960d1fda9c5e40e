import { describe, expect, test } from '@jest/globals';
import {
  ACK_KINDS,
  apiVersionOf,
  groupOf,
  qualifiedName,
  resourceKindOf,
  SECRETS,
  WATCHED_KINDS,
} from '../../src/api/kinds.js';

describe('kinds', () => {
  test('the stack is made of 22 ACK kinds in nine API groups', () => {
    expect(ACK_KINDS).toHaveLength(22);
    expect(new Set(ACK_KINDS.map((kind) => kind.group)).size).toBe(9);
  });

  test('Secrets are never watched, Services and ConfigMaps are', () => {
    expect(WATCHED_KINDS).not.toContainEqual(SECRETS);
    expect(WATCHED_KINDS.filter((kind) => kind.group === '').map((kind) => kind.kind)).toEqual([
      'ConfigMap',
      'Service',
    ]);
  });

  test('a kind is found by group and kind, so the two kinds named Secret are told apart', () => {
    expect(resourceKindOf({ apiVersion: 'v1', kind: 'Secret' })).toEqual(SECRETS);
    const secret = resourceKindOf({ apiVersion: 'secretsmanager.services.k8s.aws/v1alpha1', kind: 'Secret' });
    expect(qualifiedName(secret)).toBe('Secret.secretsmanager.services.k8s.aws');
    expect(apiVersionOf(secret)).toBe('secretsmanager.services.k8s.aws/v1alpha1');
    expect(apiVersionOf(SECRETS)).toBe('v1');
  });

  test('groupOf reads the group out of an apiVersion', () => {
    expect(groupOf('rds.services.k8s.aws/v1alpha1')).toBe('rds.services.k8s.aws');
    expect(groupOf('v1')).toBe('');
  });

  test('an unknown kind is a fault', () => {
    expect(() => resourceKindOf({ apiVersion: 'apps/v1', kind: 'Deployment' })).toThrow(
      'Deployment.apps is not a kind that this program knows',
    );
  });
});
