import { describe, expect, test } from '@jest/globals';
import { changeID, setID } from '../../src/changes/change-id.js';
import { refTo } from './support.js';

const primary = refTo('DBInstance', 'tap-primary');

describe('the id of a change', () => {
  test('is the same for the same wish, in whatever order it is said', () => {
    const id = changeID(primary, { 'spec.dbInstanceClass': 'db.m5.xlarge', 'spec.port': 5432 });
    expect(id).toMatch(/^[0-9a-f]{10}$/);
    expect(changeID(primary, { 'spec.port': 5432, 'spec.dbInstanceClass': 'db.m5.xlarge' })).toBe(id);
    expect(changeID({ ...primary, apiVersion: 'rds.services.k8s.aws/v1beta1' }, { 'spec.port': 5432 })).toBe(
      changeID(primary, { 'spec.port': 5432 }),
    );
  });

  test('is another for another wish, and for another child', () => {
    const id = changeID(primary, { 'spec.dbInstanceClass': 'db.m5.xlarge' });
    expect(changeID(primary, { 'spec.dbInstanceClass': 'db.m5.2xlarge' })).not.toBe(id);
    expect(changeID(primary, { 'spec.instanceType': 'db.m5.xlarge' })).not.toBe(id);
    expect(changeID(refTo('DBInstance', 'tap-replica-1'), { 'spec.dbInstanceClass': 'db.m5.xlarge' })).not.toBe(id);
  });

  test('is written in annotations and must not move between releases', () => {
    expect(changeID(primary, { 'spec.dbInstanceClass': 'db.m5.xlarge' })).toBe('5c12ec112c');
  });
});

test('the id of a set is that of its changes, in whatever order', () => {
  expect(setID(['b', 'a'])).toBe(setID(['a', 'b']));
  expect(setID(['a', 'b'])).toMatch(/^[0-9a-f]{10}$/);
  expect(setID(['a'])).not.toBe(setID(['a', 'b']));
  expect(setID(['a'])).not.toBe('a');
});
