import type { Fleet } from './fleet.js';

/** How many databases that were there before stood on a revision unsettled at the same time, and in which order they came. */
export function mostOnTheWay(
  fleet: Fleet,
  revision: string,
): { readonly most: number; readonly order: readonly string[] } {
  const known = new Set(fleet.cluster.cachedDatabases().map(({ metadata }) => metadata.name));
  const seen = { most: 0, order: [] as string[] };
  fleet.afterEach = () => {
    const there = fleet.cluster.cachedDatabases().filter(({ metadata, status }) => {
      return known.has(metadata.name) && status?.composition?.revision === revision;
    });
    const unsettled = there.filter((database) => fleet.condition(database, 'Synced')?.['status'] !== 'True');
    seen.most = Math.max(seen.most, unsettled.length);
    for (const { metadata } of there) if (!seen.order.includes(metadata.name)) seen.order.push(metadata.name);
  };
  return seen;
}
