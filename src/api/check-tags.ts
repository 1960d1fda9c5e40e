import { invalid, type Problem } from './problem.js';

const OWNED = /^(aws:|services\.k8s\.aws\/|tapstack\.io\/)/i;
/** Source: "Tag naming limits and requirements", the characters that every AWS service takes. */
const KEY = /^[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/u;
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u;

export function checkTags(tags: Readonly<Record<string, string>> = {}): readonly Problem[] {
  return Object.entries(tags).flatMap(([key, value]) => {
    const field = `spec.tags.${key}`;
    if (OWNED.test(key))
      return invalid(field, value, 'begins as the tags of AWS, ACK and this operator do', 'choose another key');
    // The prototype of an object in JavaScript: written into one, it is not there any more.
    if (key === '__proto__')
      return invalid(field, value, 'is a key that this operator cannot write', 'choose another key');
    if (!KEY.test(key))
      return invalid(
        field,
        value,
        'is a key that AWS does not take',
        'use 1 to 128 letters, digits, spaces or _.:/=+-@',
      );
    if (!VALUE.test(value))
      return invalid(field, value, 'is a value that AWS does not take', 'use letters, digits, spaces or _.:/=+-@');
    return [];
  });
}
