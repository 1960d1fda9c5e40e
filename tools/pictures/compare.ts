/**
 * Compares a picture with the golden one. A program of its own, as its loops over pixels take thirty times as long within
 * jest. Usage: node tools/pictures/compare.ts ACTUAL GOLDEN DIFF, or --write ACTUAL GOLDEN
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

/** The part of all pixels that may differ: another FreeType rounds letters otherwise, a card that is missing is more. */
const TOLERANCE = 0.005;
/** Of each colour; far less than what the eye or `THRESHOLD` tells apart, and it makes golden pictures a third smaller. */
const LEVELS = 51;
/** Between 0 and 1; the tint of a card that has failed is 0.1 from white. */
const THRESHOLD = 0.06;

const read = (file: string): PNG => PNG.sync.read(readFileSync(file));

function write(actual: string, golden: string): void {
  const picture = read(actual);
  picture.data = picture.data.map((value) => Math.round((Math.round((value * LEVELS) / 255) * 255) / LEVELS)) as Buffer;
  const options = { deflateLevel: 9, deflateStrategy: 0, filterType: 0, colorType: 2 } as const;
  writeFileSync(golden, PNG.sync.write(picture, options));
}

/** Undefined where the two are the same but for the tolerance. */
function differ(actual: string, golden: string, diff: string): string | undefined {
  if (!existsSync(golden)) return 'has no golden picture';
  const [a, b] = [read(actual), read(golden)];
  if (a.width !== b.width || a.height !== b.height) return `is ${a.width}×${a.height}, not ${b.width}×${b.height}`;
  const marked = new PNG({ width: a.width, height: a.height });
  const part =
    pixelmatch(a.data, b.data, marked.data, a.width, a.height, { threshold: THRESHOLD }) / (a.width * a.height);
  if (part <= TOLERANCE) return undefined;
  writeFileSync(diff, PNG.sync.write(marked));
  return `differs in ${(100 * part).toFixed(2)} % of its pixels`;
}

const [first = '', second = '', third = ''] = process.argv.slice(2);
if (first === '--write') write(second, third);
else process.stdout.write(differ(first, second, third) ?? '');
