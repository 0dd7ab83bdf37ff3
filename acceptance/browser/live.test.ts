// What others do appears on the screen by itself: in lists, in numbers beside the navigation, and after the stream was away.
import { phantomStudy } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, type Stage } from './support/browser.ts';
import { aPhantomPatient, phantom } from './support/phantom-patient.ts';
import { heading, request, signIn } from './support/walk.ts';

const patience = { timeout: 20_000 };

describe.skipIf(mustSkip())('a page that is open', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let token: string;
  const post = async (path: string, body: Record<string, string>) =>
    (await request<{ data: { id: string } }>(`${stage.server.url}/api/v1${path}`, token, { body })).data.id;
  const aPatient = (family_name: string) =>
    post('/patients', { given_names: 'Ada', family_name, date_of_birth: '1815-12-10', sex: 'female' });

  beforeAll(async () => {
    stage = await openStage({ env: { LUMENBOX_RATE_LIMIT: '0' } });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    token = await stage.server.createToken(account);
    person = await stage.person({ viewport: { width: 1440, height: 900 } });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  const row = (name: string) => page.locator('tbody tr').filter({ hasText: name });

  it('shows a patient whom somebody else makes, and no longer one who is deleted', async () => {
    await page.goto('/patients');
    await heading(page, 'Patients');
    const id = await aPatient('Arrival');
    await expect.poll(() => row('Arrival').count(), patience).toBe(1);
    await request(`${stage.server.url}/api/v1/patients/${id}`, token, { method: 'DELETE' });
    await expect.poll(() => row('Arrival').count(), patience).toBe(0);
  });

  it('shows a study that arrives in the worklist', async () => {
    await page.goto('/studies');
    await heading(page, 'Studies');
    const ada = await aPhantomPatient(stage.server.url, token);
    for (const { bytes } of phantomStudy({ kind: 'mr', slices: 1, seed: 'live', ...phantom }))
      await ada.send(bytes);
    await expect.poll(() => row('Phantom').count(), patience).toBe(1);
  });

  it('shows what came while the tab could not be seen, once it can be seen again', async () => {
    await page.goto('/patients');
    await heading(page, 'Patients');
    const show = (state: 'hidden' | 'visible') =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await show('hidden');
    await aPatient('Unseen');
    await show('visible');
    await expect.poll(() => row('Unseen').count(), patience).toBe(1);
  });
});
