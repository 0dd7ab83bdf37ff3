// Where the focus is when dialogs open and close: with the motion that most people have, and by keyboard alone.
import { aCtInstance } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustSkip, openStage, type Person, type Stage } from './support/browser.ts';
import { aPhantomPatient, phantom } from './support/phantom-patient.ts';
import { heading, signIn } from './support/walk.ts';

describe.skipIf(mustSkip())('the focus of dialogs', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    const account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    const { patientId } = await aPhantomPatient(stage.server.url, await stage.server.createToken(account));
    person = await stage.person({ reducedMotion: 'no-preference' });
    page = person.page;
    await signIn(page, account);
    await page.goto(`/patients/${patientId}`);
    await heading(page, 'Phantom, Ada');
  });
  afterAll(() => stage?.close());

  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });

  it('goes back to the button of the menu whose question is left with Escape', async () => {
    const menu = page.getByRole('button', { name: 'More actions' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Delete' }).press('Enter');
    await expect.poll(focused).toBe('Cancel');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused()).toBe('More actions');
  });

  it('is in the dialog about chosen files before these are measured', async () => {
    const { bytes } = aCtInstance({ ...phantom, seed: 'focus' });
    const upload = page.getByRole('button', { name: 'Upload images' });
    await upload.focus();
    await page.keyboard.press('Enter');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('menuitem', { name: 'Choose files' }).press('Enter');
    await (await chooser).setFiles({
      name: 'image.dcm',
      mimeType: 'application/dicom',
      buffer: Buffer.from(bytes),
    });
    const dialog = page.getByRole('dialog', { name: /^Upload to / });
    await dialog.waitFor();
    const isWithin = () => dialog.evaluate((element) => element.contains(document.activeElement));
    await expect.poll(isWithin).toBe(true);
    await page.keyboard.press('Tab');
    expect(await isWithin()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(focused).toBe('Upload images');
    expect(person.faults()).toEqual([]);
  });
});
