// Measures what somebody waits for in the dashboard: the first paint of each page, its rows, and the answer to a key and a click.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openStage, type Stage } from '../../acceptance/browser/support/browser.ts';
import { aPhantomPatient, phantom } from '../../acceptance/browser/support/phantom-patient.ts';
import { request, signIn } from '../../acceptance/browser/support/walk.ts';
import { phantomStudy } from '../../packages/dicom/src/testing/index.ts';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
const rounds = Number(options.rounds);
const patientsCount = 60;
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Of one page in one round, in milliseconds after the browser was told to go there. */
interface Times {
  readonly firstPaint: number;
  readonly largestPaint: number;
  readonly rows: number;
  /** From the slowest key or click to the next painted frame (Interaction to Next Paint). */
  readonly interaction: number;
}

/** The pages, what says that their contents are there, and what is done on them. */
const pages = {
  '/': { contents: 'main a', act: (page: Page) => page.keyboard.press('Control+k') },
  '/studies': { contents: 'tbody tr', act: (page: Page) => page.keyboard.press('j') },
  '/patients': { contents: 'tbody tr', act: (page: Page) => page.keyboard.press('/') },
} as const;

const stage = await openStage({ env: { LUMENBOX_RATE_LIMIT: '0', LUMENBOX_LOG_LEVEL: 'error' } });
try {
  const account = await furnish(stage);
  say(
    `${rounds} rounds, an empty cache each, ${availableParallelism()} cores; median (most) in milliseconds`,
  );
  say('| page | first contentful paint | largest | contents | interaction |');
  say('|---|--:|--:|--:|--:|');
  for (const [path, { contents, act }] of Object.entries(pages)) {
    const times: Times[] = [];
    for (let round = 0; round < rounds; round++)
      times.push(await measure(stage, account, { path, contents, act }));
    const told = (['firstPaint', 'largestPaint', 'rows', 'interaction'] as const).map((key) =>
      summary(times.map((one) => one[key])),
    );
    say(`| \`${path}\` | ${told.join(' | ')} |`);
  }
} finally {
  await stage.close();
}

function summary(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  const told = (ms = 0) => (ms === 0 ? '< 16' : String(Math.round(ms)));
  return `${told(sorted[Math.floor(sorted.length / 2)])} (${told(sorted.at(-1))})`;
}

/** A team with some patients, and a study with pictures. */
async function furnish({ server }: Stage) {
  const account = await server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
  const token = await server.createToken(account);
  const ada = await aPhantomPatient(server.url, token);
  for (const { bytes } of phantomStudy({ kind: 'mr', slices: 4, seed: 'dashboard', ...phantom }))
    await ada.send(bytes);
  for (let number = 0; number < patientsCount; number++) {
    const name = { given_names: 'Ada', family_name: `Phantom ${number}` };
    await request(`${server.url}/api/v1/patients`, token, {
      body: { ...name, date_of_birth: '1815-12-10', sex: 'female' },
    });
  }
  return account;
}

async function measure(
  { person }: Stage,
  account: { email: string; password: string },
  { path, contents, act }: { path: string; contents: string; act(page: Page): Promise<void> },
): Promise<Times> {
  const known = await person();
  await signIn(known.page, account);
  const storageState = await known.page.context().storageState();
  await known.page.context().close();
  // Another context of the same session: nothing is in its cache.
  const { page, faults } = await person({ storageState, viewport: { width: 1440, height: 900 } });
  await page.addInitScript(observe);
  await page.goto(path);
  await page.locator(contents).first().waitFor();
  const rows = await page.evaluate(() => performance.now());
  await act(page);
  // An answer within 16 ms is not told of.
  await page.waitForFunction(() => seen.interaction > 0, undefined, { timeout: 1000 }).catch(() => undefined);
  const times = await page.evaluate(() => seen);
  if (faults().length > 0) throw new Error(faults().join('\n'));
  await page.context().close();
  return { ...times, rows };
}

declare const seen: { firstPaint: number; largestPaint: number; interaction: number };

/** Runs in the page: notes what the browser tells of its painting. */
function observe(): void {
  const noted = { firstPaint: 0, largestPaint: 0, interaction: 0 };
  Object.assign(globalThis, { seen: noted });
  const watch = (type: string, note: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
      type,
      buffered: true,
      // The least that a browser tells of.
      ...(type === 'event' ? { durationThreshold: 16 } : {}),
    });
  watch('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') noted.firstPaint = startTime;
  });
  watch('largest-contentful-paint', ({ startTime }) => {
    noted.largestPaint = startTime;
  });
  for (const type of ['event', 'first-input'])
    watch(type, ({ duration }) => {
      noted.interaction = Math.max(noted.interaction, duration);
    });
}
