// Every page as a whole: no fault that axe finds in light and dark, no sideways scrolling on a phone, all by keyboard.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { type FurnishedTeam, furnish } from './support/furnished-team.ts';
import { accessibilityFaults, heading, overhang, resize, signIn, turn } from './support/walk.ts';

interface Stop {
  name: string;
  path: string;
  title: string | RegExp;
  /** Opens what the page hides: a dialog, a row. */
  open?(page: Page): Promise<void>;
}

const desk = { width: 1440, height: 900 };
const phone = { width: 360, height: 740 };

describe.skipIf(mustSkip())('every page', () => {
  let stage: Stage;
  let person: Person;
  let account: Account;
  let stops: Stop[];
  beforeAll(async () => {
    stage = await openStage({ env: { LUMENBOX_RATE_LIMIT: '0' } });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology North' });
    stops = stopsOf(await furnish(stage, account));
    person = await stage.person({ viewport: desk });
    await signIn(person.page, account);
  });
  afterAll(() => stage?.close());

  async function goTo(stop: Stop): Promise<void> {
    const { page } = person;
    await page.goto(stop.path);
    await heading(page, stop.title);
    await expect.poll(() => page.locator('.mantine-Skeleton-root').count()).toBe(0);
    await stop.open?.(page);
  }

  it('shows nothing that axe calls a fault, in light and dark, and no sideways scrolling, on a phone of 360 px neither', async () => {
    const { page } = person;
    const found: string[] = [];
    for (const stop of stops) {
      await turn(page, 'light');
      await goTo(stop);
      for (const scheme of ['light', 'dark'] as const) {
        await turn(page, scheme);
        await picture(page, `${stop.name}-${scheme}-1440`);
        // Neither names nor colours depend on the width: one is enough.
        for (const fault of await accessibilityFaults(page, scheme === 'light' ? 'all' : 'colours'))
          found.push(`${stop.name} ${scheme}: ${fault}`);
      }
      for (const [width, viewport] of [
        [360, phone],
        [1440, desk],
      ] as const) {
        await resize(page, viewport);
        const pixels = await overhang(page);
        if (pixels > 0) found.push(`${stop.name} ${width}: ${pixels} px too wide`);
        if (width === 360) await picture(page, `${stop.name}-dark-${width}`);
      }
    }
    expect(found).toEqual([]);
  });

  it('says whose software is shipped, and under which licence', async () => {
    const { page } = person;
    await page.goto('/settings/about');
    await page.getByText('The server is well').waitFor();
    const names = await page.locator('tbody tr td:first-child').allTextContents();
    const manifest = await readFile(new URL('../../packages/server/package.json', import.meta.url), 'utf8');
    const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
    for (const name of [...Object.keys(dependencies), 'react', '@mantine/core', '@cornerstonejs/core'])
      expect(names).toContain(name);
    expect(await page.locator('tbody tr', { hasText: 'busboy' }).textContent()).toMatch(/MIT$/);
  });

  it('has its navigation behind a button on a phone', async () => {
    const { page } = person;
    await resize(page, phone);
    await page.goto('/patients');
    await heading(page, 'Patients');
    await page.getByRole('button', { name: 'Open navigation' }).click();
    await page.getByRole('link', { name: 'Cases' }).click();
    await heading(page, 'Cases');
    await page.locator('nav[inert]').waitFor({ state: 'attached' });
    await expect.poll(async () => (await page.locator('nav').first().boundingBox())?.x).toBeLessThan(0);
    await resize(page, desk);
  });

  it('finds no fault on the pages before sign-in', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      const stranger = await stage.person({ colorScheme: scheme, viewport: phone });
      for (const [path, title] of [
        ['/sign-in', 'Sign in'],
        ['/invite#nothing', 'This invitation cannot be used'],
      ] as const) {
        await stranger.page.goto(path);
        await heading(stranger.page, title);
        expect(await accessibilityFaults(stranger.page)).toEqual([]);
        expect(await overhang(stranger.page)).toBeLessThanOrEqual(0);
      }
      expect(stranger.faults()).toEqual([]);
    }
  });

  it('keeps the chosen scheme over a reload, before anything is painted', async () => {
    const { page } = person;
    await turn(page, 'light');
    await page.goto('/patients');
    await heading(page, 'Patients');
    await page.getByRole('button', { name: /Account menu/ }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    await expect.poll(scheme).toBe('dark');
    await page.reload({ waitUntil: 'commit' });
    await page.locator('html[data-mantine-color-scheme]').waitFor({ state: 'attached' });
    expect(await scheme()).toBe('dark');
    await heading(page, 'Patients');
    await page.getByRole('button', { name: /Account menu/ }).click();
    await page.getByRole('menuitemradio', { name: 'Like the system' }).click();
    await expect.poll(scheme).toBe('light');
  });

  it('is used by keyboard alone: skip link, search, form, menu', async () => {
    const { page } = person;
    const focused = () =>
      page.evaluate(() =>
        document.activeElement === document.body ? '' : document.activeElement?.textContent,
      );
    await page.goto('/patients');
    await heading(page, 'Patients');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.keyboard.press('/');
    await page.keyboard.type('jones');
    await page.getByText('1–1 of 1').waitFor();
    await tabTo(page, 'link', /Jones/);
    await page.keyboard.press('Enter');
    await heading(page, 'Jones, Jessica');
    await expect.poll(focused).toBe('Jones, Jessica');
    await tabTo(page, 'button', /^Edit$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await page.getByLabel('Given names').evaluate((field) => field === document.activeElement)).toBe(
      true,
    );
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(focused).toBe('Edit');
    await tabTo(page, 'button', /CT chest/);
    await page.keyboard.press('Enter');
    await page.getByRole('cell', { name: 'Soft tissue' }).waitFor();
  });

  it('showed no fault on the way', () => {
    expect(person.faults()).toEqual([]);
  });
});

const tabsMax = 60;
/** Presses Tab until something of that kind and name has the focus. */
async function tabTo(page: Page, role: 'link' | 'button', name: RegExp): Promise<void> {
  for (let presses = 0; presses < tabsMax; presses++) {
    await page.keyboard.press('Tab');
    const isThere = await page
      .getByRole(role, { name })
      .first()
      .evaluate((element) => element === document.activeElement);
    if (isThere) return;
  }
  throw new Error(`no Tab leads to the ${role} ${name}`);
}

/** Where to look in a furnished team. */
function stopsOf({ patient, upload }: FurnishedTeam): Stop[] {
  const openDialog = (name: string) => async (page: Page) => {
    await page.getByRole('button', { name }).first().click();
    await page.getByRole('dialog').waitFor();
  };
  return [
    { name: 'home', path: '/', title: 'Home' },
    { name: 'studies', path: '/studies', title: 'Studies' },
    { name: 'patients', path: '/patients', title: 'Patients' },
    { name: 'patients-empty', path: '/patients?search=nobody', title: 'Patients' },
    { name: 'patient-form', path: '/patients', title: 'Patients', open: openDialog('New patient') },
    {
      name: 'patient',
      path: `/patients/${patient}`,
      title: 'Jones, Jessica',
      open: async (page) => {
        await page
          .getByRole('button', { name: /CT chest/ })
          .first()
          .click();
        await page.getByRole('cell', { name: 'Soft tissue' }).waitFor();
      },
    },
    {
      name: 'study-form',
      path: `/patients/${patient}`,
      title: 'Jones, Jessica',
      open: openDialog('Record a study'),
    },
    { name: 'cases', path: '/cases', title: 'Cases' },
    { name: 'uploads', path: '/uploads', title: 'Uploads' },
    { name: 'upload', path: `/uploads/${upload}`, title: /^Upload of/ },
    { name: 'transfers', path: '/transfers', title: 'Transfers' },
    {
      name: 'send',
      path: `/patients/${patient}`,
      title: 'Jones, Jessica',
      open: async (page) => {
        await page.getByRole('button', { name: 'Actions for CT chest' }).click();
        await page.getByRole('menuitem', { name: 'Send to…' }).click();
        await page.getByRole('dialog').getByLabel('To', { exact: true }).waitFor();
      },
    },
    {
      name: 'peers',
      path: '/settings/peers',
      title: 'DICOM peers',
      open: async (page) => {
        await page.getByRole('button', { name: 'Send C-ECHO to CT_SCANNER' }).click();
        await page.getByText('It has no host and port to be called at.').waitFor();
      },
    },
    { name: 'peer-form', path: '/settings/peers', title: 'DICOM peers', open: openDialog('Add a peer') },
    { name: 'members', path: '/settings/members', title: 'Members' },
    { name: 'invite', path: '/settings/members', title: 'Members', open: openDialog('Invite a member') },
    { name: 'tokens', path: '/settings/tokens', title: 'API tokens' },
    {
      name: 'token-form',
      path: '/settings/tokens',
      title: 'API tokens',
      open: async (page) => {
        await openDialog('Generate API token')(page);
        await page.getByLabel('Choose scopes').check();
      },
    },
    { name: 'team', path: '/settings/team', title: 'Team' },
    { name: 'audit', path: '/settings/audit', title: 'Audit trail' },
    { name: 'appearance', path: '/settings/appearance', title: 'Appearance' },
    { name: 'account', path: '/settings/account', title: 'Your account' },
    { name: 'about', path: '/settings/about', title: 'About Lumenbox' },
    { name: 'nowhere', path: '/nowhere', title: 'Page not found' },
  ];
}
