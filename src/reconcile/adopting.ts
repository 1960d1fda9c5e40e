import type { Composition, Observed } from '../api/child.js';
import type { AwsResource, TapDatabase } from '../api/generated/tapdatabase.js';
import { type KubeObject, keyOf } from '../api/object.js';
import type { Problem } from '../api/problem.js';
import { allows, type Settings } from '../api/settings.js';
import { foreignLooks, misnamed, unknownEntries } from '../changes/adoption.js';
import { isLook } from '../changes/look.js';
import { belongsTo } from '../changes/ownership.js';
import { observe } from '../changes/plan.js';
import { type JudgedLook, judgeLooks } from '../changes/proof.js';

const keyOfDatabase = (database: TapDatabase) => keyOf(database as unknown as KubeObject);

export const adoptedBy = ({ spec }: TapDatabase): readonly AwsResource[] => spec.adopt?.resources ?? [];

/** What the looks among the live children have shown. */
export function judge(database: TapDatabase, { children }: Observed, settings: Settings): readonly JudgedLook[] {
  const key = keyOfDatabase(database);
  const ours = children.filter((object) => belongsTo(object, key.name));
  const { snapshotID } = database.spec.restoreFrom ?? {};
  return judgeLooks(ours, key, (kind, id) =>
    [id, ...(kind === 'DBSnapshot' && snapshotID !== undefined ? [snapshotID] : [])].some((name) =>
      allows(settings, key.namespace, kind, name),
    ),
  );
}

/** Without what is not proven to be ours: nothing is composed of what somebody else's resource says. */
export function withoutUnproven(observed: Observed, looks: readonly JudgedLook[]): Observed {
  const unproven = new Set(looks.filter(({ verdict }) => verdict !== 'Ours').map(({ look }) => look));
  return unproven.size === 0 ? observed : observe(observed.children.filter((object) => !unproven.has(object)));
}

/**
 * Why nothing of `spec.adopt` may be done. Entries of no child are looked for only while the database is new: the list may
 * stay in the manifest, and a replica that goes later must stop nothing.
 */
export function adoptionProblems(
  database: TapDatabase,
  isNew: boolean,
  composition: Composition,
  looks: readonly JudgedLook[],
): readonly Problem[] {
  const wanted = adoptedBy(database);
  return [
    ...misnamed(composition, wanted),
    ...(isNew ? unknownEntries(composition, wanted) : []),
    ...foreignLooks(looks, wanted, keyOfDatabase(database)),
  ];
}

/** Children, and what only looks at something that may become one. */
export const apart = (
  objects: readonly KubeObject[],
): { readonly children: readonly KubeObject[]; readonly looks: readonly KubeObject[] } => ({
  children: objects.filter((object) => !isLook(object)),
  looks: objects.filter(isLook),
});
