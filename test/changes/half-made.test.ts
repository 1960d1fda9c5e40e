import { expect, test } from '@jest/globals';
import { isHalfMade, isStoppedAtExisting, isToldToAdopt } from '../../src/changes/half-made.js';
import { ack, condition, from } from './support.js';

const EXISTS = {
  message: 'Resource already exists',
  reason: 'This resource already exists but is not managed by ACK.',
};
const stopped = (
  kind: string,
  spec: object = {},
  status: object = {},
  metadata: object = {},
  says: object = EXISTS,
) => {
  const conditions = [condition('ACK.Terminal', 'True', says as never)];
  return ack(kind, 'x', spec as never, { metadata, status: { conditions, ...status } as never });
};

test.each([
  ['VPC', 'vpcID'],
  ['Subnet', 'subnetID'],
  ['InternetGateway', 'internetGatewayID'],
  ['ElasticIPAddress', 'allocationID'],
  ['NATGateway', 'natGatewayID'],
  ['RouteTable', 'routeTableID'],
  ['Instance', 'instanceID'],
  ['Key', 'keyID'],
])('a %s that is known by its %s alone can only be our own', (kind, field) => {
  expect(isHalfMade(stopped(kind, {}, { [field]: 'x-1' }))).toBe(true);
  expect(isHalfMade(stopped(kind, {}, { [field]: '' }))).toBe(false);
  expect(isHalfMade(stopped(kind))).toBe(false);
});

test('a security group is, in a network of our own, and may be another’s in one that was there', () => {
  expect(isHalfMade(stopped('SecurityGroup', { vpcRef: from('tap-vpc') }))).toBe(true);
  expect(isHalfMade(stopped('SecurityGroup', { vpcID: 'vpc-1' }, { id: 'sg-1' }))).toBe(false);
});

test.each(['DBInstance', 'DBParameterGroup', 'Role', 'LogGroup', 'Bucket', 'Alias'])(
  'a %s never is: a name proves nothing',
  (kind) => {
    const live = stopped(kind, { name: 'tap' }, { ackResourceMetadata: { arn: 'arn:aws:x' }, id: 'x' });
    expect(isStoppedAtExisting(live)).toBe(true);
    expect(isHalfMade(live)).toBe(false);
  },
);

test('what ACK manages, was told to adopt, or complains of otherwise is none', () => {
  const status = { vpcID: 'vpc-1' };
  const managed = { finalizers: ['finalizers.ec2.services.k8s.aws/VPC'] };
  expect(isHalfMade(stopped('VPC', {}, status, managed))).toBe(false);
  expect(isHalfMade(stopped('VPC', {}, status, { finalizers: ['example.com/other'] }))).toBe(true);
  const told = { annotations: { 'services.k8s.aws/adoption-policy': 'adopt-or-create' } };
  expect(isHalfMade(stopped('VPC', {}, status, told))).toBe(false);
  expect(isToldToAdopt(stopped('VPC', {}, status, told))).toBe(true);
  expect(isToldToAdopt(stopped('VPC', {}, status))).toBe(false);
  expect(isHalfMade(stopped('VPC', {}, status, {}, { message: 'InvalidParameterValue' }))).toBe(false);
  expect(isHalfMade(stopped('VPC', {}, status, {}, { reason: EXISTS.reason }))).toBe(true);
  expect(isHalfMade(ack('VPC', 'x', {}, { status }))).toBe(false);
});
