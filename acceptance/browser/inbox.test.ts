// Images that contradict the patient they were sent to: seen in the inbox, decided by a person, never by a button pressed unread.
import { aCtInstance } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustSkip, openStage, type Person, type Stage } from './support/browser.ts';
import { aPhantomPatient, phantom } from './support/phantom-patient.ts';
import { accessibilityFaults, heading, request, signIn } from './support/walk.ts';

interface Listed {
  readonly data: { readonly family_name: string; readonly id: string }[];
}

describe.skipIf(mustSkip())('the inbox', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let token: string;
  let named: string;
  const row = (name: string) => page.locator('tbody tr').filter({ hasText: name });
  const dialog = () => page.getByRole('dialog');
  const api = <T>(path: string) => request<T>(`${stage.server.url}/api/v1${path}`, token);
  beforeAll(async () => {
    stage = await openStage({ env: { LUMENBOX_RATE_LIMIT: '0' } });
    const account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    token = await stage.server.createToken(account);
    named = (await aPhantomPatient(stage.server.url, token)).patientId;
    for (const patientName of ['Stranger^Eve', 'Nobody^Known']) {
      const { bytes } = aCtInstance({ ...phantom, patientName, seed: patientName, rows: 16, columns: 16 });
      const answer = await fetch(`${stage.server.url}/api/v1/patients/${named}/imaging`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/dicom' },
        body: new Uint8Array(bytes),
      });
      expect(answer.status).toBe(200);
    }
    person = await stage.person({ viewport: { width: 1440, height: 900 } });
    page = person.page;
    await signIn(page, account);
    await page.goto('/inbox');
    await heading(page, 'Inbox');
  });
  afterAll(() => stage?.close());

  it('says why images wait, and chooses nobody whom they contradict beforehand', async () => {
    await row('Stranger').getByText('differ', { exact: false }).waitFor();
    await row('Stranger').getByRole('button', { name: 'Decide' }).click();
    await dialog().getByText('Named by the sender').waitFor();
    expect(await dialog().getByRole('radio', { checked: true }).count()).toBe(0);
    await dialog().getByRole('button', { name: 'Assign' }).click();
    // At the choices, not above the form.
    const choices = dialog().getByRole('radiogroup', { name: 'The images belong to' });
    await choices.locator('..').getByText('Choose whose the images are.').waitFor();
    expect(await dialog().getByRole('alert').getByText('Choose whose').count()).toBe(0);
    expect(await choices.evaluate((group) => group.contains(document.activeElement))).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog().getByRole('radio', { name: 'Another patient' }).check();
    await dialog().getByRole('button', { name: 'Assign' }).click();
    const search = dialog().getByRole('searchbox', { name: 'Find the patient' });
    await expect.poll(() => search.getAttribute('aria-invalid')).toBe('true');
    expect(await search.evaluate((field) => document.activeElement === field)).toBe(true);
    await dialog().getByText('Choose whose the images are.').waitFor();
  });

  it('gives them to a patient who is made of what they say', async () => {
    await dialog().getByRole('radio', { name: 'A new patient: Eve Stranger' }).check();
    await dialog().getByRole('button', { name: 'Assign' }).click();
    await page.getByText('1 image goes to its patient.').waitFor();
    await expect.poll(() => row('Stranger').count()).toBe(0);
    const made = (await api<Listed>('/patients?search=stranger')).data[0];
    expect(made?.family_name).toBe('Stranger');
    expect((await api<Listed>(`/patients/${made?.id}/studies`)).data).toHaveLength(1);
    expect((await api<Listed>(`/patients/${named}/studies`)).data).toEqual([]);
  });

  it('discards them for good, after a question', async () => {
    await row('Nobody').getByRole('button', { name: 'Decide' }).click();
    await dialog().getByRole('button', { name: 'Discard' }).click();
    await dialog().getByText('1 image will be gone for good.', { exact: false }).waitFor();
    await dialog().getByRole('button', { name: 'Discard' }).click();
    await page.getByText('Nothing waits').waitFor();
    expect((await api<Listed>('/inbox')).data).toEqual([]);
    expect((await api<Listed>('/patients?search=nobody')).data).toEqual([]);
    expect(person.faults()).toEqual([]);
  });
});
