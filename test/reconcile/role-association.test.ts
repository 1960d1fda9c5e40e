import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { roleAssociation } from '../../src/reconcile/role-association.js';
import { instance } from './support.js';

const ARN = 'arn:aws:iam::123456789012:role/tap-s3-dev-us-east-2';
const role = (status: object = { ackResourceMetadata: { arn: ARN } }): KubeObject =>
  ({
    apiVersion: 'iam.services.k8s.aws/v1alpha1',
    kind: 'Role',
    metadata: { name: 'tap-s3', labels: { 'tapstack.io/component': 'backup' } },
    status,
  }) as unknown as KubeObject;
const associated = (...features: readonly string[]) => ({
  dbInstanceStatus: 'available',
  associatedRoles: features.map((featureName) => ({ featureName, roleARN: ARN, status: 'ACTIVE' })),
});

test('without a role for the bucket there is nothing to say', () => {
  expect(roleAssociation([instance('primary', associated())])).toBeUndefined();
  expect(
    roleAssociation([{ ...role(), metadata: { name: 'tap-bastion', labels: { 'tapstack.io/component': 'bastion' } } }]),
  ).toBeUndefined();
});

test.each([
  ['no primary', [role()]],
  ['a primary that AWS does not have yet', [role(), instance('primary')]],
  ['a role without an ARN', [role({}), instance('primary', associated())]],
])('with %s there is nothing to do yet', (_what, children) => {
  expect(roleAssociation(children)).toEqual({
    status: 'False',
    reason: 'NotAssociated',
    message: 'the role is associated once the primary exists',
  });
});

test('the commands that are missing are given word for word', () => {
  const inRegion = {
    metadata: { ...instance('primary').metadata, annotations: { 'services.k8s.aws/region': 'us-east-2' } },
  };
  const command = (feature: string) =>
    `aws rds add-role-to-db-instance --db-instance-identifier tap-primary-dev --role-arn ${ARN} --feature-name ${feature} --region us-east-2`;
  const said = (...features: readonly string[]) =>
    roleAssociation([role(), instance('primary', associated(...features), inRegion)])?.message;
  expect(said()).toBe(
    `ACK cannot attach the role to the instance; run: ${command('s3Import')} && ${command('s3Export')}`,
  );
  expect(said('s3Import')).toBe(`ACK cannot attach the role to the instance; run: ${command('s3Export')}`);
});

test('another role for the same feature is not ours', () => {
  const other = { dbInstanceStatus: 'available', associatedRoles: [{ featureName: 's3Import', roleARN: 'arn:other' }] };
  expect(roleAssociation([role(), instance('primary', other)])?.message).toContain('s3Import');
});

test('both features associated', () => {
  expect(roleAssociation([role(), instance('primary', associated('s3Export', 's3Import'))])).toEqual({
    status: 'True',
    reason: 'Associated',
    message: 'the primary may use the backup bucket',
  });
});
