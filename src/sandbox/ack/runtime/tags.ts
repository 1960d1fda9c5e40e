import type { Fields } from './resource.js';

export type TagMap = Readonly<Record<string, string>>;

/** Tags of spec in any of ACK's shapes, as a map: `[{key, value}]`, `[{tagKey, tagValue}]`, `{tagSet}`, a map. */
export function toTagMap(tags: unknown): Record<string, string> {
  if (tags === undefined || tags === null) return {};
  if (Array.isArray(tags)) {
    return Object.fromEntries(
      tags.map((tag: Fields) => [String(tag['key'] ?? tag['tagKey']), String(tag['value'] ?? tag['tagValue'] ?? '')]),
    );
  }
  const map = tags as Fields;
  return 'tagSet' in map ? toTagMap(map['tagSet']) : (map as Record<string, string>);
}

const SYSTEM = /^(services\.k8s\.aws\/|aws:|app\.kubernetes\.io\/managed-by$|kro\.run\/)/;

/** Without the controller's and AWS's own, which never reach spec. */
export const userTags = (tags: TagMap): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !SYSTEM.test(key)));

export const sameTags = (a: TagMap, b: TagMap): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
};

/** What spec shows of the tags in AWS: the list as it was written while it says the same, in AWS's order otherwise. */
export function specTags<T>(written: T, inAws: TagMap, shape: (tags: TagMap) => T): T {
  const tags = userTags(inAws);
  return sameTags(userTags(toTagMap(written)), tags) ? written : shape(tags);
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export const toTagList = (tags: TagMap): Tag[] => Object.entries(tags).map(([key, value]) => ({ key, value }));

/** `specTags` for the common shape; no tags are no field. */
export const listTags = (written: readonly Tag[] | undefined, inAws: TagMap): Tag[] | undefined =>
  specTags(written as Tag[] | undefined, inAws, (tags) => (Object.keys(tags).length > 0 ? toTagList(tags) : undefined));
