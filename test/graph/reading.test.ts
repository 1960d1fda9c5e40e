import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { database } from '../composition/support.js';
import { asImage, type Look, openReader, type Reader } from './browser.js';
import { badDay, pageOf, planned, svgOf } from './scenes.js';

jest.setTimeout(30_000);
const reader = await openReader();
afterAll(() => reader?.close());
const inChromium = reader === undefined ? test.skip : test;

interface Sight {
  readonly texts: readonly {
    readonly text: string;
    readonly isDrawn: boolean;
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
    readonly contrast: number;
    readonly room?: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  }[];
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly paper: string;
}

const LOOK_AT = readFileSync(join(import.meta.dirname, 'in-page.js'), 'utf8');
const lookAt = (page: Page): Promise<Sight> => page.evaluate<Sight>(LOOK_AT);
/** Of each standing, how its card and the bar in it are painted. */
const LOOKS_OF_CARDS = `Object.fromEntries([...document.querySelectorAll('.part')].map((part) => {
  const card = getComputedStyle(part.querySelector('.card'));
  return [part.classList[2], [card.fill, card.stroke, card.strokeDasharray, getComputedStyle(part.querySelector('.bar')).stroke].join()];
}))`;
const LONG = 'a-very-long-name-that-somebody-thought-of';

async function withPage<T>(html: string, look: Look, use: (page: Page) => Promise<T>): Promise<T> {
  const page = await (reader as Reader).open(html, look);
  try {
    return await use(page);
  } finally {
    await page.close();
  }
}

const wide = () =>
  planned(
    database({
      replicas: { count: 7 },
      network: { zones: ['us-east-2a', 'us-east-2b', 'us-east-2c'] },
      bastion: { enabled: true },
      monitoring: { alarms: { notify: { emails: ['a@example.com'] } } },
    }),
  );
const SCENES = { 'a bad day': () => badDay(), 'a long name': () => badDay(LONG), 'as planned': () => planned(), wide };
const LOOKS: Readonly<Record<string, Look>> = {
  light: {},
  dark: { scheme: 'dark' },
  'light and narrow': { width: 390 },
  'dark and narrow': { scheme: 'dark', width: 390 },
  'printed from a dark screen': { scheme: 'dark', media: 'print', width: 718 },
};
const CASES = Object.entries(SCENES).flatMap(([scene, of]) =>
  Object.entries(LOOKS).map(([name, look]) => ({ scene, name, of, look })),
);

describe('the page', () => {
  inChromium.each(CASES)('$scene, $name: readable, and not wider than the screen', async ({ of, look }) => {
    const sight = await withPage(pageOf(of()), look, lookAt);
    expect(sight.texts.length).toBeGreaterThan(30);
    expect(sight.texts.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
    expect(sight.scrollWidth).toBeLessThanOrEqual(sight.clientWidth);
    // What is drawn scrolls in a frame of its own.
    const cut = sight.texts.filter(
      ({ isDrawn, right }) => right > sight.clientWidth && (!isDrawn || look.media === 'print'),
    );
    expect(cut).toEqual([]);
  });

  inChromium.each(Object.entries(SCENES))(
    '%s: no word of the drawing lies on another, or outside of its card',
    async (_, of) => {
      const { texts } = await withPage(pageOf(of()), {}, lookAt);
      const drawn = texts.filter(({ isDrawn }) => isDrawn);
      const spills = drawn.filter(({ room, left, right }) => room && (left < room.left || right > room.right));
      expect(spills).toEqual([]);
      const pairs = drawn.flatMap((a, i) =>
        drawn
          .slice(i + 1)
          .filter(
            (b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 3 && b.top < a.bottom - 3,
          )
          .map((b) => `${a.text} on ${b.text}`),
      );
      expect(pairs).toEqual([]);
    },
  );

  inChromium('asks for nothing but itself, and may not', async () => {
    let hits = 0;
    const server = createServer((_, response) => {
      hits++;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      await withPage('', {}, async (page) => {
        const requests: string[] = [];
        page.on('request', (request) => requests.push(request.url()));
        await page.goto('about:blank');
        const html = pageOf(badDay()).replace('</main>', `<img src="${url}"><script>fetch("${url}")</script></main>`);
        await page.route('http://page.test/', (route) => route.fulfill({ contentType: 'text/html', body: html }));
        await page.goto('http://page.test/');
        const refused = await page.evaluate(`fetch(${JSON.stringify(url)}).then(() => 'went out', () => 'refused')`);
        expect(refused).toBe('refused');
        expect(hits).toBe(0);
      });
      await withPage(pageOf(badDay()), {}, async (page) => {
        const requests: string[] = [];
        page.on('request', (request) => requests.push(request.url()));
        await page.reload({ waitUntil: 'networkidle' });
        expect(requests).toEqual([page.url()]);
      });
    } finally {
      server.close();
    }
  });

  inChromium(
    'is worked by keyboard: the drawing, then each part of the tree, always with a mark on where one is',
    async () => {
      await withPage(pageOf(badDay()), {}, async (page) => {
        const stops: string[] = [];
        const parts = await page.locator('summary').count();
        for (let i = 0; i <= parts; i++) {
          await page.keyboard.press('Tab');
          const [what, outline] = (await page.evaluate(
            `[document.activeElement.ariaLabel ?? document.activeElement.firstChild.data.trim(), getComputedStyle(document.activeElement).outlineWidth]`,
          )) as [string, string];
          stops.push(what);
          expect(outline).toBe('3px');
        }
        expect(stops).toEqual([
          'Topology, may be scrolled',
          'access',
          'backup',
          'bastion',
          'connection',
          'credentials',
          'encryption',
          'instance',
          'monitoring',
          'network',
          'postgres',
          'replicas',
        ]);
        const isOpen = (): Promise<boolean> =>
          page.evaluate<boolean>(`[...document.querySelectorAll('details')].at(-1).open`);
        expect(await isOpen()).toBe(true);
        await page.keyboard.press('Enter');
        expect(await isOpen()).toBe(false);
        await page.keyboard.press('Space');
        expect(await isOpen()).toBe(true);
      });
    },
  );

  inChromium('says to who hears it what it is made of', async () => {
    await withPage(pageOf(badDay()), {}, async (page) => {
      for (const role of ['banner', 'main'] as const) expect(await page.getByRole(role).count()).toBe(1);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('shop/tap ✗ Stalled');
      expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
        'Topology',
        'Held changes',
        'Conditions',
        'Connection and outputs',
        'Children 43 of 48 ready',
      ]);
      expect(await page.getByRole('region').count()).toBe(5);
      const drawing = page.getByRole('img', { name: 'shop/tap' });
      expect(await drawing.count()).toBe(1);
      expect(await drawing.ariaSnapshot()).toContain('shop/tap');
      const told = await page.locator('svg desc').textContent();
      expect(told).toContain('KMS key is failed. ');
      expect(told).toContain('Primary in us-east-2a to Read replica 1 in us-east-2b: replication');
      expect(await page.getByRole('columnheader').count()).toBe(4 + 5 + 2);
    });
  });

  inChromium('is printed whole, on white, whatever is closed or dark on the screen', async () => {
    await withPage(pageOf(badDay()), { scheme: 'dark', media: 'print', width: 718 }, async (page) => {
      const { texts, paper } = await lookAt(page);
      expect(paper).toBe('rgb(255, 255, 255)');
      const told = texts.map(({ text }) => text);
      for (const name of ['tap-app', 'tap-replica-2-lag', 'tap-replica-1']) expect(told).toContain(name);
      const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    });
  });
});

describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
  inChromium('every standing has a look of its own, and a word', async () => {
    const [told, looks] = await withPage(pageOf(badDay()), { scheme }, async (page) => [
      await page.locator('svg').innerHTML(),
      await page.evaluate<Record<string, string>>(LOOKS_OF_CARDS),
    ]);
    for (const word of ['✓', '… waiting', '‖ held', '✗ failed', '− deleting', '· not there'])
      expect(told).toContain(`>${word}<`);
    expect(Object.keys(looks).sort()).toEqual(['absent', 'deleting', 'failing', 'held', 'progressing', 'ready']);
    // What goes and what is not there yet differ by their word.
    expect(new Set(Object.values(looks)).size).toBe(5);
  });
});

inChromium('as a picture in a README it is as large as it says', async () => {
  await withPage(asImage(svgOf(planned())), {}, async (page) => {
    const size = await page.evaluate('[document.images[0].naturalWidth, document.images[0].naturalHeight]');
    expect(svgOf(planned())).toContain(`width="${(size as number[])[0]}" height="${(size as number[])[1]}"`);
  });
});
