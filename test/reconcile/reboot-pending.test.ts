import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { rebootPending } from '../../src/reconcile/reboot-pending.js';
import { instance } from './support.js';

const group: KubeObject = {
  apiVersion: 'rds.services.k8s.aws/v1alpha1',
  kind: 'DBParameterGroup',
  metadata: { name: 'tap-postgres17' },
  spec: { name: 'tap-postgres17-dev', parameterOverrides: { max_connections: '200', work_mem: '4096' } },
};

const waiting = (role: string, annotations: object = {}, parameterApplyStatus = 'pending-reboot'): KubeObject => {
  const bare = instance(role, {
    dbParameterGroups: [{ dbParameterGroupName: 'tap-postgres17-dev', parameterApplyStatus }],
  });
  return { ...bare, metadata: { ...bare.metadata, annotations: { ...annotations } } };
};

test('nothing is said while no instance waits', () => {
  expect(rebootPending([])).toBeUndefined();
  expect(rebootPending([instance('primary'), waiting('replica-1', {}, 'in-sync'), group])).toBeUndefined();
});

test('each instance is named with its parameters and its command, replicas first', () => {
  const known = {
    'services.k8s.aws/region': 'us-east-2',
    'tapstack.io/started-with': '{"max_connections":"100","shared_buffers":"262144"}',
  };
  expect(rebootPending([waiting('primary', known), waiting('replica-1'), group])).toEqual({
    status: 'True',
    reason: 'StaticParameters',
    message:
      'static parameters wait for a restart, which the operator never does. ' +
      'DBInstance tap-replica-1: those of parameter group tap-postgres17-dev; ' +
      'run: aws rds reboot-db-instance --db-instance-identifier tap-replica-1-dev --region ; ' +
      'DBInstance tap-primary: max_connections, shared_buffers; ' +
      'run: aws rds reboot-db-instance --db-instance-identifier tap-primary-dev --region us-east-2. ' +
      'ACK sees a restart within 10 hours, or at once after a change of spec.tags',
  });
});
