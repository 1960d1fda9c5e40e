import { createHash } from 'node:crypto';

/** Operators of one shard compete for one Lease, those of different shards for none. */
export function leaseNameOf(shard: string | undefined): string {
  if (shard === undefined) return 'tapdb-operator';
  const digest = createHash('sha256').update(shard).digest('hex').slice(0, 8);
  const readable = shard
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 36);
  return `tapdb-operator-${readable.replace(/^-|-$/g, '')}-${digest}`;
}
