// The viewer on the study of a case: its images, its label where a name would stand, and that it is de-identified.
import { type MadeInstance, phantomStudy } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { aPhantomPatient, phantom } from './support/phantom-patient.ts';
import { coloursAt, greyError, greyOf, panel, patience, pointsOver, shown } from './support/viewer.ts';
import { accessibilityFaults, heading, overhang, request, signIn } from './support/walk.ts';

const size = { rows: 128, columns: 128 };
const slices = 6;

describe.skipIf(mustSkip())('the viewer on the study of a case', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let caseId: string;
  const ct = [...phantomStudy({ kind: 'ct', slices, ...size, seed: 'of a case', ...phantom })];
  beforeAll(async () => {
    stage = await openStage({}, { webgl: 'software' });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Teaching' });
    const token = await stage.server.createToken(account);
    const patient = await aPhantomPatient(stage.server.url, token);
    for (const { bytes } of ct) await patient.send(bytes);
    const api = `${stage.server.url}/api/v1`;
    const { data: studies } = await request<{ data: { id: string }[] }>(
      `${api}/patients/${patient.patientId}/studies`,
      token,
    );
    const made = await request<{ data: { id: string } }>(`${api}/cases`, token, {
      body: { label: 'TEACH-7' },
    });
    caseId = made.data.id;
    await request(`${api}/cases/${caseId}/studies`, token, { body: { from_study: studies[0]?.id } });
    person = await stage.person({ viewport: { width: 1280, height: 860 } });
    page = person.page;
    await signIn(page, account);
    await page.goto(`/cases/${caseId}`);
    await heading(page, 'TEACH-7');
  });
  afterAll(() => stage?.close());

  const names = /Phantom|\bAda\b|1815/;
  const bodyText = async () => (await page.locator('body').textContent()) ?? '';

  it('opens from the page of the case with its images, exact to the grey', async () => {
    await page.getByRole('link', { name: /^Open .* in the viewer$/ }).click();
    await shown(page, 1);
    await page.keyboard.press('j');
    // Slices are shown from the head, and made from the feet.
    const { pixelData } = ct[slices - 1] as MadeInstance;
    const view = new DataView(pixelData.buffer, pixelData.byteOffset);
    const points = pointsOver(size);
    const wanted = points.map(({ column, row }) =>
      greyOf(view.getInt16(2 * (row * size.columns + column), true) - 1024, { center: 40, width: 400 }),
    );
    const error = async () => greyError(await coloursAt(page, size, points), wanted);
    await expect.poll(error, patience).toBeLessThanOrEqual(1);
  });

  it('says the label where a name would stand, and that it is de-identified, in the bar and on the image', async () => {
    await heading(page, 'TEACH-7');
    await page.getByRole('banner').getByText('De-identified', { exact: true }).waitFor();
    expect(await panel(page).textContent()).toContain('TEACH-7 · De-identified');
    expect(await bodyText()).not.toMatch(names);
    expect(`${await page.title()} ${page.url()}`).not.toMatch(/TEACH|Phantom/);
    await picture(page, 'viewer-case-1280');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('y');
    const plane = page.getByTestId('plane-axial');
    await expect.poll(() => plane.textContent(), patience).toContain('TEACH-7 · De-identified');
    await page.keyboard.press('Escape');
    await shown(page, 1);
  });

  it('hides the label at a key', async () => {
    await page.keyboard.press('x');
    await heading(page, 'Identity hidden');
    expect(await bodyText()).not.toContain('TEACH-7');
    await page.keyboard.press('x');
    await heading(page, 'TEACH-7');
  });

  it('fits a phone, and leads back to the case', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await shown(page, 1);
    await page.getByRole('banner').getByText('De-identified', { exact: true }).waitFor();
    await picture(page, 'viewer-case-390');
    expect(await overhang(page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to the record' }).click();
    await heading(page, 'TEACH-7');
    expect(new URL(page.url()).pathname).toBe(`/cases/${caseId}`);
    expect(person.faults()).toEqual([]);
  });
});
