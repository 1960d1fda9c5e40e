/** A node of a schema, as CRDs and the API server's OpenAPI documents have it. */
export interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
}

/**
 * The fields of `ours` that `theirs` lacks, or has as something else, as `spec.routes[].gatewayID`: what the API server
 * would refuse or drop of what we write, or never tell of what we read. Below a missing field nothing more is named.
 */
export function missingFields(ours: SchemaNode, theirs: SchemaNode, path = ''): readonly string[] {
  const inner = Object.entries(ours.properties ?? {})
    // The API server itself knows what stands there.
    .filter(([name]) => path !== '' || !['apiVersion', 'kind', 'metadata'].includes(name))
    .flatMap(([name, node]) => {
      const field = path === '' ? name : `${path}.${name}`;
      const other = theirs.properties?.[name];
      if (other === undefined) return [field];
      if (node.type !== other.type) return [`${field} (is of type ${other.type ?? 'any'}, not ${node.type ?? 'any'})`];
      return missingFields(node, other, field);
    });
  return [
    ...inner,
    ...within(ours.items, theirs.items, `${path}[]`),
    ...within(ours.additionalProperties, theirs.additionalProperties, `${path}.*`),
  ];
}

function within(
  ours: SchemaNode | boolean | undefined,
  theirs: SchemaNode | boolean | undefined,
  path: string,
): readonly string[] {
  if (typeof ours !== 'object') return [];
  if (typeof theirs !== 'object') return theirs === true ? [] : [path];
  return missingFields(ours, theirs, path);
}
