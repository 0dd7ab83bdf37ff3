// A line that is gone when a page, the viewer or a dialog is to be loaded: it is told in place, and trying again works when the line is back.
import { phantomStudy } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Stage } from './support/browser.ts';
import { aPhantomPatient, phantom } from './support/phantom-patient.ts';
import { panel, patience } from './support/viewer.ts';
import { accessibilityFaults, heading, signIn } from './support/walk.ts';

describe.skipIf(mustSkip())('the dashboard without a line', () => {
  let stage: Stage;
  let account: Account;
  let patientId: string;
  beforeAll(async () => {
    stage = await openStage();
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    const patient = await aPhantomPatient(stage.server.url, await stage.server.createToken(account));
    patientId = patient.patientId;
    for (const { bytes } of phantomStudy({ kind: 'mr', slices: 3, seed: 'offline', ...phantom }))
      await patient.send(bytes);
  });
  afterAll(() => stage?.close());

  /** Programs that are got ahead would hide what is tested: as on a line on which somebody saves, none are. */
  async function aPerson(): Promise<Page> {
    const { page } = await stage.person();
    await page.addInitScript(() => {
      Object.defineProperty(window, 'requestIdleCallback', { value: () => 0 });
    });
    await signIn(page, account);
    return page;
  }
  const unreachable = (page: Page) => page.getByText('The server cannot be reached.', { exact: false });
  /** As soon as something is wanted, the line is gone; `isBack` says that it is there again. */
  async function cut(page: Page): Promise<{ mend(): Promise<void> }> {
    await page.context().setOffline(true);
    return { mend: () => page.context().setOffline(false) };
  }

  it('says so in the place of a page, which comes when it is tried again', async () => {
    const page = await aPerson();
    const line = await cut(page);
    await page.getByRole('link', { name: 'Uploads' }).click();
    await heading(page, 'This page could not be loaded');
    await unreachable(page).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Try again' }).click();
    await unreachable(page).waitFor();
    await page.getByText('No connection.', { exact: false }).waitFor();
    await line.mend();
    await page.getByText('No connection.', { exact: false }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Try again' }).click();
    await heading(page, 'Uploads');
  });

  it('says so in the place of the viewer, which opens when it is tried again', async () => {
    const page = await aPerson();
    await page.goto(`/patients/${patientId}`);
    const open = page.getByRole('link', { name: /in the viewer$/ });
    await open.waitFor();
    const line = await cut(page);
    await open.click();
    await unreachable(page).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await line.mend();
    await page.getByRole('button', { name: 'Try again' }).click();
    await panel(page).waitFor(patience);
  });

  it('says so in the quick search, and leaves the page as it is', async () => {
    const page = await aPerson();
    const line = await cut(page);
    await page.keyboard.press('Control+k');
    const dialog = page.getByRole('dialog', { name: 'Search everything' });
    await dialog.getByText('The server cannot be reached.', { exact: false }).waitFor();
    await line.mend();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByRole('combobox').waitFor();
    await page.keyboard.press('Escape');
    await heading(page, 'Patients');
  });
});
