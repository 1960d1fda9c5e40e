import { describe, expect, test } from '@jest/globals';
import type { Json, KubeObject } from '../../src/api/object.js';
import { compose } from '../../src/composition/compose.js';
import { Children, database, everythingKnown } from './support.js';

type Fields = { readonly [key: string]: Json };

const live = (kind: string, name: string, spec: Fields, status: Fields = {}, metadata: Fields = {}): KubeObject =>
  ({
    apiVersion: 'rds.services.k8s.aws/v1alpha1',
    kind,
    metadata: { name, namespace: 'shop', ...metadata },
    spec,
    status,
  }) as KubeObject;

/** A primary as ACK shows it: settled under its group. */
const primary = (engineVersion: string, group: string, status: Fields = {}, metadata: Fields = {}): KubeObject =>
  live(
    'DBInstance',
    'tap-primary',
    { engineVersion },
    {
      dbInstanceStatus: 'available',
      dbParameterGroups: [{ dbParameterGroupName: group, parameterApplyStatus: 'in-sync' }],
      conditions: [{ type: 'ACK.ResourceSynced', status: 'True', lastTransitionTime: '2026-01-05T10:00:30Z' }],
      ...status,
    },
    metadata,
  );

const replica = (spec: Fields, group?: string, declared: readonly string[] = []): KubeObject =>
  live(
    'DBInstance',
    'tap-replica-1',
    spec,
    group === undefined
      ? {}
      : { dbParameterGroups: [{ dbParameterGroupName: group, parameterApplyStatus: 'in-sync' }] },
    {
      managedFields: [
        { manager: 'controller', operation: 'Update', fieldsV1: { 'f:spec': { 'f:engineVersion': {} } } },
        {
          manager: 'tapdb-operator',
          operation: 'Apply',
          fieldsV1: { 'f:spec': Object.fromEntries(declared.map((field) => [`f:${field}`, {}])) },
        },
      ],
    },
  );

const composed = (version: string, ...children: readonly KubeObject[]): Children => {
  const spec = { postgres: { version, parameters: { transaction_timeout: '5min' } }, replicas: { count: 1 } };
  const { children: all } = compose(database(spec), everythingKnown({}, children));
  return new Children(all.map(({ manifest }) => manifest));
};

const versionOf = (children: Children, name = 'tap-replica-1'): Fields => {
  const { engineVersion, dbParameterGroupRef } = children.spec(`DBInstance/${name}`);
  return JSON.parse(JSON.stringify({ engineVersion, dbParameterGroupRef })) as Fields;
};

const GROUP_17 = 'tap-postgres17-dev';
const GROUP_18 = 'tap-postgres18-dev';
const ref = (name: string): Fields => ({ from: { name } });

describe('a major upgrade', () => {
  test('has both parameter groups, each with what its version knows, and a snapshot that stays', () => {
    const children = composed('17', primary('16.10', 'tap-postgres16-dev'));
    expect(children.namesOf('DBParameterGroup')).toEqual(['tap-postgres16', 'tap-postgres17']);
    const [old, next] = ['16', '17'].map((major) => children.spec(`DBParameterGroup/tap-postgres${major}`));
    expect(old).toMatchObject({ name: 'tap-postgres16-dev', family: 'postgres16' });
    expect(old?.['parameterOverrides']).not.toHaveProperty('transaction_timeout');
    expect(next?.['parameterOverrides']).toMatchObject({ transaction_timeout: '300000' });
    const snapshot = children.get('DBSnapshot/tap-before-17');
    expect(snapshot.metadata.annotations).toMatchObject({ 'services.k8s.aws/deletion-policy': 'retain' });
    expect(snapshot.spec).toMatchObject({
      dbSnapshotIdentifier: 'tap-before-17-dev-f1b76114',
      dbInstanceIdentifier: 'tap-primary-dev',
    });
    expect(versionOf(children, 'tap-primary')).toEqual({
      engineVersion: '17',
      dbParameterGroupRef: ref('tap-postgres17'),
    });
  });

  test('is over for the composition once the primary is asked for it; replicas keep their old group until they follow', () => {
    const children = composed('18', primary('18', GROUP_17), replica({ engineVersion: '17.5' }, GROUP_17));
    expect(children.namesOf('DBSnapshot')).toEqual([]);
    expect(children.namesOf('DBParameterGroup')).toEqual(['tap-postgres17', 'tap-postgres18']);
    expect(versionOf(children)).toEqual({});
  });

  test.each([
    ['RDS still works on it', { dbInstanceStatus: 'upgrading' }, {}],
    ['it is pending', { pendingModifiedValues: { engineVersion: '18.1' } }, {}],
    ['ACK has not looked since', {}, { annotations: { 'tapstack.io/spec-applied-at': '2026-01-05T10:01:00Z' } }],
  ])('is not followed by replicas while %s', (_what, status, metadata) => {
    const children = composed('18', primary('18', GROUP_18, status, metadata), replica({ engineVersion: '17.5' }));
    expect(versionOf(children)).toEqual({});
  });

  test('is followed by replicas in one write once the primary runs it', () => {
    const children = composed(
      '18.1',
      primary('18.1', GROUP_18, {}, { annotations: { 'tapstack.io/spec-applied-at': '2026-01-05T10:00:30Z' } }),
      replica({ engineVersion: '17.5' }, 'default.postgres18'),
    );
    expect(versionOf(children)).toEqual({ engineVersion: '18', dbParameterGroupRef: ref('tap-postgres18') });
  });

  test('leaves on a replica what was said', () => {
    const said = { engineVersion: '18', dbParameterGroupRef: ref('tap-postgres18') };
    const upgraded = replica(said, GROUP_18, ['engineVersion', 'dbParameterGroupRef']);
    expect(versionOf(composed('18', primary('18.1', GROUP_18), upgraded))).toEqual(said);
    // The next one has not come to it yet.
    const before = { engineVersion: '17.5', dbParameterGroupRef: ref('tap-postgres17') };
    const waiting = replica(before, GROUP_17, ['engineVersion', 'dbParameterGroupRef']);
    expect(versionOf(composed('18', primary('17.5', GROUP_17), waiting))).toEqual(before);
  });
});

describe('a replica', () => {
  test('says nothing of the version and group that it has from the primary', () => {
    expect(versionOf(composed('17', primary('17.5', GROUP_17)))).toEqual({});
    expect(versionOf(composed('17', primary('17.5', GROUP_17), replica({})))).toEqual({});
    expect(versionOf(composed('17', primary('17.5', GROUP_17), replica({ engineVersion: '17.5' }, GROUP_17)))).toEqual(
      {},
    );
    expect(versionOf(composed('17', primary('17.5', GROUP_17), replica({ engineVersion: '17.5' })))).toEqual({});
    expect(versionOf(composed('17', replica({ engineVersion: '17.5' }, GROUP_17)))).toEqual({});
  });

  test('is asked for a newer minor version of its own', () => {
    const children = composed('17.6', primary('17.5', GROUP_17), replica({ engineVersion: '17.5' }, GROUP_17));
    expect(versionOf(children)).toEqual({ engineVersion: '17.6' });
    expect(
      versionOf(composed('17.6', primary('17.5', GROUP_17), replica({ engineVersion: '17.7' }, GROUP_17))),
    ).toEqual({});
  });

  test('of which only the major version is known is asked for the minor one', () => {
    const upgraded = replica({ engineVersion: '18' }, GROUP_18);
    expect(versionOf(composed('18.1', primary('18', GROUP_18), upgraded))).toEqual({ engineVersion: '18.1' });
    expect(versionOf(composed('18', primary('18', GROUP_18), upgraded))).toEqual({});
  });

  test('is moved to the group that the primary has moved to', () => {
    const children = composed(
      '17',
      primary('17.5', 'tap-postgres17-2-dev'),
      replica({ engineVersion: '17.5' }, GROUP_17),
      live('DBParameterGroup', 'tap-postgres17-2', {}),
    );
    expect(versionOf(children)).toEqual({ dbParameterGroupRef: ref('tap-postgres17-2') });
  });
});

describe('a parameter group that ACK calls terminal', () => {
  const APPLIED = { annotations: { 'tapstack.io/spec-applied-at': '2026-01-05T10:00:10Z' } };
  const OVERRIDES = {
    effective_cache_size: '{DBInstanceClassMemory*3/32768}',
    maintenance_work_mem: '262144',
    'rds.force_ssl': '1',
    shared_buffers: '{DBInstanceClassMemory/32768}',
    transaction_timeout: '300000',
    work_mem: '16384',
  };
  const terminal = (message: string | null, seconds = 30): Fields => ({
    conditions: [
      { type: 'ACK.Terminal', status: 'True', ...(message === null ? {} : { message }) },
      { type: 'ACK.ResourceSynced', status: 'False', lastTransitionTime: `2026-01-05T10:00:${seconds}Z` },
    ],
  });
  const groups = (...children: readonly KubeObject[]): readonly string[] =>
    composed('17', ...children).namesOf('DBParameterGroup');
  const group = (status: Fields, metadata: Fields = APPLIED, parameterOverrides: Fields = OVERRIDES): KubeObject =>
    live('DBParameterGroup', 'tap-postgres17', { parameterOverrides }, status, metadata);

  test('is replaced by one of another name once it has been corrected in vain', () => {
    const children = composed('17', group(terminal('unknown parameter: shared_bufers')));
    expect(children.spec('DBParameterGroup/tap-postgres17-2')).toMatchObject({ name: 'tap-postgres17-2-dev' });
    expect(children.namesOf('DBParameterGroup')).toEqual(['tap-postgres17-2']);
    expect(versionOf(children, 'tap-primary')).toMatchObject({ dbParameterGroupRef: ref('tap-postgres17-2') });
    expect(groups(group(terminal(null)))).toEqual(['tap-postgres17-2']);
  });

  test('stays for good under the newest name', () => {
    const [stuck, next] = [
      group(terminal('unknown parameter: x')),
      live('DBParameterGroup', 'tap-postgres17-2', { parameterOverrides: OVERRIDES }),
    ];
    expect(groups(stuck, next)).toEqual(['tap-postgres17-2']);
    expect(
      groups(stuck, live('DBParameterGroup', 'tap-postgres17-x', {}), live('DBParameterGroup', 'other', {})),
    ).toEqual(['tap-postgres17-2']);
  });

  test.each([
    ['it has not been corrected', group(terminal('unknown parameter: x'), {})],
    ['the correction is not written yet', group(terminal('unknown parameter: x'), APPLIED, { x: '1' })],
    ['it has no parameters yet', live('DBParameterGroup', 'tap-postgres17', {}, terminal('x'), APPLIED)],
    ['ACK has not looked since', group(terminal('unknown parameter: x', 5))],
    ['ACK does not say when it looked', group({ conditions: [{ type: 'ACK.Terminal', status: 'True' }] })],
    ['the refused parameter is still wanted', group(terminal('parameter is not modifiable: work_mem'))],
    ['it is not terminal any more', group({ conditions: [{ type: 'ACK.Terminal', status: 'False' }] })],
    ['nothing is said of it', group({})],
  ])('keeps its name while %s', (_what, live17) => {
    expect(groups(live17)).toEqual(['tap-postgres17']);
  });
});

describe('parameters that take memory', () => {
  const composedWith = (parameters: Readonly<Record<string, string>>, ...children: readonly KubeObject[]) =>
    compose(
      database({ postgres: { parameters }, instance: { class: 'db.m5.xlarge' }, replicas: { count: 1 } }),
      everythingKnown({}, children),
    );
  const running = (name: string, dbInstanceClass: string, status: Fields = {}): KubeObject =>
    live('DBInstance', name, { dbInstanceClass }, status);
  const group = live('DBParameterGroup', 'tap-postgres17', {
    parameterOverrides: { work_mem: '16384', max_connections: '100', jit: '1' },
  });
  const overridesOf = ({ children }: ReturnType<typeof compose>): Fields =>
    new Children(children.map(({ manifest }) => manifest)).spec('DBParameterGroup/tap-postgres17')[
      'parameterOverrides'
    ] as Fields;
  const asked = { work_mem: '64MB', jit: 'off' };

  test('wait for a class with more memory, the others do not', () => {
    const composition = composedWith(asked, group, running('tap-primary', 'db.m5.large'));
    expect(overridesOf(composition)).toEqual({
      jit: '0',
      max_connections: '100',
      'rds.force_ssl': '1',
      work_mem: '16384',
    });
    expect(composition.delayed).toEqual([
      {
        ref: { apiVersion: 'rds.services.k8s.aws/v1alpha1', kind: 'DBParameterGroup', name: 'tap-postgres17' },
        reason: 'WaitsForClass',
        message:
          'effective_cache_size, maintenance_work_mem, max_connections, shared_buffers, work_mem are written once ' +
          'tap-primary has its new class, which has the memory for it',
      },
    ]);
  });

  test('wait, and what else is no longer wanted goes', () => {
    const more = live('DBParameterGroup', 'tap-postgres17', { parameterOverrides: { work_mem: '1', geqo: '0' } });
    const composition = composedWith(asked, more, running('tap-primary', 'db.m5.large'));
    expect(overridesOf(composition)).toEqual({ jit: '0', 'rds.force_ssl': '1', work_mem: '1' });
  });

  test('wait in a group that holds nothing yet', () => {
    const empty = live('DBParameterGroup', 'tap-postgres17', {});
    expect(overridesOf(composedWith(asked, empty, running('tap-primary', 'db.m5.large')))).toEqual({
      jit: '0',
      'rds.force_ssl': '1',
    });
  });

  test('wait while RDS is on its way to the class, and for every instance', () => {
    const pending = { pendingModifiedValues: { dbInstanceClass: 'db.m5.xlarge' } };
    const whole = live('DBParameterGroup', 'tap-postgres17', {
      parameterOverrides: {
        effective_cache_size: '{DBInstanceClassMemory*3/32768}',
        maintenance_work_mem: '262144',
        shared_buffers: '{DBInstanceClassMemory/32768}',
        work_mem: '16384',
      },
    });
    const composition = composedWith(
      asked,
      whole,
      running('tap-primary', 'db.m5.xlarge', pending),
      running('tap-replica-1', 'db.m5.large'),
    );
    expect(overridesOf(composition)).toMatchObject({ jit: '0', work_mem: '16384' });
    expect(composition.delayed?.[0]?.message).toBe(
      'work_mem is written once tap-primary, tap-replica-1 have their new class, which has the memory for it',
    );
  });

  test.each([
    ['the class is smaller', [group, running('tap-primary', 'db.m5.2xlarge')]],
    ['the class is not known', [group, running('tap-primary', 'db.z9.large')]],
    ['there is no group yet', [running('tap-primary', 'db.m5.large')]],
    ['there is no instance yet', [group]],
  ])('go at once where %s', (_what, children) => {
    const composition = composedWith(asked, ...children);
    expect(overridesOf(composition)).toMatchObject({ work_mem: '65536' });
    expect(composition.delayed).toBeUndefined();
  });

  test('are no reason to wait where none changes', () => {
    const same = live('DBParameterGroup', 'tap-postgres17', {
      parameterOverrides: overridesOf(composedWith({})),
    });
    const composition = composedWith({ jit: 'off' }, same, running('tap-primary', 'db.m5.large'));
    expect(overridesOf(composition)).toMatchObject({ jit: '0' });
    expect(composition.delayed).toBeUndefined();
  });
});
