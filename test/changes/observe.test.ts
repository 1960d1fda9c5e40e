import { describe, expect, test } from '@jest/globals';
import { observe } from '../../src/changes/plan.js';
import { ack, core, refTo, synced } from './support.js';

const vpc = ack('VPC', 'v');

describe('what compose sees of live objects', () => {
  const { value } = observe([
    synced(vpc),
    core('Secret', 'tap-credentials-1', { data: { password: Buffer.from('päss').toString('base64') }, type: 'Opaque' }),
    core('ConfigMap', 'tap-outputs', { data: { host: 'cGxhaW4=' } }),
    ack('SecretsManagerSecret', 'tap', {}, { status: { data: { id: 'aWQ=' } } }),
  ]);
  const secret = { apiVersion: 'v1', kind: 'Secret', name: 'tap-credentials-1' };

  test('strings, and other values as strings', () => {
    expect(value(refTo('VPC', 'v'), 'status.vpcID')).toBe('vpc-1');
    expect(value(refTo('VPC', 'v'), 'status.endpoint.port')).toBe('5432');
  });

  test('nothing of what is not there', () => {
    expect(value(refTo('VPC', 'other'), 'status.vpcID')).toBeUndefined();
    expect(value(refTo('VPC', 'v'), 'status.unknown')).toBeUndefined();
    expect(observe([{ ...vpc, status: { id: null } }]).value(refTo('VPC', 'v'), 'status.id')).toBeUndefined();
  });

  test('the data of a Secret decoded, and of nothing else', () => {
    expect(value(secret, 'data.password')).toBe('päss');
    expect(value(secret, 'type')).toBe('Opaque');
    expect(value({ apiVersion: 'v1', kind: 'ConfigMap', name: 'tap-outputs' }, 'data.host')).toBe('cGxhaW4=');
    expect(value(refTo('SecretsManagerSecret', 'tap'), 'status.data.id')).toBe('aWQ=');
  });
});
