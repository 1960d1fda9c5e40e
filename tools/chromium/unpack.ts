/**
 * Part of `npm run tools`: a Chromium for the tests that look at pictures. Where none can be had this says so and goes on:
 * those tests are then skipped, and in CI they fail.
 */
import { type Chromium, findChromium, HOW_TO_GET_ONE, unpackChromium } from './chromium.ts';

async function get(): Promise<Chromium> {
  const found = await findChromium();
  if (found !== undefined) return found;
  process.stderr.write("Unpacking Debian's Chromium into the cache: once, 120 MB\n");
  return unpackChromium();
}

try {
  process.stdout.write(`chromium: ${(await get()).path}\n`);
} catch (error) {
  process.stderr.write(`${HOW_TO_GET_ONE} (${(error as Error).message.split('\n').slice(0, 3).join('; ')})\n`);
}
