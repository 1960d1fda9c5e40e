import type { Composition, Observed } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { type ComposeSettings, compose } from './compose.js';

/** Everything that a valid TapDatabase is made of. */
type Blueprint = (database: TapDatabase, observed: Observed, settings?: ComposeSettings) => Composition;

/**
 * The built-in compositions. What a released one makes never changes, for the sake of the databases that are made by it:
 * a change is a new version beside it, which imports what they have in common.
 */
export const BLUEPRINTS: Readonly<Record<string, Blueprint>> = { 'ha-postgres/v1': compose };
