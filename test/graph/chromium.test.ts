import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { findChromium } from '../../tools/chromium/chromium.ts';

const folder = mkdtempSync(join(tmpdir(), 'tapdb-chromium-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const program = (name: string, script: string): string => {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return join(folder, name);
};
const nothing = { HOME: folder, PATH: join(folder, 'empty') };

test('without any there is none', async () => {
  expect(await findChromium(nothing)).toBeUndefined();
});

test('one on the PATH is taken if it starts', async () => {
  program('chromium', 'exit 1');
  const path = program('chromium-browser', 'echo "Chromium 1.2.3 "');
  expect(await findChromium({ ...nothing, PATH: `${nothing.PATH}:${folder}` })).toEqual({
    path,
    environment: {},
    version: 'Chromium 1.2.3',
  });
});

test('the one that is given must start', async () => {
  const given = program('given', 'echo Chromium 4');
  expect((await findChromium({ ...nothing, TAPDB_CHROMIUM: given }))?.path).toBe(given);
  const broken = program('broken', 'exit 1');
  await expect(findChromium({ ...nothing, TAPDB_CHROMIUM: broken })).rejects.toThrow(
    `TAPDB_CHROMIUM is ${broken}, which does not start`,
  );
});
