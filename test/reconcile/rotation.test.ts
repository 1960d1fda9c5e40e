import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { observe } from '../../src/changes/plan.js';
import { rotationOf } from '../../src/reconcile/rotation.js';
import { database, instance } from './support.js';

const NOW = new Date('2026-01-05T10:00:00.400Z');
const CLOCKS = { now: NOW, calendar: NOW };

const secret = (name: string, annotations: Readonly<Record<string, string>> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'shop', labels: { 'tapstack.io/database': 'tap' }, annotations },
  data: { password: 'cA==' },
});

const connection = (credentials: string): KubeObject =>
  secret('tap-connection', { 'tapstack.io/credentials': credentials });

interface Primary {
  readonly reference?: string;
  /** What ACK says it has sent. */
  readonly applied?: string;
  /** When our last write of the spec was. */
  readonly written?: string;
  /** When ACK wrote its annotation. */
  readonly noted?: string;
  /** When ACK looked last. */
  readonly stamped?: string;
  readonly state?: string;
}

/** Available, and looked at, unless said otherwise. */
function primary({ reference, applied, written, noted, stamped, state = 'available' }: Primary): KubeObject {
  const isSynced = state === 'available' ? 'True' : 'False';
  const lastTransitionTime = stamped ?? '2026-01-05T09:59:00Z';
  const live = instance('primary', {
    dbInstanceStatus: state,
    endpoint: { address: 'primary.example', port: 5432 },
    conditions: ['ACK.ResourceSynced', 'Ready'].map((type) => ({ type, status: isSynced, lastTransitionTime })),
  });
  const annotation = 'rds.services.k8s.aws/last-applied-secret-reference';
  return {
    ...live,
    metadata: {
      ...live.metadata,
      annotations: {
        ...(applied !== undefined && { [annotation]: applied }),
        ...(written !== undefined && { 'tapstack.io/spec-applied-at': written }),
      },
      managedFields: [
        { manager: 'kubectl', time: '2026-01-05T09:59:59Z', fieldsV1: {} },
        ...(noted === undefined
          ? []
          : [
              {
                manager: 'controller',
                time: noted,
                fieldsV1: { 'f:metadata': { 'f:annotations': { [`f:${annotation}`]: {} } } },
              },
            ]),
      ],
    },
    ...(reference !== undefined && { spec: { masterUserPassword: { name: reference, key: 'password' } } }),
  };
}

const rotation = (...children: readonly KubeObject[]) => rotationOf(database(), observe(children), CLOCKS);

const [FIRST, SECOND] = ['tap-credentials-1', 'tap-credentials-2'] as const;
const bothSecrets = [secret(FIRST), secret(SECOND)] as const;

describe('the password in force', () => {
  test('is the first, before there is anything to open', () => {
    expect(rotation().names).toEqual({ reference: FIRST, inForce: FIRST });
  });

  test('is the one that the instance was made with', () => {
    const young = primary({ reference: FIRST, applied: '/tap-credentials-1.password', state: 'backing-up' });
    expect(rotation(young, secret(FIRST)).names).toEqual({ reference: FIRST, inForce: FIRST });
    const named = primary({ reference: FIRST, applied: 'shop/tap-credentials-1.password', state: 'backing-up' });
    expect(rotation(named, secret(FIRST)).names.inForce).toBe(FIRST);
  });

  test('is nobody’s while an instance that came without one has not been given one', () => {
    const restored = primary({});
    expect(rotation(restored, secret(FIRST)).names).toEqual({ reference: FIRST, inForce: undefined });
    const given = primary({ reference: FIRST, written: '2026-01-05T09:59:30Z' });
    expect(rotation(given, secret(FIRST)).names.inForce).toBeUndefined();
    const looked = primary({ reference: FIRST, written: '2026-01-05T09:58:30Z' });
    expect(rotation(looked, secret(FIRST)).names.inForce).toBe(FIRST);
  });

  test('stays what clients were told through every state of the instance', () => {
    const busy = primary({ reference: FIRST, applied: '/tap-credentials-1.password', state: 'modifying' });
    expect(rotation(busy, secret(FIRST), connection(FIRST)).names.inForce).toBe(FIRST);
  });

  test('is not guessed from what the instance was pointed at by hand', () => {
    const moved = primary({ reference: 'my-own', applied: '/my-own.password', written: '2026-01-05T09:50:00Z' });
    expect(rotation(moved, secret(FIRST), connection(FIRST)).names).toEqual({ reference: FIRST, inForce: FIRST });
    expect(rotation(moved, secret(FIRST)).names).toEqual({ reference: FIRST, inForce: 'my-own' });
  });
});

describe('during a rotation, the old one is in force', () => {
  const written = '2026-01-05T09:58:00Z';
  const inForce = (of: Primary) =>
    rotation(primary({ reference: SECOND, written, ...of }), ...bothSecrets, connection(FIRST)).names.inForce;
  const applied = '/tap-credentials-2.password';

  test('until ACK has sent the new one', () => {
    expect(inForce({ applied: '/tap-credentials-1.password' })).toBe(FIRST);
  });

  test('until RDS is done', () => {
    expect(inForce({ applied, state: 'resetting-master-credentials' })).toBe(FIRST);
  });

  test('while ACK’s conditions are of before its annotation', () => {
    expect(inForce({ applied, noted: '2026-01-05T09:59:30Z', stamped: '2026-01-05T09:59:10Z' })).toBe(FIRST);
    expect(inForce({ applied, noted: '2026-01-05T09:59:59Z', stamped: '2026-01-05T09:59:59Z' })).toBe(FIRST);
  });

  test('which is looked at again soon', () => {
    const unsure = primary({ reference: SECOND, written, applied, noted: '2026-01-05T09:59:59Z' });
    expect(rotation(unsure, ...bothSecrets, connection(FIRST)).recheckAfterMs).toBe(15_000);
    const done = primary({ reference: SECOND, written, applied, noted: '2026-01-05T09:58:59Z' });
    expect(rotation(done, ...bothSecrets, connection(FIRST))).not.toHaveProperty('recheckAfterMs');
  });

  test('and not any longer', () => {
    expect(inForce({ applied, noted: '2026-01-05T09:58:30Z' })).toBe(SECOND);
    expect(inForce({ applied, noted: '2026-01-05T09:59:30Z', stamped: '2026-01-05T09:59:30Z' })).toBe(SECOND);
    expect(inForce({ applied })).toBe(SECOND);
  });

  test('also for who has lost what clients were told', () => {
    const children = [primary({ reference: SECOND, written, applied: '/tap-credentials-1.password' }), ...bothSecrets];
    expect(rotation(...children).names.inForce).toBe(FIRST);
  });
});

test('with its primary gone a database has the password that was in force last', () => {
  const known = database({ status: { credentials: { secretName: 'tap-credentials-5' } } });
  expect(rotationOf(known, observe([]), CLOCKS).names.reference).toBe('tap-credentials-5');
});

describe('a new one is asked for', () => {
  const rest = (reference: string) =>
    primary({ reference, applied: `/${reference}.password`, written: '2026-01-05T09:50:00Z' });

  test('when the one in use is lost', () => {
    expect(rotation(rest(FIRST), connection(FIRST)).names).toEqual({ reference: SECOND, inForce: FIRST });
  });

  test('while the instance is ready for it only', () => {
    const wanting = database({ spec: { region: 'us-east-2', credentials: { rotation: 'b' } } });
    const at = (state: string) => {
      const busy = primary({ reference: FIRST, applied: '/tap-credentials-1.password', state });
      return rotationOf(wanting, observe([busy, secret(FIRST), connection(FIRST)]), CLOCKS).names.reference;
    };
    expect(at('available')).toBe(SECOND);
    expect(at('backing-up')).toBe(FIRST);
  });

  test('by the calendar, whatever the other clock says', () => {
    const scheduled = database({ spec: { region: 'us-east-2', credentials: { rotateEveryDays: 30 } } });
    const made = secret(FIRST, { 'tapstack.io/rotated-at': '2026-01-05T10:00:00Z' });
    const on = (calendar: string) =>
      rotationOf(scheduled, observe([rest(FIRST), made, connection(FIRST)]), { now: NOW, calendar: new Date(calendar) })
        .names.reference;
    expect(on('2026-02-04T09:59:59Z')).toBe(FIRST);
    expect(on('2026-02-04T10:00:00Z')).toBe(SECOND);
  });
});
