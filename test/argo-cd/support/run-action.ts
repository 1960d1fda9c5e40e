import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../src/api/object.js';
import { type Action, actionScript, runLua } from './scripts.js';

type Tree = { readonly [key: string]: Json };

/**
 * The JSON merge patch that Argo CD sends when somebody presses the button, as its API server makes it: what the script
 * returns, with tables that came back empty taken for untouched, against what is live.
 */
export async function runAction(action: Action, live: object): Promise<Tree> {
  const before = JSON.parse(JSON.stringify(live)) as Tree;
  return diff(before, mend((await runLua(actionScript(action), live)) as Json, before) as Tree);
}

const isTree = (value: Json | undefined): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An empty table of Lua is encoded as a list, whatever it was. */
function mend(after: Json, before: Json | undefined): Json {
  if (Array.isArray(after)) {
    if (isTree(before)) return after.length === 0 ? before : after;
    return after.map((item, index) => mend(item, Array.isArray(before) ? before[index] : undefined));
  }
  if (!isTree(after)) return after;
  const of = isTree(before) ? before : {};
  return Object.fromEntries(Object.entries(after).map(([key, value]) => [key, mend(value, of[key])]));
}

function diff(before: Tree, after: Tree): Tree {
  const patch: { [key: string]: Json } = {};
  for (const key of Object.keys(before)) if (!(key in after)) patch[key] = null;
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (isDeepStrictEqual(old, value)) continue;
    patch[key] = isTree(old) && isTree(value) ? diff(old, value) : value;
  }
  return patch;
}
