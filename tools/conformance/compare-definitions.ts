import { isDeepStrictEqual } from 'node:util';
import type { Definition, Finding, Schema, Version } from './definition.ts';

/** Prose, which the API server does not act on. */
const PROSE = new Set(['description', 'title', 'example', 'externalDocs']);
/** Lists whose order says nothing. */
const SETS = new Set(['required', 'enum', 'x-kubernetes-list-map-keys']);

/**
 * Every difference between a definition and the real one, where ours may lack fields that are optional there, and
 * nothing else: an object that passes ours must pass theirs.
 */
export function compareDefinitions(ours: Definition, theirs: Definition): readonly Finding[] {
  const kind = ours.spec.names.kind;
  const { versions: ourVersions, ...ourSpec } = ours.spec;
  const { versions: theirVersions, ...theirSpec } = theirs.spec;
  const findings = compareKeys(ourSpec, theirSpec);
  if (ours.apiVersion !== theirs.apiVersion)
    findings.push(differ('', 'apiVersion', ours.apiVersion, theirs.apiVersion));
  for (const name of new Set([...ourVersions, ...theirVersions].map((version) => version.name))) {
    findings.push(...compareVersions(name, ourVersions.find(named(name)), theirVersions.find(named(name))));
  }
  return findings.map((finding) => ({ kind, ...finding }));
}

type Unplaced = Omit<Finding, 'kind'>;

const named = (name: string) => (version: Version) => version.name === name;

function compareVersions(name: string, ours: Version | undefined, theirs: Version | undefined): Unplaced[] {
  if (!ours) return [{ path: '', message: `version ${name}: missing here` }];
  if (!theirs) return [{ path: '', message: `version ${name}: not in the real definition` }];
  const { schema: ourSchema, ...ourVersion } = ours;
  const { schema: theirSchema, ...theirVersion } = theirs;
  return [
    ...compareKeys(ourVersion, theirVersion),
    ...compareSchemas('', ourSchema.openAPIV3Schema, theirSchema.openAPIV3Schema),
  ];
}

function compareSchemas(path: string, ours: Schema, theirs: Schema): Unplaced[] {
  const findings: Unplaced[] = [];
  for (const keyword of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const [our, their] = [ours[keyword], theirs[keyword]];
    if (PROSE.has(keyword)) continue;
    if (keyword === 'properties') {
      findings.push(...compareProperties(path, ours.properties ?? {}, theirs.properties ?? {}));
    } else if (isNode(keyword, our) && isNode(keyword, their)) {
      findings.push(...compareSchemas(`${path}${keyword === 'items' ? '[]' : '.*'}`, our, their));
    } else if (!isDeepStrictEqual(comparable(keyword, our), comparable(keyword, their))) {
      findings.push(differ(path, keyword, our, their));
    }
  }
  return findings;
}

type Properties = NonNullable<Schema['properties']>;

function compareProperties(path: string, ours: Properties, theirs: Properties): Unplaced[] {
  return Object.entries(ours).flatMap(([name, our]) => {
    const field = path === '' ? name : `${path}.${name}`;
    const their = theirs[name];
    return their ? compareSchemas(field, our, their) : [{ path: field, message: 'not in the real definition' }];
  });
}

function compareKeys(ours: Readonly<Record<string, unknown>>, theirs: Readonly<Record<string, unknown>>): Unplaced[] {
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  return keys
    .filter((key) => !isDeepStrictEqual(ours[key], theirs[key]))
    .map((key) => differ('', key, ours[key], theirs[key]));
}

function isNode(keyword: string, value: unknown): value is Schema {
  return (keyword === 'items' || keyword === 'additionalProperties') && typeof value === 'object';
}

function comparable(keyword: string, value: unknown): unknown {
  return SETS.has(keyword) && Array.isArray(value) ? value.toSorted() : value;
}

function differ(path: string, keyword: string, ours: unknown, theirs: unknown): Unplaced {
  return { path, message: `${keyword}: ours ${format(ours)}, theirs ${format(theirs)}` };
}

const format = (value: unknown): string => (value === undefined ? 'unset' : JSON.stringify(value));
