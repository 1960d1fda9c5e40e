import { ApiError } from '../../../src/reconcile/cluster.js';
import type { World } from './world.js';

const TIMES: readonly string[] = ['tapstack.io/spec-applied-at', 'tapstack.io/rotated-at', 'tapstack.io/delete-after'];

/** What a cluster holds and AWS was told, less what differs from run to run: versions, times, the password. */
export function endState(world: World): unknown {
  const objects = world.cluster.all().map(({ kind, metadata, spec, status }) => {
    const { labels, annotations = {}, finalizers, ownerReferences } = metadata;
    const marked = Object.fromEntries(Object.entries(annotations).filter(([key]) => !TIMES.includes(key)));
    // The hash of what holds the password is another for each.
    const { 'tapstack.io/applied-hash': __, ...bare } = marked;
    const marks = kind === 'Secret' ? bare : marked;
    const { conditions, ...facts } = status ?? {};
    const told = ((conditions ?? []) as readonly { readonly [key: string]: string }[]).map(
      ({ type, status: is }) => `${type}=${is}`,
    );
    return { kind, name: metadata.name, labels, marks, finalizers, ownerReferences, spec: hidden(spec), facts, told };
  });
  return {
    objects: objects.toSorted((a, b) => (`${a.kind}/${a.name}` < `${b.kind}/${b.name}` ? -1 : 1)),
    endings: world.ack.endings.toSorted((a, b) => (a.object < b.object ? -1 : 1)),
  };
}

/** The description of the copy in Secrets Manager has a hash of the password in it. */
const hidden = (spec: unknown): unknown =>
  JSON.parse(JSON.stringify(spec ?? {}).replace(/content [0-9a-f]{12}/, 'content'));

/** Ends the operator after its n-th write from now on: that one is made, and no answer of it is seen. */
export function killAfter(world: World, n: number): void {
  const { length } = world.cluster.writes;
  world.cluster.refuse = () => (world.cluster.writes.length >= length + n ? new ApiError(0, '', 'killed') : undefined);
}

/** Kills the operator after each of its writes in turn, ACK looking in between, until `isDone` or `most` kills; answers how many. */
export async function killUntil(world: World, isDone: () => boolean, most: number): Promise<number> {
  for (let kills = 0; kills < most; kills += 1) {
    if (isDone()) return kills;
    killAfter(world, 1);
    await world.reconcile();
    world.cluster.refuse = () => undefined;
    world.wait(1);
    world.ack.step();
  }
  return most;
}
