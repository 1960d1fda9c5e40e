import { ApiObject, type ApiObjectMetadata, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ChildRef } from '../api/child.js';
import type { KubeObject } from '../api/object.js';
import { canonical } from './canonical.js';

/** What an object holds besides its metadata. */
export type Content = Pick<KubeObject, 'data' | 'immutable' | 'type'> & { readonly spec?: object };

/**
 * An object whose content stands as it was given. cdk8s would resolve tokens in it, and takes a map with a key
 * `constructor`, which users' tags may have, for an instance of a class.
 */
export class ChildObject extends ApiObject {
  readonly #content: Content;
  readonly #patches: JsonPatch[] = [];

  constructor(section: Construct, ref: ChildRef, metadata: Omit<ApiObjectMetadata, 'name'>, content: Content) {
    const { apiVersion, kind, name } = ref;
    super(section, `${kind}-${name}`, { apiVersion, kind, metadata: { ...metadata, name } });
    this.#content = content;
  }

  /** cdk8s would apply them before the content is there. */
  override addJsonPatch(...patches: JsonPatch[]): void {
    this.#patches.push(...patches);
  }

  override toJson(): KubeObject {
    const object = { ...super.toJson(), ...(canonical(this.#content) as Content) };
    return this.#patches.length === 0 ? object : JsonPatch.apply(object, ...this.#patches);
  }
}
