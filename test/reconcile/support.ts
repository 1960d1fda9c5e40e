import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import type { Situation } from '../../src/reconcile/situation.js';

/** The database `shop/tap` as an API server shows it. */
export const database = (
  more: Partial<Omit<TapDatabase, 'metadata'>> & { readonly metadata?: object } = {},
): TapDatabase => ({
  apiVersion: 'tapstack.io/v1alpha1',
  kind: 'TapDatabase',
  spec: { region: 'us-east-2' },
  ...more,
  metadata: { name: 'tap', namespace: 'shop', ...more.metadata },
});

export const instance = (role: string, status: object = {}, more: object = {}): KubeObject =>
  ({
    apiVersion: 'rds.services.k8s.aws/v1alpha1',
    kind: 'DBInstance',
    metadata: {
      name: `tap-${role}`,
      namespace: 'shop',
      labels: { 'tapstack.io/database': 'tap', 'tapstack.io/instance': role },
    },
    spec: { dbInstanceIdentifier: `tap-${role}-dev` },
    status,
    ...more,
  }) as unknown as KubeObject;

/** A situation in which nothing is composed, written or in the way. */
export const situation = (of: Partial<Situation> = {}): Situation => ({
  database: database(),
  children: [],
  looks: [],
  composition: { children: [], blocked: [] },
  changes: { apply: [], waiting: [], prune: [], held: [], approved: [], foreign: [], unchanged: [] },
  failures: [],
  guard: { installed: true },
  missingKinds: [],
  now: new Date('2026-01-05T10:00:00.400Z'),
  serverTime: new Date('2026-01-05T10:00:00.400Z'),
  neighbours: [],
  unobserved: [],
  ...of,
});
