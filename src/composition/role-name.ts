import type { ResolvedSpec } from '../api/resolved-spec.js';
import { boundedName } from '../aws/names.js';

const ROLE_NAME_MAX = 64;

/** Roles and instance profiles are global in an account, so the region is part of their name. */
export function roleName(spec: ResolvedSpec, purpose: string): string {
  return boundedName(`${spec.name}-${purpose}-${spec.environment}-${spec.region}`, ROLE_NAME_MAX);
}
