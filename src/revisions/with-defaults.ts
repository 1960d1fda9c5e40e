import type { RevisionTemplate } from '../api/generated/tapcompositionrevision.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { layDefaults } from '../api/lay-defaults.js';

/** The database with the defaults of its composition under its spec. */
export const withDefaults = (database: TapDatabase, { defaults }: RevisionTemplate): TapDatabase => ({
  ...database,
  spec: layDefaults(database.spec, defaults, database.status?.identity !== undefined),
});
