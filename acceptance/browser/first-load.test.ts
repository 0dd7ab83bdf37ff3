// What a browser loads before the first page stands: bounded, because people open it in the morning over a slow line.
import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustSkip, openStage, type Stage } from './support/browser.ts';
import { heading, signIn } from './support/walk.ts';

/** The page, its programs and its styles, packed by gzip: the promise of the dashboard. */
const firstLoadBytesMax = 350_000;

/** Has the page opened, and gives each file of it that the browser asked for with its packed size. */
async function loadedBy(page: Page, open: () => Promise<void>): Promise<Map<string, number>> {
  const responses: Response[] = [];
  const note = (response: Response) => {
    if (['document', 'script', 'stylesheet'].includes(response.request().resourceType()))
      responses.push(response);
  };
  page.on('response', note);
  await open();
  page.off('response', note);
  const sizes = new Map<string, number>();
  for (const response of responses)
    sizes.set(new URL(response.url()).pathname, gzipSync(await response.body()).length);
  return sizes;
}

describe.skipIf(mustSkip())('the first load', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());

  for (const [language, locale, signInTitle, title] of [
    ['English', 'en-GB', 'Sign in', 'Patients'],
    ['German', 'de-DE', 'Anmelden', 'Patienten'],
  ] as const)
    it(`stays within its budget in ${language}, before sign-in and with the first page`, async () => {
      const account = await stage.server.createAccount({ name: 'Anna Keller', team: `Team ${language}` });
      const first = await stage.person({ locale });
      const beforeSignIn = await loadedBy(first.page, async () => {
        await first.page.goto('/sign-in');
        await heading(first.page, signInTitle);
      });
      // Another context of the same session, with nothing in its cache.
      const known = await stage.person();
      await signIn(known.page, account);
      const second = await stage.person({ locale, storageState: await known.page.context().storageState() });
      const withFirstPage = await loadedBy(second.page, async () => {
        await second.page.goto('/patients');
        await heading(second.page, title);
      });
      for (const files of [beforeSignIn, withFirstPage]) {
        const total = [...files.values()].reduce((sum, size) => sum + size, 0);
        expect(files.size).toBeGreaterThan(2);
        expect(total, `${total} bytes: ${JSON.stringify([...files])}`).toBeLessThanOrEqual(firstLoadBytesMax);
      }
    });
});
