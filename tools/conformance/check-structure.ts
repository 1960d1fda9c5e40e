import type { Definition, Finding, Schema } from './definition.ts';

/** What would let the API server store something that no schema describes; empty where every node is typed. */
export function checkStructure(definition: Definition): readonly Finding[] {
  const kind = definition.spec.names.kind;
  return definition.spec.versions.flatMap((version) =>
    [...checkNode('', version.schema.openAPIV3Schema)].map(({ path, message }) => ({ kind, path, message })),
  );
}

function* checkNode(path: string, node: Schema): Generator<Omit<Finding, 'kind'>> {
  const properties = Object.entries(node.properties ?? {});
  if (node['x-kubernetes-preserve-unknown-fields'] !== undefined) yield { path, message: 'preserves unknown fields' };
  if (node.type === undefined) yield { path, message: 'has no type' };
  if (node.type === 'array' && node.items === undefined) yield { path, message: 'array without items' };
  // The API server itself knows what `metadata` holds.
  const typed = properties.length > 0 || typeof node.additionalProperties === 'object' || path === 'metadata';
  if (node.type === 'object' && !typed) yield { path, message: 'untyped object' };
  for (const name of node.required ?? []) {
    if (!node.properties?.[name]) yield { path, message: `requires ${name}, which is not described` };
  }
  for (const [name, child] of properties) yield* checkNode(path === '' ? name : `${path}.${name}`, child);
  if (node.items) yield* checkNode(`${path}[]`, node.items);
  if (typeof node.additionalProperties === 'object') yield* checkNode(`${path}.*`, node.additionalProperties);
}
