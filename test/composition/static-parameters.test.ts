import { describe, expect, test } from '@jest/globals';
import type { Json, KubeObject } from '../../src/api/object.js';
import { compose } from '../../src/composition/compose.js';
import { parametersWaiting } from '../../src/composition/static-parameters.js';
import { Children, database, everythingKnown } from './support.js';

type Fields = { readonly [key: string]: Json };

const apiVersion = 'rds.services.k8s.aws/v1alpha1';
const DEFAULTS = { shared_buffers: '{DBInstanceClassMemory/32768}' };
const synced = (second: number): Fields => ({
  type: 'ACK.ResourceSynced',
  status: 'True',
  lastTransitionTime: `2026-01-05T10:00:${second}Z`,
});

const group = (parameterOverrides: Fields, more: { readonly synced?: number | null; readonly written?: number } = {}) =>
  ({
    apiVersion,
    kind: 'DBParameterGroup',
    metadata: {
      name: 'tap-postgres17',
      ...(more.written === undefined
        ? {}
        : { annotations: { 'tapstack.io/spec-applied-at': `2026-01-05T10:00:${more.written}Z` } }),
    },
    spec: { name: 'tap-postgres17-dev', parameterOverrides },
    status: { conditions: more.synced === null ? [] : [synced(more.synced ?? 30)] },
  }) as unknown as KubeObject;

const primary = (started: string | undefined, more: Fields = {}, status = 'in-sync', tags: Json = []): KubeObject =>
  ({
    apiVersion,
    kind: 'DBInstance',
    metadata: {
      name: 'tap-primary',
      annotations: { ...(started === undefined ? {} : { 'tapstack.io/started-with': started }), ...more },
    },
    spec: { tags },
    status: {
      dbParameterGroups: [{ dbParameterGroupName: 'tap-postgres17-dev', parameterApplyStatus: status }],
      conditions: [synced(40)],
    },
  }) as unknown as KubeObject;

/** The annotation and the tag that the primary is to have. */
function marks(...children: readonly KubeObject[]) {
  const { children: all } = compose(
    database({ postgres: { parameters: { max_connections: '200' } } }),
    everythingKnown({}, children),
  );
  const { metadata, spec } = new Children(all.map(({ manifest }) => manifest)).get('DBInstance/tap-primary');
  const tags = (spec?.['tags'] ?? []) as readonly { readonly key: string; readonly value: string }[];
  return {
    started: metadata.annotations?.['tapstack.io/started-with'],
    tag: tags.find(({ key }) => key === 'tapstack.io/static-parameters')?.value,
  };
}

const overridesOf = (...children: readonly KubeObject[]): Json | undefined => {
  const { children: all } = compose(
    database({ postgres: { parameters: { max_connections: '200' } } }),
    everythingKnown({}, children),
  );
  const byName = new Children(all.map(({ manifest }) => manifest));
  return byName.spec('DBParameterGroup/tap-postgres17')['parameterOverrides'];
};

const other = (parameterOverrides: Fields): KubeObject => {
  const { metadata, ...rest } = group(parameterOverrides);
  return { ...rest, metadata: { ...metadata, name: 'not-composed' } };
};

const BEFORE = '{"max_connections":"100","shared_buffers":"{DBInstanceClassMemory/32768}"}';
const NOW = '{"max_connections":"200","shared_buffers":"{DBInstanceClassMemory/32768}"}';
const AFTER = { ...DEFAULTS, max_connections: '200', jit: '1' };

describe('an instance', () => {
  test('is marked with nothing while no static parameter of its group is to change', () => {
    expect(marks()).toEqual({ started: undefined, tag: undefined });
    expect(marks(primary(undefined), group(AFTER))).toEqual({ started: undefined, tag: undefined });
    expect(marks(primary(undefined))).toEqual({ started: undefined, tag: undefined });
    expect(marks(primary(undefined), { ...other(DEFAULTS), kind: 'Other' })).toEqual({
      started: undefined,
      tag: undefined,
    });
  });

  test('is marked with what it runs with before its group changes', () => {
    expect(marks(primary(undefined), group(DEFAULTS)).started).toBe(JSON.stringify(DEFAULTS));
    expect(marks(primary('{'), group({ ...DEFAULTS, jit: '1' })).started).toBe(JSON.stringify(DEFAULTS));
  });

  test('holds the static parameters of its group back until then, and no others', () => {
    const before = group({ ...DEFAULTS, huge_pages: 'on' });
    expect(overridesOf(primary(undefined), before)).toMatchObject({ ...DEFAULTS, huge_pages: 'on', work_mem: '16384' });
    expect(overridesOf(primary(undefined), before)).not.toHaveProperty('max_connections');
    expect(overridesOf(primary('{}'), before)).toMatchObject({ max_connections: '200' });
    expect(overridesOf(primary('{}'), before)).not.toHaveProperty('huge_pages');
    expect(overridesOf(before)).toMatchObject({ max_connections: '200' });
    expect(overridesOf(primary(undefined))).toMatchObject({ max_connections: '200' });
    expect(overridesOf(primary(undefined), group(AFTER))).toMatchObject({ work_mem: '16384' });
  });

  test('is looked at by ACK once its group has other static parameters, and not before', () => {
    const told = marks(primary(BEFORE), group(AFTER));
    expect(told).toEqual({ started: BEFORE, tag: '530a26dc' });
    expect(marks(primary(BEFORE), group(AFTER, { written: 31 })).tag).toBeUndefined();
    expect(marks(primary(BEFORE), group(AFTER, { written: 30 })).tag).toBe(told.tag);
    expect(marks(primary(BEFORE), group(AFTER, { synced: null })).tag).toBeUndefined();
    expect(marks(primary(BEFORE), group({ ...DEFAULTS, max_connections: '100' }))).toEqual({
      started: BEFORE,
      tag: undefined,
    });
  });

  test('has started anew when RDS says in-sync and ACK has asked it since', () => {
    const tags = [{ key: 'tapstack.io/static-parameters', value: 'x' }];
    const at = (second: number) => ({ 'tapstack.io/spec-applied-at': `2026-01-05T10:00:${second}Z` });
    expect(marks(primary(BEFORE, at(39), 'in-sync', tags), group(AFTER))).toEqual({ started: NOW, tag: undefined });
    expect(marks(primary(BEFORE, at(40), 'in-sync', tags), group(AFTER)).started).toBe(BEFORE);
    expect(marks(primary(BEFORE, at(39), 'pending-reboot', tags), group(AFTER)).started).toBe(BEFORE);
    expect(marks(primary(BEFORE, at(39), 'in-sync'), group(AFTER)).started).toBe(BEFORE);
    expect(marks(primary(BEFORE, {}, 'in-sync', tags), group(AFTER)).started).toBe(BEFORE);
  });
});

test('what waits for a restart is what differs from the start, whether set, changed or gone', () => {
  const started = primary(BEFORE, {}, 'pending-reboot');
  expect(parametersWaiting(started, [group(AFTER)])).toEqual(['max_connections']);
  expect(parametersWaiting(started, [group({ max_connections: '100', huge_pages: 'on', jit: '1' })])).toEqual([
    'huge_pages',
    'shared_buffers',
  ]);
  expect(parametersWaiting(started, [group({})])).toEqual(['max_connections', 'shared_buffers']);
  expect(parametersWaiting(primary(undefined), [group(AFTER)])).toEqual([]);
  expect(parametersWaiting(started, [])).toEqual([]);
});
