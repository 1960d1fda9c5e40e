import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { classPostponement } from '../../src/changes/class-postponement.js';
import { ack, condition, NOW, refTo, synced } from './support.js';

const instance = ack('DBInstance', 'p', {}, { status: { dbParameterGroups: [{ dbParameterGroupName: 'g-dev' }] } });
const group = (parameterOverrides: object, name = 'g-dev'): KubeObject =>
  ack('DBParameterGroup', 'g', { name, parameterOverrides: { ...parameterOverrides } });
const small = { shared_buffers: '1000' };

const why = (
  wanted: readonly KubeObject[],
  live: readonly KubeObject[],
  fields: readonly string[] = ['dbInstanceClass', 'multiAZ'],
  of: KubeObject = instance,
) => classPostponement(of, fields, { desired: wanted, live, now: NOW });

test('a class waits for the parameters that the instance restarts with', () => {
  const waits = {
    fields: ['dbInstanceClass'],
    on: refTo('DBParameterGroup', 'g'),
    reason: 'ParametersFirst',
    message: 'the instance restarts with what the group holds then, so its parameters come first',
  };
  expect(why([group(small)], [synced(group({ shared_buffers: '9000' }))])).toEqual(waits);
  const refused = { ...group(small), status: { conditions: [condition('ACK.Recoverable', 'True')] } };
  expect(why([group(small)], [refused])).toEqual(waits);
  expect(why([group(small)], [synced(group(small))])).toBeUndefined();
});

test('nothing else waits for them, nor a class whose group is not known', () => {
  const live = [synced(group({ shared_buffers: '9000' }))];
  expect(why([group(small)], live, ['multiAZ'])).toBeUndefined();
  expect(why([group(small)], live, ['dbInstanceClass'], { ...instance, kind: 'Volume' })).toBeUndefined();
  expect(why([group(small, 'other')], live)).toBeUndefined();
  expect(why([group(small)], [])).toBeUndefined();
});
