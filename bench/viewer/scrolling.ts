// Measures how many images a second come to the screen while somebody scrolls through a study, in a real browser.
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { installationOptions, openViewerStage, studyLink } from './installation.ts';

const { values: options } = parseArgs({
  options: {
    ...installationOptions,
    seconds: { type: 'string', default: '8' },
    // Milliseconds by which each image comes later, as over a longer line.
    late: { type: 'string', default: '0' },
  },
});
const slices = Number(options.slices);
const seconds = Number(options.seconds);
/** Turns of the wheel a second: more than anybody could be shown. */
const turnsPerSecond = 60;
const say = (line: string) => process.stdout.write(`${line}\n`);

const stage = await openViewerStage({ ...options, slices });
try {
  const { page, faults } = await stage.openPatient();
  if (Number(options.late) > 0)
    await page.route('**/frames/**', async (route) => {
      await setTimeout(Number(options.late));
      await route.continue().catch(() => undefined);
    });
  await studyLink(page).click();
  await page.locator('[data-testid="panel-1"] [data-state="shown"]').waitFor({ timeout: 60_000 });
  say(
    `${slices} slices of 512 x 512 in a window of ${options.size}, ${seconds} s, ${availableParallelism()} cores, ${options.webgl === 'none' ? 'rendered by the server' : 'WebGL by the processor'}; images a second on the screen`,
  );
  const first = await scroll(page, 1);
  const again = await scroll(page, -1);
  if (faults().length > 0) throw new Error(faults().join('\n'));
  say(`images that are loaded on the way: ${first.toFixed(1)}; the same again: ${again.toFixed(1)}`);
} finally {
  await stage.close();
}

/** Turns the wheel, and counts the different images that were drawn at the end of a frame. */
async function scroll(page: Page, direction: 1 | -1): Promise<number> {
  await page.getByTestId('panel-1').hover();
  const turning = setInterval(
    // Nobody waits until the page has found time for the last turn.
    () => void page.mouse.wheel(0, 100 * direction).catch(() => undefined),
    1000 / turnsPerSecond,
  );
  try {
    return await page.evaluate(countImages, seconds * 1000);
  } finally {
    clearInterval(turning);
  }
}

/** Runs in the page: how many different images a second stand at the end of a frame. */
async function countImages(milliseconds: number): Promise<number> {
  const seen = new Set<string>();
  const startedAt = performance.now();
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const panel = document.querySelector('[data-testid="panel-1"] [data-state="shown"]');
      const image = panel?.getAttribute('data-image');
      if (image !== null && image !== undefined) seen.add(image);
      if (performance.now() - startedAt < milliseconds) requestAnimationFrame(look);
      else resolve();
    };
    look();
  });
  return (seen.size * 1000) / (performance.now() - startedAt);
}
