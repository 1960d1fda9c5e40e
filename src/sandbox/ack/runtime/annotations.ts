import { Terminal } from './errors.js';
import { finalizerOf, type Kind } from './kind.js';
import { annotation, type Resource } from './resource.js';

export const REGION = 'services.k8s.aws/region';
/** On a Namespace: whose account its objects are made in (CARM). */
export const OWNER_ACCOUNT_ID = 'services.k8s.aws/owner-account-id';
export const DEFAULT_REGION = 'services.k8s.aws/default-region';
export const DELETION_POLICY = 'services.k8s.aws/deletion-policy';
export const ADOPTED = 'services.k8s.aws/adopted';
const ADOPTION_POLICY = 'services.k8s.aws/adoption-policy';
const ADOPTION_FIELDS = 'services.k8s.aws/adoption-fields';
const READ_ONLY = 'services.k8s.aws/read-only';

export type AdoptionPolicy = 'adopt' | 'adopt-or-create';

/** Undefined where the object does not ask for adoption, or has been managed since. */
export function adoptionPolicyOf(kind: Kind, resource: Resource): AdoptionPolicy | undefined {
  const policy = annotation(resource, ADOPTION_POLICY);
  if (policy === undefined) return undefined;
  if (policy !== 'adopt' && policy !== 'adopt-or-create') throw new Terminal(`unrecognized adoption policy: ${policy}`);
  return isManaged(kind, resource) ? undefined : policy;
}

/** Undefined where the annotation is missing. */
export function adoptionFieldsOf(resource: Resource): Readonly<Record<string, string>> | undefined {
  const text = annotation(resource, ADOPTION_FIELDS);
  if (text === undefined || text === '') return undefined;
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    throw new Terminal(`the ${ADOPTION_FIELDS} annotation is not JSON: ${text}`);
  }
  if (
    typeof fields !== 'object' ||
    fields === null ||
    Object.values(fields).some((value) => typeof value !== 'string')
  ) {
    throw new Terminal(`the ${ADOPTION_FIELDS} annotation is no object of strings: ${text}`);
  }
  return fields as Record<string, string>;
}

export const isReadOnly = (resource: Resource): boolean => annotation(resource, READ_ONLY) === 'true';

export const isAdopted = (resource: Resource): boolean => annotation(resource, ADOPTED) === 'true';

export const isManaged = (kind: Kind, resource: Resource): boolean =>
  (resource.metadata.finalizers ?? []).includes(finalizerOf(kind));
