import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** A node of an OpenAPI v3 schema; the keywords named here are those that hold further nodes or lists of names. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

export interface Version {
  readonly name: string;
  readonly schema: { readonly openAPIV3Schema: Schema };
  readonly [key: string]: unknown;
}

export interface Definition {
  readonly apiVersion: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly Version[];
    readonly [key: string]: unknown;
  };
}

export interface SourcedDefinition {
  readonly file: string;
  readonly definition: Definition;
}

/** Something about a definition that must not be. */
export interface Finding {
  readonly kind: string;
  /** Dotted, from the schema's root: `spec.routes[].gatewayID`; `.*` stands for any key of a map. */
  readonly path: string;
  readonly message: string;
}

/** Every CustomResourceDefinition of a folder's YAML files. Throws where a file is not readable as such. */
export function readDefinitions(folder: string): readonly SourcedDefinition[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return files.sort().flatMap((name) => {
    const file = join(folder, name);
    return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
      const [error] = document.errors;
      if (error) throw new Error(`${file}: ${error.message}`);
      const object = document.toJS() as { readonly kind?: unknown } | null;
      if (object?.kind !== 'CustomResourceDefinition') {
        throw new Error(`${file}: holds a document that is no CustomResourceDefinition`);
      }
      return { file, definition: object as unknown as Definition };
    });
  });
}

/** How many named fields a schema has, at any depth. */
export function countFields(schema: Schema): number {
  const named = Object.values(schema.properties ?? {});
  const nested = [...named, schema.items, schema.additionalProperties].filter((node) => typeof node === 'object');
  return nested.reduce((sum, node) => sum + countFields(node), named.length);
}
