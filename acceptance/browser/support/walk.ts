// Steps that many tests take: signing in, waiting for a page, judging it with axe, and its width.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import type { Account } from '../../support/index.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Signs in by the form. */
export async function signIn(page: Page, account: Pick<Account, 'email' | 'password'>): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(account.email);
  await page.getByLabel(/^Password/).fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading(page, 'Patients');
}

/** Waits until a page stands, by its heading. */
export async function heading(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

interface AxeResult {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** What of axe's rules can find something in one scheme that it did not find in the other. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** What axe-core finds on the page as it stands, by all its rules or those about colours; one line a fault. */
export async function accessibilityFaults(page: Page, by: 'all' | 'colours' = 'all'): Promise<string[]> {
  // Evaluated by the browser's debugger, so the page's policy has no say in it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const result = (await page.evaluate(
    (runOnly) => {
      const { axe } = window as unknown as { axe: { run(options: object): Promise<unknown> } };
      // What passes need not be gathered: only faults are read.
      return axe.run({ resultTypes: ['violations'], ...(runOnly && { runOnly }) });
    },
    by === 'colours' ? colourRules : null,
  )) as AxeResult;
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
  );
}

/** Has the person's system turn dark or light, and waits until the page has followed. */
export async function turn(page: Page, scheme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.waitForFunction(
    (wanted) =>
      document.documentElement.dataset.mantineColorScheme === wanted &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
    scheme,
  );
}

/** Gives the window another size, and waits until the page is laid out for it: a click would land where something stood before. */
export async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size);
  await page.waitForFunction(
    (width) =>
      window.innerWidth === width &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
    size.width,
  );
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** How many pixels the page is wider than its window; 0 or less is right. */
export function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** Sends a request with an API key; throws when it is refused. */
export async function request<T>(
  url: string,
  token: string,
  options: { method?: string; body?: unknown } = {},
): Promise<T> {
  const response = await fetch(url, {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** The text of an element. */
export async function textOf(locator: Locator): Promise<string> {
  return (await locator.textContent()) ?? '';
}
