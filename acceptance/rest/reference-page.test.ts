// The reference page in a real browser: usable by keyboard, on a phone, in the dark, without a script, and without a fault that axe finds.
import { operations } from '@lumenbox/contract';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustSkip, openBrowser } from '../browser/support/browser.ts';
import { accessibilityFaults } from '../browser/support/walk.ts';
import { type RunningServer, startServer } from '../support/index.ts';

const phone = { viewport: { width: 360, height: 740 } };

describe.skipIf(mustSkip())('the reference page', () => {
  let server: RunningServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await startServer();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** Opens the page for somebody, and fails when anything went wrong on it or came from elsewhere. */
  async function open(
    options: BrowserContextOptions & { hash?: string },
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => {
      if (!/^(data:|http:\/\/127\.0\.0\.1)/.test(request.url())) faults.push(request.url());
    });
    await page.goto(`${server.url}/docs${options.hash ?? ''}`);
    await look(page);
    await context.close();
    expect(faults).toEqual([]);
  }

  /** Operations look alike: beside the whole page once, a few of them tell how the others look. */
  const keepFew = (page: Page) =>
    page.evaluate(() => {
      for (const [index, article] of document.querySelectorAll('article').entries())
        if (index % 10 > 0) article.remove();
      for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]'))
        if (document.getElementById(link.hash.slice(1)) === null) link.remove();
    });

  it.each([
    ['light, as a whole', {}, false],
    ['dark', { colorScheme: 'dark' }, true],
    ['on a phone', phone, true],
    ['on a phone, dark', { ...phone, colorScheme: 'dark' }, true],
  ] as [string, BrowserContextOptions, boolean][])(
    'has no fault that axe finds: %s',
    async (_what, options, areFew) => {
      await open({ ...options, bypassCSP: true }, async (page) => {
        const width = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(width).toBeLessThanOrEqual(0);
        if (areFew) await keepFew(page);
        expect(await accessibilityFaults(page)).toEqual([]);
      });
    },
  );

  it('shows one language for the whole page, and the same one the next time', async () => {
    await open({ hash: '#create-a-case' }, async (page) => {
      const tabs = page.getByRole('tab', { name: 'Python' });
      await tabs.nth(3).click();
      expect(await page.getByRole('tab', { selected: true, name: 'Python' }).count()).toBe(
        await tabs.count(),
      );
      await page.reload();
      expect(await page.locator('#create-case').getByRole('tabpanel').textContent()).toContain(
        'urllib.request',
      );
      await tabs.first().focus();
      await page.keyboard.press('Home');
      expect(await page.locator('#create-case').getByRole('tabpanel').textContent()).toContain(
        'curl --request POST',
      );
    });
  });

  it('finds operations by name and path, by keyboard alone', async () => {
    await open({}, async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('studies/{study');
      const links = page.locator('nav li:visible');
      const ofOneStudy = Object.values(operations).filter(({ path }) => path.includes('studies/{study'));
      expect(await links.count()).toBe(ofOneStudy.length);
      await page.keyboard.press('Enter');
      expect(new URL(page.url()).hash).toBe('#show-study');
      await page.keyboard.press('/');
      await page.keyboard.press('Escape');
      expect(await links.count()).toBeGreaterThan(40);
    });
  });

  it('copies a sample as it is', async () => {
    await open({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      const sample = page.locator('#create-case .samples');
      await sample.hover();
      await sample.getByRole('button', { name: 'Copy' }).click();
      await sample.getByRole('button', { name: 'Copied' }).waitFor();
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      expect(copied).toBe(await sample.locator('pre:visible').textContent());
    });
  });

  it('opens its contents on a phone, and closes them on the way', async () => {
    await open(phone, async (page) => {
      const contents = page.getByRole('navigation', { name: 'Contents' });
      expect(await contents.isVisible()).toBe(false);
      await page.getByRole('button', { name: 'Contents' }).click();
      await contents.getByRole('link', { name: 'Create a patient' }).click();
      await contents.waitFor({ state: 'hidden' });
      expect(new URL(page.url()).hash).toBe('#create-patient');
    });
  });

  it('goes dark on demand, and stays so', async () => {
    await open({ colorScheme: 'light' }, async (page) => {
      const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      const light = await ground();
      await page.getByRole('button', { name: 'Theme: System' }).click();
      await page.getByRole('button', { name: 'Theme: Light' }).click();
      expect(await ground()).not.toBe(light);
      await page.reload();
      expect(await ground()).not.toBe(light);
    });
  });

  it('has all its samples without a script', async () => {
    await open({ javaScriptEnabled: false }, async (page) => {
      const article = page.locator('#create-case');
      expect(await article.locator('details.sample').count()).toBe(4);
      await article.getByText('PHP', { exact: true }).click();
      expect(await article.locator('details[data-language="php"] pre').isVisible()).toBe(true);
    });
  });
});
