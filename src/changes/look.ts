import { AWS_IDS } from '../api/aws-ids.js';
import type { Child } from '../api/child.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { ACK_ADOPTION_FIELDS, ACK_ADOPTION_POLICY, ACK_DELETION_POLICY, ACK_READ_ONLY } from '../api/words.js';

/**
 * Whether an object only looks at something in AWS of which nobody knows yet whether it is ours: nothing may be done to what
 * it shows, and it goes without AWS being told.
 */
export const isLook = ({ metadata: { annotations } }: KubeObject): boolean =>
  annotations?.[ACK_ADOPTION_POLICY] === 'adopt' && annotations[ACK_READ_ONLY] === 'true';

/** What a look asks AWS for. */
export function adoptedID(look: KubeObject): string {
  const fields: unknown = JSON.parse(look.metadata.annotations?.[ACK_ADOPTION_FIELDS] ?? '{}');
  const field = look.kind === 'DBSnapshot' ? 'dbSnapshotIdentifier' : fieldOf(look.kind);
  return String(valueAt(fields, field));
}

/** ACK's name for the id of a kind, e.g. `vpcID`. */
const fieldOf = (kind: string): string => (AWS_IDS[kind] as string).split('.').at(-1) as string;

/** By what proof is read, and the password: a look shows of these what AWS has, and nothing of ours. */
const NOT_DECLARED: readonly string[] = ['tags', 'tagging', 'targetKeyRef', 'dimensions', 'masterUserPassword'];

/**
 * The child as an object that shows what AWS has under an id and does nothing to it. It holds the child's references, since
 * ACK would else write ids beside them, and refuses an object with both.
 */
export function lookAt({ component, manifest }: Child, id: string): Child {
  const { metadata, spec = {} } = manifest;
  const { name } = spec;
  // Secrets Manager's is looked up by its id, and found again by its name.
  const fields = { [fieldOf(manifest.kind)]: id, ...(manifest.kind === 'Secret' && { name }) };
  const annotations = {
    ...metadata.annotations,
    [ACK_ADOPTION_POLICY]: 'adopt',
    [ACK_ADOPTION_FIELDS]: JSON.stringify(fields),
    [ACK_READ_ONLY]: 'true',
    [ACK_DELETION_POLICY]: 'retain',
  };
  const declared = Object.entries(spec).filter(([field]) => !NOT_DECLARED.includes(field));
  return {
    component,
    manifest: { ...manifest, metadata: { ...metadata, annotations }, spec: Object.fromEntries(declared) },
  };
}
