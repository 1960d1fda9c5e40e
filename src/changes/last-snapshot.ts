import type { Json, KubeObject } from '../api/object.js';
import { FIELD_MANAGER, LABEL_COMPONENT, LABEL_DATABASE } from '../api/words.js';
import { finalSnapshotOf } from './instance-teardown.js';
import { appliedHash, mark } from './marks.js';
import { readinessOf } from './readiness.js';
import { isToldToStay, keepFor, RETAIN, TEARDOWN, unmarkedKeys } from './retention.js';
import { snapshotOf } from './snapshot.js';
import type { Wait } from './wait.js';

/**
 * What is still to be done before a primary may go whose data is to be kept; undefined once its last snapshot is seen to be
 * available and to stay, and so is the key that it needs. RDS's own final snapshot, taken later, nobody can wait for.
 */
export type BeforePrimary =
  | { readonly create: KubeObject; readonly wait: Wait }
  | { readonly patches: readonly (readonly [object: KubeObject, patch: { readonly [key: string]: Json }])[] }
  | { readonly wait: Wait };

export function beforePrimary(
  primary: KubeObject,
  children: readonly KubeObject[],
  now: Date,
): BeforePrimary | undefined {
  const name = lastSnapshotName(primary);
  const snapshot = children.find(({ kind, metadata }) => kind === 'DBSnapshot' && metadata.name === name);
  const wait: Wait = { reason: 'WaitingForSnapshot', message: `it goes when its last snapshot ${name} is available` };
  if (snapshot === undefined) return { create: snapshotBeforeDeletion(primary, name), wait };
  if (readinessOf(snapshot, now).state !== 'Ready') return { wait };
  const needing = `DBSnapshot/${finalSnapshotOf(primary)}`;
  const patches = [
    ...(isToldToStay(snapshot) ? [] : [[snapshot, { metadata: { annotations: RETAIN } }] as const]),
    ...unmarkedKeys(children).map((key) => [key, keepFor(needing)] as const),
  ];
  return patches.length === 0 ? undefined : { patches };
}

/** The same after every restart, and another for a later instance of the same identifier. At most 255 characters, RDS's bound. */
const lastSnapshotName = ({ metadata, spec }: KubeObject): string =>
  `${String(spec?.['dbInstanceIdentifier'])}-last-${String(metadata.uid).slice(0, 8)}`;

function snapshotBeforeDeletion(primary: KubeObject, name: string): KubeObject {
  const manifest = snapshotOf(primary, name, {
    [LABEL_DATABASE]: String(primary.metadata.labels?.[LABEL_DATABASE]),
    [LABEL_COMPONENT]: TEARDOWN,
    'app.kubernetes.io/managed-by': FIELD_MANAGER,
  });
  return mark(manifest, appliedHash(manifest));
}

const WAY_OUT =
  'The database goes only when this snapshot is available: mend what AWS says, or set spec.deletionPolicy to Delete, which ' +
  'goes on without any, or to Retain, which leaves AWS as it is';

/** How the snapshot stands that everything waits for; undefined where it is none, or is done. */
export function standingOfSnapshot(object: KubeObject, now: Date): Wait | undefined {
  if (object.kind !== 'DBSnapshot' || object.metadata.labels?.[LABEL_COMPONENT] !== TEARDOWN) return undefined;
  const { state, reason, message } = readinessOf(object, now);
  if (state === 'Ready' || state === 'Deleting') return undefined;
  return { reason, message: state === 'Progressing' ? message : `${message}. ${WAY_OUT}` };
}
