// Home in a real browser: numbers, what waits, what arrived and what is under way, live; for each role, and for a team that has nothing yet.
import { aSecondaryCapture, phantomStudy } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account, AccountWishes } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { type FurnishedTeam, furnish } from './support/furnished-team.ts';
import { openForm } from './support/open-form.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import { englishLeft } from './support/texts-on-screen.ts';
import { accessibilityFaults, heading, overhang, request, signIn, turn } from './support/walk.ts';

const patience = { timeout: 30_000 };
const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

describe.skipIf(mustSkip())('the page Home', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let token: string;
  let team: FurnishedTeam;
  let ada: PhantomPatient;
  const api = (path: string) => `${stage.server.url}/api/v1${path}`;

  beforeAll(async () => {
    stage = await openStage({ env: { LUMENBOX_RATE_LIMIT: '0' } });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology North' });
    team = await furnish(stage, account);
    token = await stage.server.createToken(account);
    // What waits for a peer that is no more fails with the next attempt.
    const peers = await request<{ data: { id: string; ae_title: string }[] }>(api('/peers'), token);
    const archive = peers.data.find(({ ae_title }) => ae_title === 'ARCHIVE');
    await request(api(`/peers/${archive?.id}`), token, { method: 'DELETE' });
    person = await stage.person({ viewport: desk });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  async function open(on: Page = page, title = 'Home'): Promise<void> {
    await on.goto('/');
    await heading(on, title);
    await expect.poll(() => on.locator('.mantine-Skeleton-root').count(), patience).toBe(0);
  }
  const numbers = (on: Page = page) => on.getByRole('list', { name: 'What the team has' }).getByRole('link');
  const rows = (on: Page = page) => on.getByRole('list', { name: 'Arrived lately' }).getByRole('listitem');
  const waiting = (name: string, on: Page = page) => on.getByRole('main').getByRole('link', { name });
  async function aMember(wishes: AccountWishes): Promise<Person & { refused: string[] }> {
    const other = await stage.person({ viewport: desk });
    const refused: string[] = [];
    other.page.on('response', (response) => {
      if (response.status() === 403) refused.push(response.url());
    });
    await signIn(other.page, await stage.server.createAccount({ team: account.team, ...wishes }));
    await open(other.page);
    return { ...other, refused };
  }

  it('is first in the navigation, and its numbers lead to what they count, by keyboard too', async () => {
    await page.locator('nav').getByRole('link', { name: 'Home' }).click();
    await heading(page, 'Home');
    expect(new URL(page.url()).pathname).toBe('/');
    const current = page.locator('nav [aria-current="page"]');
    expect(await current.allTextContents()).toEqual(['Home']);
    expect(await page.locator('nav li a').first().textContent()).toBe('Home');
    await expect
      .poll(() => numbers().allTextContents(), patience)
      .toEqual(['Patients 8', 'Cases 30', 'Studies 2', expect.stringMatching(/^Storage used [\d.]+ [KM]B$/)]);
    for (const [index, title] of ['Patients', 'Cases', 'Studies', 'Imaging'].entries()) {
      await numbers().nth(index).focus();
      await page.keyboard.press('Enter');
      await heading(page, title);
      expect(await current.allTextContents()).not.toContain('Home');
      await page.goBack();
      await heading(page, 'Home');
    }
  });

  it('says what waits, and leads to where it is decided', async () => {
    for (const [name, title] of [
      ['1 held study', 'Inbox'],
      ['1 failed transfer', 'Transfers'],
    ] as const) {
      await waiting(name).click();
      await heading(page, title);
      await page.goBack();
      await heading(page, 'Home');
    }
    expect(await page.getByText('Nothing waits for you.').count()).toBe(0);
  });

  it('shows an image to review, a study and a patient as they come, without a reload', async () => {
    await open();
    await page.evaluate(() => {
      (window as unknown as { isSame: boolean }).isSame = true;
    });
    const { data } = await request<{ data: { id: string } }>(api('/cases'), token, {
      body: { label: 'TEACH-1' },
    });
    const { bytes } = aSecondaryCapture({ seed: 'home', rows: 64, columns: 64, patientName: 'Phantom^Ada' });
    const sent = await fetch(api(`/patients/${data.id}/imaging`), {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/dicom' },
      body: new Uint8Array(bytes),
    });
    expect(sent.status).toBe(200);
    await waiting('1 image to review').waitFor();
    ada = await aPhantomPatient(stage.server.url, token);
    await expect.poll(() => numbers().first().textContent(), patience).toBe('Patients 9');
    for (const slice of phantomStudy({ kind: 'mr', slices: 1, seed: 'home', ...phantom }))
      await ada.send(slice.bytes);
    await expect.poll(() => rows().first().textContent(), patience).toContain('Phantom, Ada');
    await expect.poll(() => numbers().nth(2).textContent(), patience).toBe('Studies 3');
    expect(await page.evaluate(() => 'isSame' in window)).toBe(true);
    await waiting('1 image to review').click();
    await heading(page, 'Review queue');
  });

  it('shows who, what and a picture of what arrived, and opens the record and the images', async () => {
    await open();
    const row = rows().filter({ hasText: 'CT chest' });
    await expect
      .poll(
        () =>
          row.getByAltText('Preview of the study').evaluate((image: HTMLImageElement) => image.naturalWidth),
        patience,
      )
      .toBeGreaterThan(0);
    expect(await row.textContent()).toContain('CT chest · CT · 3 Feb 2025');
    expect(await row.getByRole('link', { name: 'Open CT chest in the viewer' }).getAttribute('href')).toMatch(
      new RegExp(`^/patients/${team.patient}/studies/[^/]+/viewer$`),
    );
    await row.getByRole('link', { name: 'Jones, Jessica' }).click();
    await heading(page, 'Jones, Jessica');
    await page.getByRole('button', { expanded: true, name: /CT chest/ }).waitFor();
    await open();
    await page.getByRole('link', { name: 'Studies without a report' }).click();
    await heading(page, 'Studies');
    expect(new URL(page.url()).search).toBe('?has_report=no');
    await open();
    await page.getByRole('link', { name: 'All studies' }).click();
    await heading(page, 'Studies');
    expect(new URL(page.url()).search).toBe('?sort=created_at&direction=desc');
  });

  it('shows an upload for as long as it is under way', async () => {
    await open();
    const title = page.getByRole('heading', { name: 'Uploads under way' });
    expect(await title.count()).toBe(0);
    const slices = [...phantomStudy({ kind: 'mr', slices: 3, seed: 'under way', ...phantom })];
    const form = openForm(api(`/patients/${ada.patientId}/imaging`), token);
    for (const { bytes } of slices.slice(0, 2)) await form.put(bytes);
    await title.waitFor();
    await page.getByRole('link', { name: /^Upload of/ }).waitFor();
    await picture(page, 'home-uploading');
    for (const { bytes } of slices.slice(2)) await form.put(bytes);
    expect(await form.end()).toBe(201);
    await title.waitFor({ state: 'detached' });
  });

  it('finds no fault by axe and no sideways scrolling, in light and dark, on a desk and a phone', async () => {
    const found: string[] = [];
    for (const scheme of ['light', 'dark'] as const)
      for (const viewport of [desk, phone]) {
        await page.setViewportSize(viewport);
        await turn(page, scheme);
        await open();
        await picture(page, `home-${scheme}-${viewport.width}`);
        for (const fault of await accessibilityFaults(page))
          found.push(`${scheme} ${viewport.width}: ${fault}`);
        const pixels = await overhang(page);
        if (pixels > 0) found.push(`${scheme} ${viewport.width}: ${pixels} px too wide`);
      }
    await page.setViewportSize(desk);
    await turn(page, 'light');
    expect(found).toEqual([]);
  });

  it('says which part failed, keeps the others, and tries again', async () => {
    await page.route('**/api/v1/realm/statistics', (route) => route.fulfill({ status: 503, json: {} }));
    await page.goto('/');
    await page.getByRole('alert').getByText('The server is busy for the moment.').waitFor();
    await rows().first().waitFor();
    await page.unroute('**/api/v1/realm/statistics');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => numbers().first().textContent(), patience).toBe('Patients 9');
  });

  it('shows a viewer what may be read, and asks for nothing else', async () => {
    const viewer = await aMember({ role: 'viewer' });
    await rows(viewer.page).first().waitFor();
    expect(await numbers(viewer.page).count()).toBe(4);
    expect(await viewer.page.getByRole('heading', { name: 'Waiting for a decision' }).count()).toBe(0);
    expect(await viewer.page.getByRole('button', { name: 'Upload images' }).count()).toBe(0);
    expect(viewer.refused).toEqual([]);
    expect(viewer.faults()).toEqual([]);
  });

  it('shows an uploader the inbox without asking for a decision, and no way to reports', async () => {
    const uploader = await aMember({ role: 'uploader' });
    await waiting('1 held study', uploader.page).getByText('Somebody who may change studies').waitFor();
    expect(await waiting('failed transfer', uploader.page).count()).toBe(0);
    expect(await waiting('to review', uploader.page).count()).toBe(0);
    expect(await uploader.page.getByRole('link', { name: 'Studies without a report' }).count()).toBe(0);
    await uploader.page.getByRole('button', { name: 'Upload images' }).waitFor();
    expect(uploader.refused).toEqual([]);
    expect(uploader.faults()).toEqual([]);
  });

  it('tells a team that has nothing how to begin, in German too, until it has something', async () => {
    const other = await stage.person({ viewport: desk });
    const fresh = await stage.server.createAccount({ team: "Anna's Team" });
    await signIn(other.page, fresh);
    const german = await stage.person({
      locale: 'de-DE',
      viewport: phone,
      storageState: await other.page.context().storageState(),
    });
    await open(german.page, 'Start');
    await german.page.getByRole('heading', { name: 'So beginnen Sie' }).waitFor();
    await picture(german.page, 'home-new-german-390');
    expect(await englishLeft(german.page)).toEqual([]);
    expect(await overhang(german.page)).toBeLessThanOrEqual(0);
    await open(other.page);
    await other.page.getByText('Nothing waits for you.').waitFor();
    expect(await numbers(other.page).first().textContent()).toBe('Patients 0');
    await picture(other.page, 'home-new-1440');
    expect(await accessibilityFaults(other.page)).toEqual([]);
    await other.page.getByRole('button', { name: 'Copy' }).click();
    expect(await other.page.evaluate(() => navigator.clipboard.readText())).toBe(
      String.raw`npx lumenbox demo --team 'Anna'\''s Team'`,
    );
    await other.page.getByRole('button', { name: 'New patient' }).click();
    const dialog = other.page.getByRole('dialog');
    await dialog.getByLabel('Given names').fill('Jessica');
    await dialog.getByLabel('Family name').fill('Jones');
    await dialog.getByLabel('Date of birth').fill('1985-06-15');
    await dialog.getByLabel('Sex').selectOption('female');
    await dialog.getByRole('button', { name: 'New patient' }).click();
    await heading(other.page, 'Jones, Jessica');
    await other.page.goBack();
    await heading(other.page, 'Home');
    await other.page.getByText('No studies').first().waitFor();
    expect(await other.page.getByRole('heading', { name: 'Begin here' }).count()).toBe(0);
    for (const { faults } of [other, german]) expect(faults()).toEqual([]);
  });

  it('showed no fault on the way', () => {
    expect(person.faults()).toEqual([]);
  });
});
