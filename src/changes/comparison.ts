import { type Json, valueAt } from '../api/object.js';

/** Whether a live value holds what was asked for. `live` is never undefined or null here. */
export type Comparison = (desired: Json, live: Json) => boolean;

type JsonObject = { readonly [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

/** Every declared property holds; what AWS or ACK adds beside it is no difference. Lists keep their order. */
export const subset: Comparison = (desired, live) => {
  if (Array.isArray(desired)) {
    return (
      Array.isArray(live) && desired.length === live.length && desired.every((item, i) => subset(item, live[i] as Json))
    );
  }
  if (isObject(desired)) {
    return (
      isObject(live) &&
      Object.entries(desired).every(([key, value]) => {
        const other = live[key];
        return isEmpty(value) ? isEmpty(other) : other !== undefined && subset(value, other);
      })
    );
  }
  return desired === live;
};

const pairsUp = (desired: readonly Json[], live: readonly Json[], compare: Comparison): boolean => {
  const rest = [...live];
  return desired.every((item) => {
    const at = rest.findIndex((other) => compare(item, other));
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
};

/** A list whose order says nothing. */
export const unordered: Comparison = (desired, live) =>
  Array.isArray(desired) && Array.isArray(live) && desired.length === live.length && pairsUp(desired, live, subset);

/** A list in which others may have items of their own: tags. */
export const containing: Comparison = (desired, live) =>
  Array.isArray(desired) && Array.isArray(live) && pairsUp(desired, live, subset);

/** An S3 bucket's tags, which stand one level deeper. */
export const sameTagSet: Comparison = (desired, live) =>
  containing(valueAt(desired, 'tagSet') ?? [], valueAt(live, 'tagSet') ?? []);

/** Policy text, by meaning: key order and white space are AWS's, and a list of one may stand as its item. */
export const samePolicy: Comparison = (desired, live) =>
  typeof desired === 'string' && typeof live === 'string' && canonicalPolicy(desired) === canonicalPolicy(live);

function canonicalPolicy(text: string): string {
  try {
    return JSON.stringify(canonical(JSON.parse(text)));
  } catch {
    return text;
  }
}

function canonical(value: Json): Json {
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map(canonical).sort(byText);
    return items.length === 1 ? (items[0] as Json) : items;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}

const byText = (a: Json, b: Json): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** Numbers that AWS may raise by itself, such as autoscaled storage. */
export const atLeast: Comparison = (desired, live) => Number(live) >= Number(desired);

export const ignoringCase: Comparison = (desired, live) => String(desired).toLowerCase() === String(live).toLowerCase();

/** `80` and `"80"` and `80.0` are one value. */
export const sameNumber: Comparison = (desired, live) => Number(desired) === Number(live);

/** `17` holds for `17.5`, and `17.4` for `17.5`: a newer minor version is RDS's own doing and never undone. */
export const versionAtLeastWithinMajor: Comparison = (desired, live) => {
  const [wantedMajor, wantedMinor = 0] = String(desired).split('.').map(Number);
  const [major, minor = 0] = String(live).split('.').map(Number);
  return wantedMajor === major && minor >= wantedMinor;
};

/** Alias names with and without `alias/`. */
export const sameAlias: Comparison = (desired, live) => bareAlias(desired) === bareAlias(live);

const bareAlias = (name: Json): string => String(name).replace(/^alias\//, '');

/** Routes, but for those of the VPC itself, which AWS makes and ACK writes into the spec. */
export const sameRoutes: Comparison = (desired, live) =>
  Array.isArray(live) &&
  unordered(
    desired,
    live.filter((route) => valueAt(route, 'gatewayID') !== 'local'),
  );

/** Security group rules: AWS merges rules of equal protocol and ports, so their sources are compared as one set. */
export const sameRules: Comparison = (desired, live) => {
  const wanted = sourcesByPort(desired);
  const found = sourcesByPort(live);
  return (
    wanted.size === found.size &&
    [...wanted].every(([port, sources]) => {
      const others = found.get(port);
      return others !== undefined && unordered(sources, others);
    })
  );
};

function sourcesByPort(rules: Json): ReadonlyMap<string, readonly Json[]> {
  const byPort = new Map<string, Json[]>();
  for (const rule of rules as readonly JsonObject[]) {
    const ports = rule['ipProtocol'] === '-1' ? '' : `${String(rule['fromPort'])}-${String(rule['toPort'])}`;
    const port = `${String(rule['ipProtocol'])} ${ports}`;
    const sources = byPort.get(port) ?? [];
    byPort.set(port, sources);
    for (const list of ['ipRanges', 'ipv6Ranges', 'prefixListIDs', 'userIDGroupPairs']) {
      sources.push(...((rule[list] as readonly Json[] | undefined) ?? []));
    }
  }
  return byPort;
}
