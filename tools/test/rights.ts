import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const root = join(import.meta.dirname, '../..');

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface RbacObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly rules?: readonly Rule[];
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string }[];
}

/** Rights that no test can be seen to use, each with why the chart grants it all the same. */
const REASONS: Readonly<Record<string, string>> = {
  'update tapstack.io/tapdatabases/finalizers':
    'asked for by the admission plugin OwnerReferencesPermissionEnforcement of whoever sets blockOwnerDeletion; it makes no request',
};

/** What is asked for without the right to it, each with why that does no harm. */
const ASKED_IN_VAIN: Readonly<Record<string, string>> = {
  'create authorization.k8s.io/subjectaccessreviews':
    "`helm test` runs doctor under the operator's account: it says which of its checks it could not make",
};

/**
 * Holds what the operator did in every cluster of the suite (reports/rights) against what the chart grants: nothing was
 * forbidden, and each right was used or has its reason.
 */
export function judgeRights(): boolean {
  const failures = findFaults(
    grantedBy(join(root, 'charts/tapdb-operator/operator.yaml')),
    notesIn(join(root, 'reports/rights')),
  );
  for (const failure of failures) console.error(`rights: ${failure}`);
  return failures.length === 0;
}

interface Notes {
  readonly used: ReadonlySet<string>;
  readonly forbidden: ReadonlySet<string>;
}

export function findFaults(
  granted: ReadonlySet<string>,
  { used, forbidden }: Notes,
  reasons = REASONS,
): readonly string[] {
  return [
    ...[...forbidden]
      .filter((right) => !((right.split(' (')[0] ?? '') in ASKED_IN_VAIN))
      .map((right) => `the operator was denied ${right}`),
    ...[...granted]
      .filter((right) => !used.has(right) && !(right in reasons))
      .map((right) => `${right} is granted and never used`),
    ...Object.keys(reasons)
      .filter((right) => used.has(right))
      .map((right) => `${right} is used: its reason can go`),
    ...Object.keys(reasons)
      .filter((right) => !granted.has(right))
      .map((right) => `${right} is not granted: its reason can go`),
  ].toSorted();
}

/** `<verb> <group>/<resource>` of every role that the chart binds to the operator's account. */
export function grantedBy(manifest: string): ReadonlySet<string> {
  const objects = parseAllDocuments(readFileSync(manifest, 'utf8')).map((document) => document.toJS() as RbacObject);
  const bound = objects
    .filter(({ subjects = [] }) =>
      subjects.some(({ kind, name }) => kind === 'ServiceAccount' && name === 'tapdb-operator'),
    )
    .map(({ roleRef }) => `${roleRef?.kind}/${roleRef?.name}`);
  const rules = objects
    .filter(({ kind, metadata }) => bound.includes(`${kind}/${metadata.name}`))
    .flatMap((role) => role.rules ?? []);
  const rights = rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`))),
  );
  if (rights.length === 0) throw new Error(`${manifest} binds no rights to the operator`);
  return new Set(rights);
}

function notesIn(folder: string): Notes {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const notes = files.map(
    (file) =>
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as { used: readonly string[]; forbidden: readonly string[] },
  );
  return {
    used: new Set(notes.flatMap(({ used }) => used)),
    forbidden: new Set(notes.flatMap(({ forbidden }) => forbidden)),
  };
}

if (import.meta.main) process.exitCode = judgeRights() ? 0 : 1;
