import { refOf } from '../api/child.js';
import { type Json, type KubeObject, valueAt } from '../api/object.js';
import { ANNOTATION_APPLIED_AT } from '../api/words.js';
import { wholeSeconds, withAnnotations } from './marks.js';
import type { Postponement } from './postponement.js';

/** On a DBInstance: when its storage was changed last, by the calendar (RFC 3339, whole seconds). AWS tells it to nobody. */
const ANNOTATION_STORAGE_CHANGED = 'tapstack.io/storage-changed-at';

/** What RDS calls a change of storage. Changes of one instance go in one request, or gp3 of 400 GiB would get the IOPS of 100. */
const STORAGE_FIELDS: readonly string[] = ['allocatedStorage', 'iops', 'storageThroughput', 'storageType'];

/** Source: Amazon RDS User Guide, "Increasing DB instance storage capacity". */
const COOL_DOWN_MS = 6 * 3_600_000;

/**
 * Why a change of storage has to wait, of the fields of `spec` that are to be written; undefined where RDS would take it.
 * `calendar` is the time of day.
 */
export function storagePostponement(
  live: KubeObject,
  fields: readonly string[],
  calendar: Date,
): Postponement | undefined {
  const changed = STORAGE_FIELDS.filter((field) => fields.includes(field));
  if (live.kind !== 'DBInstance' || changed.length === 0) return undefined;
  const wait = { fields: changed, on: refOf(live), reason: 'StorageCoolDown' } as const;
  const what = `the change of ${changed.join(', ')} is not written yet`;
  if (valueAt(live, 'status.dbInstanceStatus') === 'storage-optimization') {
    return {
      ...wait,
      message: `${what}: RDS optimizes the storage after its last change. It goes by itself after that`,
    };
  }
  const changedAt = live.metadata.annotations?.[ANNOTATION_STORAGE_CHANGED];
  if (changedAt === undefined) return undefined;
  const due = Date.parse(changedAt) + COOL_DOWN_MS;
  if (due <= calendar.getTime()) return undefined;
  const message =
    `${what}: RDS takes the next change of storage six hours after the last one at the earliest. It goes by itself at ` +
    wholeSeconds(new Date(due));
  return { ...wait, message, recheckAfterMs: due - calendar.getTime() };
}

/** The manifest with the time of the last change of storage, which may be this one. */
export function withStorageChange(manifest: KubeObject, live: KubeObject, calendar: Date): KubeObject {
  if (manifest.kind !== 'DBInstance') return manifest;
  const isChanged = STORAGE_FIELDS.some(
    (field) => manifest.spec?.[field] !== undefined && manifest.spec[field] !== live.spec?.[field],
  );
  const at = isChanged ? wholeSeconds(calendar) : live.metadata.annotations?.[ANNOTATION_STORAGE_CHANGED];
  return at === undefined ? manifest : withAnnotations(manifest, { [ANNOTATION_STORAGE_CHANGED]: at });
}

/**
 * RDS has grown the storage past what the spec says, and refuses to shrink it; or it has changed it in the last hours without
 * our knowledge, and refuses to change it again. Source: RDS's words in aws-cloudformation-resource-providers-rds #598.
 */
const OUTGROWN = /Invalid storage size for engine name|cannot be less than the current storage size/;
const TOO_SOON = /can't currently modify the storage/;

/**
 * The patch that takes the storage out of the spec of an instance of which RDS has refused it: ACK fills in what RDS has (late
 * initialization), which no field of the status tells, and can go on with everything else. Undefined where it is not refused,
 * or taken out already.
 */
export function storagePatch(
  live: KubeObject,
  { now, calendar }: { readonly now: Date; readonly calendar: Date },
): { readonly [key: string]: Json } | undefined {
  const fields = STORAGE_FIELDS.filter((field) => live.spec?.[field] !== undefined);
  if (!isStorageRefused(live) || !fields.includes('allocatedStorage')) return undefined;
  const changed = TOO_SOON.test(terminalOf(live)) ? { [ANNOTATION_STORAGE_CHANGED]: wholeSeconds(calendar) } : {};
  return {
    metadata: { annotations: { [ANNOTATION_APPLIED_AT]: wholeSeconds(now), ...changed } },
    spec: Object.fromEntries(fields.map((field) => [field, null])),
  };
}

/** Whether ACK has stopped since RDS refuses the storage that the spec says; time or the operator mends it. */
export const isStorageRefused = (live: KubeObject): boolean =>
  live.kind === 'DBInstance' && [OUTGROWN, TOO_SOON].some((words) => words.test(terminalOf(live)));

function terminalOf(live: KubeObject): string {
  const conditions = (valueAt(live, 'status.conditions') ?? []) as readonly { readonly [key: string]: string }[];
  return conditions.find(({ type, status }) => type === 'ACK.Terminal' && status === 'True')?.['message'] ?? '';
}
