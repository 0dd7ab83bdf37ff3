// Measures what somebody waits for after the click on a study: from the click to the first image, in a real browser.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { installationOptions, openViewerStage, studyLink, type ViewerStage } from './installation.ts';
import { type FirstImage, watchFirstImage } from './watch-first-image.ts';

const { values: options } = parseArgs({
  options: {
    ...installationOptions,
    rounds: { type: 'string', default: '7' },
    // Writes what was loaded when, of the last round of each kind.
    detail: { type: 'boolean', default: false },
  },
});
const slices = Number(options.slices);
const rounds = Number(options.rounds);
const say = (line: string) => process.stdout.write(`${line}\n`);

/** What is done before the click; each begins with an empty browser. */
const kinds = {
  'at once': async () => undefined,
  'after a second on the page': async (page: Page) => page.waitForTimeout(1000),
  again: async (page: Page) => {
    await openStudy(page);
    await page.goBack();
    await studyLink(page).waitFor();
  },
} as const;

const stage = await openViewerStage({ ...options, slices });
try {
  const rows: string[] = [];
  for (const [kind, prepare] of Object.entries(kinds)) {
    const times: FirstImage[] = [];
    for (let round = 0; round < rounds; round++)
      times.push(await measure(stage, { prepare, isLast: round === rounds - 1 }));
    rows.push(
      `| ${kind} | ${summary(times.map(({ seenMs }) => seenMs))} | ${summary(times.map(({ drawnMs }) => drawnMs))} |`,
    );
  }
  say(
    `${slices} slices of 512 x 512, ${rounds} rounds, ${availableParallelism()} cores, WebGL by the processor; ms`,
  );
  say('| the click comes | seen: least | median | most | drawn: least | median | most |');
  say('|---|--:|--:|--:|--:|--:|--:|');
  for (const row of rows) say(row);
} finally {
  await stage.close();
}

function summary(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  const told = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return told.map((ms) => String(Math.round(ms ?? 0))).join(' | ');
}

/** Opens the study by the mouse, and waits for its first image. */
async function openStudy(page: Page): Promise<FirstImage> {
  const first = page.evaluate(watchFirstImage);
  await studyLink(page).click();
  return first;
}

async function measure(
  { openPatient }: ViewerStage,
  { prepare, isLast }: { prepare(page: Page): Promise<void>; isLast: boolean },
): Promise<FirstImage> {
  const { page, faults } = await openPatient();
  await prepare(page);
  const first = await openStudy(page);
  if (faults().length > 0) throw new Error(faults().join('\n'));
  if (isLast && options.detail) for (const line of await loaded(page)) say(line);
  await page.context().close();
  return first;
}

/** What was loaded since the click, in milliseconds after it. */
async function loaded(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const [click] = performance.getEntriesByName('click').slice(-1);
    const from = click?.startTime ?? 0;
    return performance
      .getEntriesByType('resource')
      .map((entry) => entry as PerformanceResourceTiming)
      .filter(({ responseEnd }) => responseEnd > from)
      .slice(0, 30)
      .map(
        ({ name, startTime, responseEnd }) =>
          `${Math.round(startTime - from)}–${Math.round(responseEnd - from)} ${new URL(name).pathname.slice(-60)}`,
      );
  });
}
