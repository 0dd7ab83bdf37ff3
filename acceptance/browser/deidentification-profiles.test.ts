// A de-identification profile of a team's own in the dashboard: made, corrected, tried on a study, versioned, chosen for new cases.
import { aCtInstance } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, type Stage } from './support/browser.ts';
import { faultsOfLooks } from './support/looks.ts';
import { heading, request, signIn } from './support/walk.ts';

describe.skipIf(mustSkip())('de-identification profiles in the dashboard', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  beforeAll(async () => {
    stage = await openStage();
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Research' });
    const token = await stage.server.createToken(account);
    const answer = await fetch(`${stage.server.url}/api/v1/imaging`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/dicom' },
      body: aCtInstance({
        seed: 'profiles',
        patientName: 'Jones^Jessica',
        studyDescription: 'CT chest',
        elements: [{ tag: 'BurnedInAnnotation', value: 'YES' }],
      }).bytes as Uint8Array<ArrayBuffer>,
    });
    expect(answer.status).toBe(201);
    person = await stage.person({ viewport: { width: 1440, height: 900 } });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  const faultsHere = (name: string) => faultsOfLooks(page, name);

  it('says that there is none yet, and what new cases use', async () => {
    await page.goto('/settings/deidentification');
    await heading(page, 'De-identification');
    await page.getByText('No profiles of your own').waitFor();
    await expect.poll(() => page.getByTestId('case-profile').textContent()).toBe('Basic');
    expect(await faultsHere('profiles-none')).toEqual([]);
  });

  it('makes one, with a fault shown at the rule that has it', async () => {
    await page.getByRole('button', { name: 'New profile' }).click();
    await heading(page, 'New profile');
    await page.getByLabel(/^Name/).fill('Trials');
    await page.getByLabel('Clean descriptors').check();
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByLabel('Attribute of rule 1').fill('PatientName');
    await page.getByLabel('Action of rule 1').selectOption('keep');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('00100010 identifies the patient: no rule keeps it.').waitFor();
    expect(await page.getByLabel('Attribute of rule 1').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Attribute of rule 1').fill('Modality');
    await page.getByLabel('Action of rule 1').selectOption('replace');
    await page.getByLabel('Value of rule 1').fill('OT');
    expect(await faultsHere('profile-form')).toEqual([]);
  });

  it('shows what it would do to an instance, before it is saved', async () => {
    await page.getByLabel('Clean pixel data').check();
    await page.getByRole('button', { name: 'Add a device' }).click();
    const device = page.getByRole('group', { name: 'Device 1' });
    await device.getByLabel('Manufacturer').fill('lumenbox');
    await device.getByLabel('Width').fill('64');
    await page.getByLabel(/Jones, Jessica/).check();
    await page.getByLabel('Study', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Show the preview' }).click();
    await row('Modality').getByText('Replace').waitFor();
    await row('(0010,0010)').getByText('Jones^Jessica').waitFor();
    await page
      .getByText(/A person would have to look first: The image says that text is burned in/)
      .waitFor();
    await page.getByRole('img', { name: '1 box would be blanked.' }).waitFor();
    expect(await row('(0028,0010)').count()).toBe(0);
    await page.getByLabel('Only what changes').uncheck();
    await row('(0028,0010)').getByText('Keep').waitFor();
    expect(await faultsHere('profile-preview')).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await heading(page, 'Trials');
    await page.getByText('Trials is version 1 now.').waitFor();
  });

  it('gets a new version with each change, and shows older ones in the form', async () => {
    await page.getByLabel('Keep the year of birth').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Trials is version 2 now.').waitFor();
    await page.getByRole('button', { name: 'Show version 1 in the form' }).click();
    expect(await page.getByLabel('Keep the year of birth').isChecked()).toBe(false);
    expect(await page.getByLabel('Attribute of rule 1').inputValue()).toBe('Modality');
  });

  it('is chosen for new cases, and archived when it is not needed any more', async () => {
    await page.goto('/settings/imaging');
    await page.getByLabel('Trials: your own, version 2').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The rules were saved.').waitFor();
    await page.goto('/settings/deidentification');
    await expect.poll(() => page.getByTestId('case-profile').textContent()).toBe('Trials');
    await row('Trials').getByText('New cases').waitFor();
    const archive = async () => {
      await page.getByRole('button', { name: 'Archive: Trials' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Archive', exact: true }).click();
    };
    await archive();
    await page.getByRole('dialog').getByText('New cases are begun with this profile.').waitFor();
    await page.keyboard.press('Escape');
    const token = await stage.server.createToken(account);
    const body = { case_profile: 'basic' };
    await request(`${stage.server.url}/api/v1/realm`, token, { method: 'PUT', body });
    await archive();
    await page.getByText('Trials was archived.').waitFor();
    await page.getByText('No profiles of your own').waitFor();
  });

  it('is only read by who does not run the team', async () => {
    const viewer = await stage.server.createAccount({ team: account.team, role: 'viewer' });
    const reader = await stage.person();
    await signIn(reader.page, viewer);
    await reader.page.goto('/settings/deidentification?archived=true');
    await reader.page.getByRole('link', { name: 'Trials' }).click();
    await heading(reader.page, 'Trials');
    expect(await reader.page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    expect(await reader.page.getByLabel(/^Name/).isDisabled()).toBe(true);
    expect(reader.faults()).toEqual([]);
  });

  it('showed no fault on the way', () => {
    expect(person.faults()).toEqual([]);
  });
});
