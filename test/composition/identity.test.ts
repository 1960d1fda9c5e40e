import { describe, expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { identityOf } from '../../src/api/identity.js';
import type { KubeObject } from '../../src/api/object.js';
import { resolve } from '../../src/api/resolve.js';
import { compose } from '../../src/composition/compose.js';
import { markRevision, recollect } from '../../src/composition/identity.js';
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

describe('what a database follows', () => {
  const composed = () => compose(database(), everythingKnown()).children;
  const lead = { composition: 'production', revision: 'production-3' };

  test('is marked beside the identity, and told with it by either child', () => {
    const marked = markRevision(composed(), lead).filter(
      ({ manifest }) => manifest.metadata.annotations?.['tapstack.io/composition-revision'] !== undefined,
    );
    expect(marked.map(({ manifest }) => nameOf(manifest)).sort()).toEqual(['DBInstance/tap-primary', 'VPC/tap-vpc']);
    for (const { manifest } of marked) {
      expect(manifest.metadata.annotations).toMatchObject({
        'services.k8s.aws/region': 'us-east-2',
        'tapstack.io/composition-revision': 'production/production-3',
      });
      expect(recollect(KEY, [manifest])).toEqual({
        identity: identity({}),
        composition: { name: 'production', revision: 'production-3' },
      });
    }
  });

  test('is told by no mark where it is a blueprint', () => {
    const children = composed();
    expect(markRevision(children, { composition: 'ha-postgres/v1' })).toEqual(children);
  });

  test('leaves the children otherwise as they are', () => {
    const children = composed();
    const bare = (of: typeof children) =>
      of.map(({ component, manifest }) => [component, nameOf(manifest), manifest.spec]);
    expect(bare(markRevision(children, lead))).toEqual(bare(children));
  });

  test.each(['production', ''])('is not told by the mark %j', (mark) => {
    const [vpc] = composed().filter(({ manifest }) => manifest.kind === 'VPC');
    const manifest = vpc?.manifest as KubeObject;
    const annotations = { ...manifest.metadata.annotations, 'tapstack.io/composition-revision': mark };
    const child = { ...manifest, metadata: { ...manifest.metadata, annotations } };
    expect(recollect(KEY, [child])).toEqual({ identity: identity({}) });
  });
});
