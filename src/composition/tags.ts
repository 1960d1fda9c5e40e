import type { ResolvedSpec } from '../api/resolved-spec.js';
import { LABEL_DATABASE } from '../api/words.js';
import type { TagShape } from './ack-kinds.js';

type Tags = Readonly<Record<string, string>>;

/** The AWS tags of a database's resources, sorted by key: the user's, and what proves whose a resource is. */
export function awsTags(spec: ResolvedSpec): Tags {
  return sorted({ ...spec.tags, [LABEL_DATABASE]: `${spec.namespace}/${spec.name}` });
}

/** Sorted, since a changed order would look like a change of the spec. A user's own `Name` wins over ours. */
const sorted = (tags: Tags): Tags => Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The part of a spec that holds the tags, in the shape of its kind. `name` is the resource's `Name` in EC2's console. */
export function tagFields(shape: TagShape, tags: Tags, name: string): Readonly<Record<string, unknown>> {
  switch (shape) {
    case 'none':
      return {};
    case 'map':
      return { tags };
    case 'tagKey list':
      return { tags: Object.entries(tags).map(([tagKey, tagValue]) => ({ tagKey, tagValue })) };
    case 'tagSet':
      return { tagging: { tagSet: list(tags) } };
    case 'list':
      return { tags: list(tags) };
    case 'named list':
      return { tags: list(sorted({ Name: name, ...tags })) };
  }
}

const list = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }));
