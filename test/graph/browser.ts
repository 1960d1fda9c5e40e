import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium, findFonts, HOW_TO_GET_ONE } from '../../tools/chromium/chromium.ts';

/** A real Chromium, with DejaVu as its only font where that is at hand. */
export interface Reader {
  /** Whether its letters are those of the golden pictures. */
  readonly hasFonts: boolean;
  /** Opens a document of HTML from a file, as a person would. */
  open(html: string, look?: Look): Promise<Page>;
  close(): Promise<void>;
}

export interface Look {
  /** @default 'light' */
  readonly scheme?: 'light' | 'dark';
  /** @default 'screen' */
  readonly media?: 'screen' | 'print';
  /** @default 1280 */
  readonly width?: number;
  /** Of pixels to those of CSS. @default 1 */
  readonly scale?: number;
}

const isCI = process.env['CI'] === 'true';

/** Undefined, with the reason on stderr, where there is no Chromium; in CI that is an error. */
export async function openReader(): Promise<Reader | undefined> {
  const found = await findChromium();
  if (found === undefined) {
    if (isCI) throw new Error(HOW_TO_GET_ONE);
    process.stderr.write(`Skipped: ${HOW_TO_GET_ONE}\n`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'tapdb-pictures-'));
  const fonts = process.platform === 'linux' ? findFonts() : undefined;
  const fontsConf = join(folder, 'fonts.conf');
  if (fonts !== undefined) {
    const where = `<dir>${fonts}</dir><cachedir>${join(folder, 'fonts')}</cachedir>`;
    writeFileSync(
      fontsConf,
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${where}</fontconfig>`,
    );
  } else if (isCI) {
    throw new Error('there is no DejaVu, the font of the golden pictures: `apt-get install fonts-dejavu-core`');
  } else {
    process.stderr.write('Pictures are not compared: without DejaVu (fonts-dejavu-core) its letters are others\n');
  }
  const browser = await chromium.launch({
    executablePath: found.path,
    env: { ...process.env, ...found.environment, ...(fonts === undefined ? {} : { FONTCONFIG_FILE: fontsConf }) },
    // It opens our own pages only, and as root or unpacked it has no sandbox to offer.
    args: ['--no-sandbox', '--font-render-hinting=none', '--disable-lcd-text', '--hide-scrollbars'],
  });
  return {
    hasFonts: fonts !== undefined,
    open: (html, look) => open(browser, folder, html, look),
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let count = 0;

async function open(browser: Browser, folder: string, html: string, look: Look = {}): Promise<Page> {
  const { scheme = 'light', media = 'screen', width = 1280, scale = 1 } = look;
  const file = join(folder, `${++count}.html`);
  writeFileSync(file, html);
  const page = await browser.newPage({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    deviceScaleFactor: scale,
  });
  await page.emulateMedia({ media, colorScheme: scheme });
  await page.goto(`file://${file}`);
  return page;
}

/** As a README shows it. */
export const asImage = (svg: string): string =>
  `<body style="margin:0"><img style="display:block" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}">`;
