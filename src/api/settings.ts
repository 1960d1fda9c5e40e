import { ADOPTABLE_KINDS, type AdoptableKind } from './aws-ids.js';

/** Something outside of the database's own resources that TapDatabases of a namespace may refer to. */
interface AllowedReference {
  /** A namespace, or a pattern with `*` for any run of characters. */
  readonly namespace: string;
  readonly kind: ReferenceKind;
  /** The id or ARN, or a pattern with `*` for any run of characters. */
  readonly pattern: string;
}

/** What a foreign reference points at, in ACK's words: what a spec may name, be restored from, or adopt. */
export type ReferenceKind = AdoptableKind | 'DBSnapshot';

const referenceKinds: readonly string[] = [...ADOPTABLE_KINDS, 'DBSnapshot'].toSorted();

/** The operator's configuration: what the administrator of the cluster decides, and no TapDatabase can. */
export interface Settings {
  readonly allowedReferences: readonly AllowedReference[];
  /** PEM of RDS's certificate authorities; where given, connection Secrets ask for `verify-full`. */
  readonly caBundle?: string;
}

export const DEFAULT_SETTINGS: Settings = { allowedReferences: [] };

/** Reads the parsed configuration file; undefined and null are an empty one. Throws an Error that names the bad field. */
export function parseSettings(value: unknown): Settings {
  const { allowedReferences = [], caBundle, ...unknown } = object(value ?? {}, 'the configuration');
  refuseUnknown(unknown, 'allowedReferences, caBundle');
  if (!Array.isArray(allowedReferences)) throw wrong('allowedReferences', 'a list', allowedReferences);
  const settings = { allowedReferences: allowedReferences.map(allowedReference) };
  return caBundle === undefined || caBundle === '' ? settings : { ...settings, caBundle: certificates(caBundle) };
}

/** Whether a TapDatabase of that namespace may refer to that id or ARN. */
export function allows(settings: Settings, namespace: string, kind: ReferenceKind, id: string): boolean {
  return settings.allowedReferences.some(
    (allowed) => allowed.kind === kind && matches(allowed.namespace, namespace) && matches(allowed.pattern, id),
  );
}

function matches(pattern: string, text: string): boolean {
  const literals = pattern.split('*').map((literal) => literal.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`).test(text);
}

function allowedReference(value: unknown, index: number): AllowedReference {
  const path = `allowedReferences[${index}]`;
  const { namespace, kind, pattern, ...unknown } = object(value, path);
  refuseUnknown(unknown, 'namespace, kind, pattern', path);
  return {
    namespace: text(namespace, `${path}.namespace`),
    kind: referenceKind(kind, `${path}.kind`),
    pattern: text(pattern, `${path}.pattern`),
  };
}

function referenceKind(value: unknown, path: string): ReferenceKind {
  if (typeof value !== 'string' || !referenceKinds.includes(value))
    throw wrong(path, `one of ${referenceKinds.join(', ')}`, value);
  return value as ReferenceKind;
}

function certificates(value: unknown): string {
  const pem = text(value, 'caBundle');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw wrong('caBundle', 'certificates in PEM', pem);
  return pem;
}

function object(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(path, 'a map', value);
  return value as Record<string, unknown>;
}

function text(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') throw wrong(path, 'a string that is not empty', value);
  return value;
}

function refuseUnknown(unknown: object, known: string, path?: string): void {
  const [field] = Object.keys(unknown);
  if (field === undefined) return;
  throw new Error(`${path === undefined ? field : `${path}.${field}`}: no such field; known are ${known}`);
}

function wrong(path: string, wanted: string, value: unknown): Error {
  return new Error(`${path}: must be ${wanted}, not ${JSON.stringify(value)?.slice(0, 80)}`);
}
