import jsonPatch, { type Operation } from 'fast-json-patch';
import { parse } from 'yaml';
import type { Child, Composition } from '../api/child.js';
import type { RevisionPatch } from '../api/generated/tapcompositionrevision.js';
import { mergePatch } from '../api/merge-patch.js';
import type { Json, KubeObject } from '../api/object.js';
import type { Problem } from '../api/problem.js';
import { canonical } from '../composition/canonical.js';
import { heldFieldsChanged } from './held-fields.js';

/** A composition with what patches made of it, and what could not be patched, which stays as it was. */
export interface Patched {
  readonly composition: Composition;
  readonly problems: readonly Problem[];
}

/** Applies patches one after another, each to every composed child that it is for. */
export function applyPatches(composition: Composition, patches: readonly RevisionPatch[] = []): Patched {
  const problems: Problem[] = [];
  const children = composition.children.map((child) => {
    let { manifest } = child;
    for (const [index, patch] of patches.entries()) {
      if (!isFor(patch, child)) continue;
      const outcome = applyPatch(manifest, patch);
      if (typeof outcome === 'string') problems.push(problemOf(`patches[${index}]`, manifest, outcome));
      else manifest = outcome;
    }
    return { ...child, manifest };
  });
  return { composition: { ...composition, children }, problems };
}

/** Kubernetes' own Secrets hold passwords: a target of that kind means those of Secrets Manager. */
export const isPatchable = ({ manifest: { apiVersion, kind } }: Child): boolean =>
  apiVersion !== 'v1' || kind !== 'Secret';

/** Whether the patch is for that child. */
export const isFor = ({ target }: RevisionPatch, child: Child): boolean =>
  isPatchable(child) &&
  child.manifest.kind === target.kind &&
  (target.component === undefined || target.component === child.component);

/** The object with the patch applied, or why it is not. */
function applyPatch(object: KubeObject, patch: RevisionPatch): KubeObject | string {
  try {
    const patched = canonical(patchedBy(object, contentOf(patch), patch.type)) as unknown as KubeObject;
    const held = heldFieldsChanged(object, patched);
    return held.length === 0 ? patched : `${held.join(', ')} cannot be patched: the operator holds it`;
  } catch (error) {
    return (error as Error).message.split('\n')[0] as string;
  }
}

/** Throws an Error where it is not what its type says. */
function contentOf({ type, patch }: RevisionPatch): Json {
  // A copy: fast-json-patch puts values of operations into the object as they are, and later operations change them there.
  const content: Json = typeof patch === 'string' ? parse(patch) : canonical(patch);
  if (type === 'JSONPatch' && !Array.isArray(content)) throw new Error('a JSONPatch is a list of operations');
  if (type === 'MergePatch' && (typeof content !== 'object' || content === null || Array.isArray(content)))
    throw new Error('a MergePatch is an object');
  return content;
}

function patchedBy(object: KubeObject, content: Json, type: RevisionPatch['type']): Json {
  if (type === 'MergePatch') return mergePatch(object as unknown as Json, content);
  const operations = content as unknown as readonly Operation[];
  // fast-json-patch makes a circle of it.
  const isInItself = (it: Operation): boolean => it?.op === 'move' && String(it.path).startsWith(`${it.from}/`);
  if (operations.some(isInItself)) throw new Error('nothing can be moved into itself');
  const { newDocument } = jsonPatch.applyPatch(object, operations, true, false);
  // It also finds what every object inherits, a constructor for one, which is no JSON.
  return JSON.parse(JSON.stringify(newDocument) ?? 'null') as Json;
}

const problemOf = (field: string, { kind, metadata }: KubeObject, message: string): Problem => ({
  reason: 'PatchRefused',
  field,
  value: `${kind} ${metadata.name}`,
  message,
  remedy: 'change it in the TapComposition; what a TapDatabase has a field for belongs into its defaults',
});
