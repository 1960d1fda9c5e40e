import { describe, expect, test } from '@jest/globals';
import type { CompositionDefaults } from '../../src/api/generated/tapcomposition.js';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { layDefaults, layValues } from '../../src/api/lay-defaults.js';

const EXISTING = { vpcID: 'vpc-1', databaseSubnetIDs: ['subnet-1', 'subnet-2'] };
const lay = (spec: Partial<TapDatabaseSpec>, defaults: CompositionDefaults, isPinned = false) => {
  const { region: _, ...laid } = layDefaults({ region: 'us-east-2', ...spec }, defaults, isPinned);
  return laid;
};

test('what is open is filled in, what is written stays', () => {
  const defaults = { replicas: { count: 4, class: 'db.r6g.large' }, deletionProtection: false };
  expect(lay({ replicas: { count: 0 } }, defaults)).toEqual({
    replicas: { count: 0, class: 'db.r6g.large' },
    deletionProtection: false,
  });
  expect(lay({ deletionProtection: true }, defaults).deletionProtection).toBe(true);
});

test('without defaults the spec is the same one', () => {
  const spec = { region: 'us-east-2' };
  expect(layDefaults(spec, undefined, false)).toBe(spec);
  expect(layDefaults(spec, {}, false)).toEqual(spec);
});

test('maps are joined, lists are not', () => {
  const defaults = { tags: { a: '1', b: '2' }, access: { cidrs: ['10.1.0.0/16'] } };
  expect(lay({ tags: { b: '3', c: '4' }, access: { cidrs: [] } }, defaults)).toEqual({
    tags: { a: '1', b: '3', c: '4' },
    access: { cidrs: [] },
  });
});

test('what has fields and is one value is not mixed', () => {
  const mails = { monitoring: { alarms: { notify: { emails: ['a@example.com'] }, connections: 5 } } };
  const topic = { monitoring: { alarms: { notify: { topicARN: 'arn:aws:sns:us-east-2:123456789012:a' } } } };
  expect(lay(topic, mails)).toEqual({ monitoring: { alarms: { ...topic.monitoring.alarms, connections: 5 } } });
  const other = { ...EXISTING, publicSubnetIDs: ['subnet-3'] };
  expect(lay({ network: { existing: EXISTING } }, { network: { existing: other } })).toEqual({
    network: { existing: EXISTING },
  });
});

test.each<readonly [Partial<TapDatabaseSpec>, CompositionDefaults, Partial<TapDatabaseSpec>]>([
  [
    { network: { existing: EXISTING } },
    {
      network: {
        cidr: '10.0.0.0/16',
        zones: ['a', 'b'],
        zoneCount: 2,
        natGateways: 1,
        databaseSubnets: 'Private',
      },
    },
    { network: { existing: EXISTING } },
  ],
  [{ network: { cidr: '10.0.0.0/16' } }, { network: { existing: EXISTING } }, { network: { cidr: '10.0.0.0/16' } }],
  [{ network: { zones: ['a', 'b'] } }, { network: { existing: EXISTING } }, { network: { zones: ['a', 'b'] } }],
  [{ network: { zoneCount: 3 } }, { network: { existing: EXISTING } }, { network: { zoneCount: 3 } }],
  [{ network: { natGateways: 0 } }, { network: { existing: EXISTING } }, { network: { natGateways: 0 } }],
  [
    { network: { databaseSubnets: 'Private' } },
    { network: { existing: EXISTING } },
    { network: { databaseSubnets: 'Private' } },
  ],
  [{ network: { zones: ['a', 'b'] } }, { network: { zoneCount: 3 } }, { network: { zones: ['a', 'b'] } }],
  [{ network: { zoneCount: 3 } }, { network: { zones: ['a', 'b'] } }, { network: { zoneCount: 3 } }],
  [
    { instance: { storage: { type: 'gp2' } } },
    { instance: { storage: { size: '500Gi', iops: 12_000, throughput: 500 } } },
    { instance: { storage: { type: 'gp2', size: '500Gi' } } },
  ],
  [
    { instance: { storage: { iops: 13_000 } } },
    { instance: { storage: { type: 'io2', iops: 12_000 } } },
    { instance: { storage: { type: 'io2', iops: 13_000 } } },
  ],
  [
    { instance: { class: 'db.x2g.large' } },
    { instance: { class: 'db.custom', memory: '8Gi' } as never },
    { instance: { class: 'db.x2g.large' } },
  ],
  [
    { restoreFrom: { snapshotID: 'a' } as never },
    { encryption: { keyARN: 'arn', deletionWindowDays: 8 } },
    { restoreFrom: { snapshotID: 'a' } as never, encryption: { deletionWindowDays: 8 } },
  ],
])('%j under defaults %j is %j', (spec, defaults, laid) => {
  expect(lay(spec, defaults)).toEqual(laid);
});

describe('once a database has its identity', () => {
  const defaults: CompositionDefaults = {
    environment: 'prod',
    postgres: { database: 'x', username: 'y', port: 6000, iamAuthentication: true, version: '16' },
    network: { cidr: '10.9.0.0/16', zones: ['a', 'b'], zoneCount: 2, databaseSubnets: 'Private', natGateways: 1 },
    encryption: { keyARN: 'arn', deletionWindowDays: 9 },
    backup: { bucket: { name: 'b', expireAfterDays: 3 } },
  };

  test('defaults of fixed fields are out of the question, the others are laid', () => {
    expect(lay({}, defaults, true)).toEqual({
      postgres: { version: '16' },
      network: { natGateways: 1 },
      encryption: { deletionWindowDays: 9 },
      backup: { bucket: { expireAfterDays: 3 } },
    });
    expect(lay({}, { network: { existing: EXISTING } }, true)).toEqual({ network: {} });
  });

  test('before, all of them are', () => {
    expect(lay({}, defaults)).toEqual(defaults);
  });

  test('what its user has written of them stays', () => {
    const spec = { environment: 'live', postgres: { port: 1234 } };
    expect(lay(spec, defaults, true)).toMatchObject(spec);
  });
});

test('a tag may have any name', () => {
  const written = JSON.parse('{"tags": {"__proto__": "a"}}') as Partial<TapDatabaseSpec>;
  const defaults = JSON.parse('{"tags": {"constructor": "b", "__proto__": "c"}}') as CompositionDefaults;
  expect(JSON.stringify(lay(written, defaults))).toBe('{"tags":{"constructor":"b","__proto__":"a"}}');
});

test('values are laid whatever contradicts them, and part by part', () => {
  const spec = {
    region: 'us-east-2',
    network: { existing: EXISTING },
    instance: { storage: { type: 'gp3' as const } },
  };
  const values = {
    region: 'us-west-2',
    network: { existing: { ...EXISTING, publicSubnetIDs: [] } },
    instance: { storage: { iops: 3000 } },
  };
  expect(layValues(spec, values)).toEqual({
    region: 'us-east-2',
    network: { existing: { ...EXISTING, publicSubnetIDs: [] } },
    instance: { storage: { type: 'gp3', iops: 3000 } },
  });
});
