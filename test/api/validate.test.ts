import { expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { formatProblem } from '../../src/api/problem.js';
import { DEFAULT_SETTINGS } from '../../src/api/settings.js';
import { validate } from '../../src/api/validate.js';
import { database, identity, problemsOf } from './support/database.js';

test('the smallest database is fine, before and after it has an identity', () => {
  expect(validate(database(), DEFAULT_SETTINGS)).toEqual([]);
  expect(validate(database({}, { identity }), DEFAULT_SETTINGS)).toEqual([]);
});

test('the example of the README is fine', () => {
  const spec: Partial<TapDatabaseSpec> = {
    postgres: {
      version: '17.5',
      parameters: {
        shared_buffers: '2GB',
        effective_cache_size: '6GB',
        work_mem: '16MB',
        maintenance_work_mem: '256MB',
        'rds.force_ssl': '1',
      },
    },
    instance: { class: 'db.m5.large', storage: { size: '100Gi' } },
  };
  expect(problemsOf(spec)).toEqual([]);
});

test('every problem is told in one run, in a fixed order', () => {
  const spec: Partial<TapDatabaseSpec> = {
    region: 'us-east-2',
    environment: 'Production',
    tags: { 'aws:x': 'y' },
    postgres: { version: '16', username: 'admin', parameters: { shared_buffers: '4GB', work_mem: '1XB' } },
    instance: { class: 'db.m5.large', storage: { size: '90Gi', type: 'gp2', iops: 3000 } },
    network: { cidr: '10.0.0.0/24', natGateways: 3 },
    access: { cidrs: ['0.0.0.0/0'], securityGroupIDs: ['sg-0a1b2c3d'] },
    bastion: { instanceType: 'mac2.metal' },
    backup: { window: '05:00-05:30' },
    monitoring: { performanceInsights: { retentionDays: 8 } },
  };
  const problems = problemsOf(spec, { engineVersion: '17.5', storage: { size: '100Gi' }, identity });
  expect(problems.map(({ reason, field }) => `${reason} ${field}`)).toEqual([
    'InvalidSpec spec.environment',
    'IdentityChanged spec.environment',
    'IdentityChanged spec.postgres.username',
    'IdentityChanged spec.network.cidr',
    'InvalidSpec spec.tags.aws:x',
    'InvalidSpec spec.postgres.version',
    'InvalidSpec spec.postgres.username',
    'InvalidSpec spec.postgres.parameters.work_mem',
    'InvalidSpec spec.postgres.parameters.shared_buffers',
    'InvalidSpec spec.instance.storage.size',
    'InvalidSpec spec.instance.storage.iops',
    'InvalidSpec spec.network.cidr',
    'InvalidSpec spec.network.natGateways',
    'InvalidSpec spec.access.cidrs[0]',
    'InvalidSpec spec.bastion.instanceType',
    'InvalidSpec spec.maintenance.window',
    'InvalidSpec spec.monitoring.performanceInsights.retentionDays',
    'ReferenceNotAllowed spec.access.securityGroupIDs[0]',
  ]);
  for (const problem of problems) expect(formatProblem(problem)).not.toMatch(/undefined|NaN/);
});

test('the same spec gives the same problems', () => {
  const spec = { environment: '', network: { cidr: 'x' } };
  expect(problemsOf(spec)).toEqual(problemsOf(spec));
});
