import { ADVISORY } from './conditions.js';
import type { Kind, SecretKeyReference } from './kind.js';
import { referredNamespaces } from './references.js';
import type { Fields, Resource } from './resource.js';

const REASON = 'CrossNamespaceOptInRequired';

/** References into another namespace work, and are said to stop doing so. */
export function adviseAgainstCrossing(kind: Kind, resource: Resource): void {
  const { namespace } = resource.metadata;
  const others = [...referredNamespaces(kind, resource), ...secretNamespaces(resource.spec)].filter(
    (other) => other !== namespace,
  );
  if (others.length === 0) return;
  const message =
    `Cross-namespace reference detected: resource in namespace "${namespace}" references namespace "${others[0]}". ` +
    'Cross-namespace behavior will be disabled by default in a future release. ' +
    'Set --enable-cross-namespace=true to preserve this behavior.';
  resource.status.conditions = [
    ...(resource.status.conditions ?? []).filter(({ reason }) => reason !== REASON),
    { type: ADVISORY, status: 'True', reason: REASON, message },
  ];
}

/** Of fields such as `masterUserPassword` and `secretString`. */
function secretNamespaces(spec: Fields): string[] {
  return Object.values(spec)
    .filter((value): value is SecretKeyReference => typeof value === 'object' && value !== null && 'key' in value)
    .flatMap(({ namespace }) => namespace ?? []);
}
