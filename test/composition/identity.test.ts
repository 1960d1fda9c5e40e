import { describe, expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { identityOf } from '../../src/api/identity.js';
import type { KubeObject } from '../../src/api/object.js';
import { resolve } from '../../src/api/resolve.js';
import { compose } from '../../src/composition/compose.js';
import { recollect } from '../../src/composition/identity.js';
import { database, everythingKnown, nameOf } from './support.js';

const KEY = { namespace: 'shop', name: 'tap' };
const existing = {
  vpcID: 'vpc-0a1b2c3d',
  databaseSubnetIDs: ['subnet-0a1b2c31', 'subnet-0a1b2c32'],
  databaseZones: ['us-east-2a', 'us-east-2b'],
};

const childrenOf = (spec: Partial<TapDatabaseSpec>): readonly KubeObject[] =>
  compose(database(spec), everythingKnown()).children.map(({ manifest }) => manifest);

const identity = (spec: Partial<TapDatabaseSpec>) => identityOf(resolve(database(spec)));

describe('an identity that was lost with the status', () => {
  test.each<[string, Partial<TapDatabaseSpec>, string[]]>([
    ['its own network', { environment: 'prod', postgres: { port: 6432 } }, ['DBInstance/tap-primary', 'VPC/tap-vpc']],
    ['an existing one', { network: { existing } }, ['DBInstance/tap-primary', 'SecurityGroup/tap-database']],
  ])('is told whole by either of two children of a database in %s', (_network, spec, names) => {
    const tellers = childrenOf(spec).filter((child) => recollect(KEY, [child]) !== undefined);
    expect(tellers.map(nameOf).sort()).toEqual(names);
    for (const child of tellers) expect(recollect(KEY, [child])).toEqual({ identity: identity(spec) });
  });

  test('is the one they were composed with, whatever the spec has become', () => {
    const was = identity({ environment: 'prod' });
    const { children } = compose({ ...database({ environment: 'dev' }), status: { identity: was } }, everythingKnown());
    expect(
      recollect(
        KEY,
        children.map(({ manifest }) => manifest),
      ),
    ).toEqual({ identity: was });
  });

  test("is not taken from another database's children", () => {
    expect(recollect({ namespace: 'other', name: 'tap' }, childrenOf({}))).toBeUndefined();
    expect(recollect({ namespace: 'shop', name: 'other' }, childrenOf({}))).toBeUndefined();
  });

  test('cannot be told by children that say nothing, or nothing legible', () => {
    const [vpc] = childrenOf({});
    const saying = (text: string | undefined): KubeObject => ({
      ...(vpc as KubeObject),
      metadata: {
        ...(vpc as KubeObject).metadata,
        annotations: text === undefined ? {} : { 'tapstack.io/identity': text },
      },
    });
    for (const text of [undefined, '', '{', 'null', '{}', '"us-east-2"']) {
      expect(recollect(KEY, [saying(text)])).toBeUndefined();
    }
    expect(recollect(KEY, [])).toBeUndefined();
  });
});
