import type { Schema } from '../api/check-schema.js';
import { ApiError } from '../reconcile/cluster.js';
import type { ApiClient } from './api-client.js';

/**
 * The kinds of an API group by name, with what the API server knows of them: from the OpenAPI documents, which every user
 * may read. Empty where it serves none.
 */
export async function servedSchemas(api: ApiClient, apiVersion: string): Promise<ReadonlyMap<string, Schema>> {
  const path = `/openapi/v3/apis/${apiVersion}`;
  try {
    const { components } = (await api.request({ verb: 'get', kind: path, path })) as {
      readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
    };
    const kinds = Object.entries(components.schemas).map(
      ([name, schema]) => [name.split('.').at(-1) ?? '', schema] as const,
    );
    return new Map(kinds);
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return new Map();
    throw error;
  }
}
