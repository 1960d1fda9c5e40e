import { valueAt } from '../../../api/object.js';
import type { Cluster } from './cluster.js';
import { isTrue, SYNCED, TERMINAL } from './conditions.js';
import { apiVersionOf, type Kind, type Reference } from './kind.js';
import { copy, type Fields, type Resource } from './resource.js';

interface Wrapper {
  readonly from?: { readonly name?: string; readonly namespace?: string };
}

/** A place in spec where a reference may stand: the object that holds it, and its two fields. */
interface Site {
  readonly holder: Fields;
  readonly field: string;
  readonly list: boolean;
  readonly reference: Reference;
}

/** The sites of a reference; `routes[].gatewayRef` has one for each route. */
function* sitesOf(spec: Fields, reference: Reference): Generator<Site> {
  const segments = reference.from.split('.');
  const last = segments.pop() as string;
  const list = last.endsWith('[]');
  const field = list ? last.slice(0, -2) : last;
  for (const holder of holdersAt(spec, segments)) yield { holder, field, list, reference };
}

function holdersAt(spec: Fields, segments: readonly string[]): readonly Fields[] {
  let holders: readonly Fields[] = [spec];
  for (const segment of segments) {
    const name = segment.replace('[]', '');
    holders = holders.flatMap((holder): readonly Fields[] => [holder[name] ?? []].flat() as Fields[]);
  }
  return holders;
}

const wrappersOf = ({ holder, field, list }: Site): readonly Wrapper[] =>
  ((list ? holder[field] : holder[field] && [holder[field]]) ?? []) as readonly Wrapper[];

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

const sitesOfKind = (kind: Kind, resource: Resource): readonly Site[] =>
  (kind.references ?? []).flatMap((reference) => [...sitesOf(resource.spec, reference)]);

/** A reference that could not be resolved; the message says which and why. */
export class UnresolvedReference extends Error {
  constructor(
    message: string,
    /** The referent is terminal: waiting does not help. */
    readonly terminal: boolean = false,
  ) {
    super(message);
    this.name = 'UnresolvedReference';
  }
}

/** A copy of the resource with ids in place of references. Throws at the first that cannot be resolved. */
export async function resolveReferences(cluster: Cluster, kind: Kind, resource: Resource): Promise<Resource> {
  const resolved = copy(resource);
  const sites = sitesOfKind(kind, resolved);
  for (const site of sites) validate(site);
  for (const site of sites) {
    const wrappers = wrappersOf(site);
    if (wrappers.length === 0) continue;
    const values: string[] = [];
    for (const wrapper of wrappers) {
      const value = await readTarget(cluster, site.reference, wrapper, resource.metadata.namespace);
      if (value !== undefined) values.push(value);
    }
    if (site.list) site.holder[site.reference.into] = values;
    else if (values[0] !== undefined) site.holder[site.reference.into] = values[0];
  }
  return resolved;
}

export const hasReferences = (kind: Kind, resource: Resource): boolean =>
  sitesOfKind(kind, resource).some((site) => wrappersOf(site).length > 0);

/** Where the referents are, as far as references say. */
export const referredNamespaces = (kind: Kind, resource: Resource): string[] =>
  sitesOfKind(kind, resource).flatMap((site) => wrappersOf(site).flatMap(({ from }) => from?.namespace ?? []));

/** Takes the resolved ids out again, so that they never reach spec. */
export function clearResolvedReferences(kind: Kind, resource: Resource): Resource {
  const cleared = copy(resource);
  for (const site of sitesOfKind(kind, cleared)) {
    if (wrappersOf(site).length > 0) delete site.holder[site.reference.into];
  }
  return cleared;
}

function validate(site: Site): void {
  const { holder, field, reference } = site;
  const referred = wrappersOf(site).length > 0;
  const given = isSet(holder[reference.into]);
  if (referred && given) {
    throw new UnresolvedReference(
      `both resource reference wrapper and ID cannot be used together: ${reference.into},${field}`,
    );
  }
  if (reference.required && !referred && !given) {
    throw new UnresolvedReference(`resource reference wrapper or ID required: ${reference.into},${field}`);
  }
}

async function readTarget(
  cluster: Cluster,
  reference: Reference,
  wrapper: Wrapper,
  ownNamespace: string,
): Promise<string | undefined> {
  const { kind } = reference;
  const name = wrapper.from?.name ?? '';
  const namespace = wrapper.from?.namespace ?? ownNamespace;
  const where = `resource:${kind}, namespace:${namespace}, name:${name}`;
  if (name === '') throw new UnresolvedReference(`provided resource reference is nil or empty: ${reference.from}`);
  const referent = await cluster.get({ apiVersion: apiVersionOf(reference), kind, namespace, name });
  if (!referent) throw new UnresolvedReference(`${kind}.${reference.service}.services.k8s.aws "${name}" not found`);
  if (isTrue(referent, TERMINAL)) {
    throw new UnresolvedReference(
      `the referenced resource has 'ACK.Terminal' condition 'True'. Cannot be referenced. ${where}`,
      true,
    );
  }
  const value = valueAt(referent, reference.target);
  if (reference.evenUnsynced) return typeof value === 'string' ? value : undefined;
  if (!isTrue(referent, SYNCED)) throw new UnresolvedReference(`the referenced resource is not synced yet. ${where}`);
  if (typeof value !== 'string' || value === '') {
    throw new UnresolvedReference(
      `the referenced resource is missing the target field. ${where}, targetField:${reference.target}`,
    );
  }
  return value;
}
