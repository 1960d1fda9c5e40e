import type { Identity, TapDatabase, TapDatabaseSpec } from '../../../src/api/generated/tapdatabase.js';
import type { Problem } from '../../../src/api/problem.js';
import { DEFAULT_SETTINGS } from '../../../src/api/settings.js';
import { validate } from '../../../src/api/validate.js';

/** The smallest database, `tap` in us-east-2, with what a test is about. */
export function database(spec: Partial<TapDatabaseSpec> = {}, status?: TapDatabase['status']): TapDatabase {
  return {
    apiVersion: 'tapstack.io/v1alpha1',
    kind: 'TapDatabase',
    metadata: { name: 'tap', namespace: 'shop' },
    spec: { region: 'us-east-2', ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

/** What the smallest database has as its identity. */
export const identity: Identity = {
  region: 'us-east-2',
  environment: 'dev',
  postgres: { database: 'tap', username: 'postgres', port: 5432, iamAuthentication: false },
  network: { cidr: '10.0.0.0/16', zones: ['us-east-2a', 'us-east-2b'], databaseSubnets: 'Isolated' },
  encryption: {},
  backup: { bucket: {} },
  composition: { name: 'ha-postgres/v1' },
};

/** What is wrong with the smallest database once it has that spec and status. */
export function problemsOf(spec: Partial<TapDatabaseSpec>, status?: TapDatabase['status']): readonly Problem[] {
  return validate(database(spec, status), DEFAULT_SETTINGS);
}
