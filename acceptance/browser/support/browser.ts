// A real Chromium against the real server; every page is watched for faults that a person would not see at once.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type RunningServer, type ServerWishes, startServer } from '../../support/index.ts';

const builder = new URL('../../../scripts/build-web.mjs', import.meta.url).href;
const chromiumPath = process.env.LUMENBOX_TEST_CHROMIUM ?? '/usr/bin/chromium';
/** The same browser without its windows, where it is here: it takes a fifth less of the processor, and shows no PDF. */
const shellPath = process.env.LUMENBOX_TEST_CHROMIUM_SHELL ?? chromiumPath;
/** A folder for pictures of every page, where somebody wants to look at them. */
export const picturesDir = process.env.LUMENBOX_TEST_PICTURES;
/** A slow machine under load still answers within this. */
const patienceMs = 20_000;

/** A browser and the server that it looks at. */
export interface Stage {
  readonly server: RunningServer;
  /** A person with a browser profile of their own. */
  person(options?: BrowserContextOptions): Promise<Person>;
  close(): Promise<void>;
}
/** One person's page, and what went wrong on it. */
export interface Person {
  readonly page: Page;
  /** Faults so far: errors, policy violations, requests to elsewhere. A test ends by expecting none. */
  faults(): string[];
}

/** True when there is no browser and nobody demands one; with CI set there must be one. */
export function mustSkip(): boolean {
  if (existsSync(chromiumPath)) return false;
  if (process.env.CI) throw new Error(`There is no Chromium at ${chromiumPath}. Set LUMENBOX_TEST_CHROMIUM.`);
  process.stderr.write(
    `SKIPPED: no Chromium at ${chromiumPath} (apt-get install chromium, or set LUMENBOX_TEST_CHROMIUM).\n`,
  );
  return true;
}

/**
 * WebGL by the processor, for machines without a graphics card; without it a page must do without WebGL, and computes so little that
 * to compile its code for speed costs more than it gives.
 */
const drawing = {
  software: [
    '--use-gl=angle',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    '--ignore-gpu-blocklist',
  ],
  none: ['--disable-gpu', '--disable-3d-apis', '--js-flags=--no-maglev,--no-turbofan'],
} as const;

/** What a browser has to be able to. */
interface BrowserWishes {
  /** How it draws in three dimensions. */
  readonly webgl?: keyof typeof drawing;
  /** It shows PDFs in a page. */
  readonly pdf?: boolean;
}

/** Starts server and browser. */
export async function openStage(wishes: ServerWishes = {}, needs: BrowserWishes = {}): Promise<Stage> {
  await buildDashboard();
  const server = await startServer(wishes);
  const browser = await openBrowser(needs);
  return {
    server,
    person: (options) => openPerson(browser, server.url, options),
    close: async () => {
      await browser.close();
      await server.stop();
    },
  };
}

/** Starts a browser that reaches for nothing by itself. */
export function openBrowser({ webgl = 'none', pdf = false }: BrowserWishes = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: pdf ? chromiumPath : shellPath,
    args: [
      '--no-sandbox',
      ...drawing[webgl],
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  });
}

/** Nothing to do when it is up to date. */
async function buildDashboard(): Promise<void> {
  const program = `const { ensureWebBuilt } = await import(${JSON.stringify(builder)});
if (!(await ensureWebBuilt())) process.exitCode = 1;`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
}

async function openPerson(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({
    baseURL,
    locale: 'en-GB',
    timezoneId: 'Europe/Zurich',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const faults: string[] = [];
  await watch(page, options.baseURL ?? baseURL, faults);
  return { page, faults: () => [...faults] };
}

/** What comes from no other place: the page's own bytes, and the reader of PDFs that is a part of the browser. */
const ownSchemes =
  /^(?:data:|blob:|chrome:\/\/resources\/|chrome-extension:\/\/mhjfbmdgcfjbbpaeojofohoefgiehjai\/)/;

/** Answers that pages ask for on purpose; Chromium prints each as an error all the same. */
const expectedStatus = /status of (401|403|404|409|422|429|501|503)\b/;

async function watch(page: Page, origin: string, faults: string[]): Promise<void> {
  await page.exposeFunction('reportViolation', (text: string) => faults.push(`policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (window as unknown as { reportViolation(text: string): void }).reportViolation;
      report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  page.on('pageerror', (error) => faults.push(`page: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    if (!expectedStatus.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !ownSchemes.test(url)) faults.push(`elsewhere: ${url}`);
  });
}

/** Takes a picture of a page, where pictures are wanted. */
export async function picture(page: Page, name: string): Promise<void> {
  if (picturesDir === undefined) return;
  await mkdir(picturesDir, { recursive: true });
  await page.screenshot({ path: join(picturesDir, `${name}.png`), fullPage: true });
}
