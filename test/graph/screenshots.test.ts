import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asImage, type Look, openReader } from './browser.js';
import { compare, expectPicture } from './expect-picture.js';
import { badDay, pageOf, planned, svgOf } from './scenes.js';

const reader = await openReader();
afterAll(() => reader?.close());
const inChromium = reader === undefined ? test.skip : test;
const compared = reader?.hasFonts ? test : test.skip;

async function take(html: string, look?: Look): Promise<Buffer> {
  const page = await (reader as NonNullable<typeof reader>).open(html, look);
  const picture = await page.screenshot({ fullPage: true, animations: 'disabled' });
  await page.close();
  return picture;
}

interface Picture {
  readonly name: string;
  readonly html: () => string;
  readonly look: Look;
}

/** What a sheet leaves beside its margins, in pixels of CSS. */
const A4 = 718;
/** Small pictures of long pages. */
const PAGE = 0.75;

const PICTURES: readonly Picture[] = [
  { name: 'page-light', html: () => pageOf(badDay()), look: { scale: PAGE } },
  { name: 'page-dark', html: () => pageOf(badDay()), look: { scheme: 'dark', scale: PAGE } },
  {
    name: 'page-print',
    html: () => pageOf(badDay()),
    look: { scheme: 'dark', media: 'print', width: A4, scale: PAGE },
  },
  { name: 'page-narrow', html: () => pageOf(badDay()), look: { width: 390, scale: PAGE } },
  { name: 'page-planned', html: () => pageOf(planned()), look: { scale: PAGE } },
  { name: 'svg-ecommerce', html: () => asImage(svgOf(planned())), look: { width: 1092 } },
  { name: 'svg-ecommerce-dark', html: () => asImage(svgOf(planned())), look: { width: 1092, scheme: 'dark' } },
  { name: 'svg-bad-day', html: () => asImage(svgOf(badDay())), look: { width: 1092 } },
];

compared.each(PICTURES)(
  '$name looks as it did',
  async ({ name, html, look }) => {
    await expectPicture(name, await take(html(), look));
  },
  30_000,
);

describe('the comparison', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tapdb-compare-'));
  const file = (name: string): string => join(folder, name);
  const paint = async (name: string, html: string): Promise<void> =>
    writeFileSync(file(name), await take(`<body style="margin:0">${html}`));

  beforeAll(async () => {
    if (reader === undefined) return;
    await paint('blank.png', '<div style="height:990px;background:#fff">');
    await paint('letters.png', '<div style="height:990px;background:#fff;color:#ddd">tap');
    await paint(
      'card.png',
      '<div style="height:990px;background:#fff"><p style="width:216px;height:50px;background:#fdd">',
    );
    await paint('longer.png', '<div style="height:991px;background:#fff">');
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  inChromium('passes over what is as good as the same', async () => {
    expect(await compare(file('letters.png'), file('blank.png'), file('diff.png'))).toBe('');
  });

  inChromium.each([
    ['card.png', /^differs in 0\.\d\d % of its pixels$/],
    ['longer.png', /^is 1280×991, not 1280×990$/],
  ])('tells %s from a blank one', async (name, why) => {
    expect(await compare(file(name), file('blank.png'), file('diff.png'))).toMatch(why);
  });

  inChromium('wants a golden picture to be there', async () => {
    expect(await compare(file('card.png'), file('missing.png'), file('diff.png'))).toBe('has no golden picture');
  });
});
