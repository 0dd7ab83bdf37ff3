// How a page looks on a desk and on a phone, in dark and light, and what axe and its width say of it.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { picture } from './browser.ts';
import { accessibilityFaults, overhang, resize, turn } from './walk.ts';

const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

/** Looks at the page as it stands on a phone, expects that nothing hangs over, and goes back to the desk. */
export async function lookOnPhone(page: Page, name: string): Promise<void> {
  await resize(page, phone);
  // The frame folds up over a moment.
  await expect.poll(() => overhang(page)).toBeLessThanOrEqual(0);
  await picture(page, `${name}-390`);
  await resize(page, desk);
}

/** What axe says of the page in each scheme; one line a fault. A page that hangs over on a phone fails the test. */
export async function faultsOfLooks(
  page: Page,
  name: string,
  schemes: readonly ('dark' | 'light')[] = ['dark', 'light'],
): Promise<string[]> {
  const found: string[] = [];
  for (const [index, scheme] of schemes.entries()) {
    await turn(page, scheme);
    for (const fault of await accessibilityFaults(page, index === 0 ? 'all' : 'colours'))
      found.push(`${scheme}: ${fault}`);
    await picture(page, `${name}-${scheme}`);
  }
  await lookOnPhone(page, name);
  return found;
}
