import type { Child } from '../api/child.js';
import type { Identity } from '../api/generated/tapdatabase.js';
import type { KubeObject, ObjectKey } from '../api/object.js';
import { ANNOTATION_REVISION, LABEL_DATABASE } from '../api/words.js';
import { canonicalJson } from './canonical.js';

/**
 * On the first AWS resource of a database and on its primary: the identity they were composed with, as JSON. The fields
 * of the children do not tell it whole: no child says in which zones an existing VPC's subnets are.
 */
const ANNOTATION_IDENTITY = 'tapstack.io/identity';

export const identityAnnotation = ({ account: _, ...identity }: Identity): Readonly<Record<string, string>> => ({
  // The account comes later and is told by the first resource's own status: it would only change the annotation.
  [ANNOTATION_IDENTITY]: canonicalJson(identity),
});

/**
 * The children that tell the identity, telling too what their database follows now, as `<composition>/<revision>`; a
 * blueprint has no revisions.
 */
export const markRevision = (
  children: readonly Child[],
  { composition, revision }: { readonly composition: string; readonly revision?: string },
): readonly Child[] =>
  revision === undefined
    ? children
    : children.map(({ component, manifest }) => {
        const { annotations } = manifest.metadata;
        if (annotations?.[ANNOTATION_IDENTITY] === undefined) return { component, manifest };
        const marked = { ...annotations, [ANNOTATION_REVISION]: `${composition}/${revision}` };
        return { component, manifest: { ...manifest, metadata: { ...manifest.metadata, annotations: marked } } };
      });

/** What the live children of a database tell where its status was lost. */
interface Recollection {
  readonly identity: Identity;
  readonly composition?: { readonly name: string; readonly revision: string };
}

/** Undefined where no child carries a legible identity: then nothing exists that a new one could rename or replace. */
export function recollect(key: ObjectKey, children: readonly KubeObject[]): Recollection | undefined {
  const ours = children.filter(
    ({ metadata }) => metadata.namespace === key.namespace && metadata.labels?.[LABEL_DATABASE] === key.name,
  );
  const identity = ours
    .map(({ metadata }) => parse(metadata.annotations?.[ANNOTATION_IDENTITY]))
    .find((it) => it !== undefined);
  if (identity === undefined) return undefined;
  const [name, revision] = ours.flatMap(
    ({ metadata }) => metadata.annotations?.[ANNOTATION_REVISION]?.split('/') ?? [],
  );
  return name === undefined || revision === undefined ? { identity } : { identity, composition: { name, revision } };
}

function parse(text: string | undefined): Identity | undefined {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<Identity> | null;
    return typeof value?.region === 'string' ? (value as Identity) : undefined;
  } catch {
    return undefined;
  }
}
