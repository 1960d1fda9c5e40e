import { createHash } from 'node:crypto';
import type { ChildRef, Observed } from '../api/child.js';
import type { KubeObject } from '../api/object.js';
import { observe } from '../changes/plan.js';

/**
 * Answers every question about the cluster, so that everything can be composed: with what is observed, and for the rest
 * with tokens that `legible` turns into `${Kind/name:path}`. A token has the length of an account id and nothing to
 * escape, so that it stands for itself in names of bounded length, URIs and JSON.
 */
export class Placeholders implements Observed {
  readonly children: readonly KubeObject[];
  readonly #known: Observed;
  readonly #texts = new Map<string, string>();
  readonly #accountID: string | undefined;

  /** Secrets among the observed are left out: what they hold is never printed. */
  constructor(observed: readonly KubeObject[], accountID: string | undefined) {
    this.#known = observe(observed.filter(({ apiVersion, kind }) => apiVersion !== 'v1' || kind !== 'Secret'));
    this.children = this.#known.children;
    this.#accountID = accountID;
  }

  value(ref: ChildRef, path: string): string | undefined {
    const known = this.#known.value(ref, path);
    if (known !== undefined) return known;
    if (path === 'status.ackResourceMetadata.ownerAccountID' && this.#accountID !== undefined) return this.#accountID;
    if (path === 'status.dbInstanceStatus') return 'available';
    // It follows from the region.
    if (path === 'status.ackResourceMetadata.partition') return undefined;
    return this.#token(`\${${ref.kind}/${ref.name}:${path}}`);
  }

  /** The object with placeholders for tokens, and a Secret's content as text. */
  legible(object: KubeObject): KubeObject {
    const { data, ...rest } = object;
    const isSecret = object.kind === 'Secret' && data !== undefined;
    return this.#replace(isSecret ? { ...rest, stringData: decoded(data) } : object) as KubeObject;
  }

  #token(text: string): string {
    const token = `zq${createHash('sha256').update(text).digest('hex').slice(0, 10)}`;
    this.#texts.set(token, text);
    return token;
  }

  #replace(value: unknown): unknown {
    if (typeof value === 'string')
      return value.replaceAll(/zq[0-9a-f]{10}/g, (token) => this.#texts.get(token) ?? token);
    if (Array.isArray(value)) return value.map((item) => this.#replace(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.#replace(inner)]));
  }
}

const decoded = (data: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]));
