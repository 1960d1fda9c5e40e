import { createHash } from 'node:crypto';

/** Eight hexadecimal digits that stand for a text; the same ones for ever. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/**
 * A name of at most `max` characters (more than 9): itself where it fits, else its beginning with a hash of the whole as
 * its tail, so that two long names which begin alike stay two.
 */
export function boundedName(name: string, max: number): string {
  if (name.length <= max) return name;
  const tail = `-${shortHash(name)}`;
  return name.slice(0, max - tail.length).replace(/-+$/, '') + tail;
}
