// Patients, cases and studies: forms with the server's messages, lists through the URL, archive and deletion.
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, type Stage } from './support/browser.ts';
import { heading, overhang, request, resize, signIn, textOf } from './support/walk.ts';

describe.skipIf(mustSkip())('records in the dashboard', () => {
  let stage: Stage;
  let person: Person;
  let account: Account;
  beforeAll(async () => {
    stage = await openStage({ env: { LUMENBOX_RATE_LIMIT: '0' } });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    const token = await stage.server.createToken(account);
    for (let index = 0; index < 60; index++)
      await request(`${stage.server.url}/api/v1/patients`, token, {
        body: {
          given_names: index % 2 === 0 ? 'Émile' : 'Ravi',
          family_name: `Family${String(index).padStart(2, '0')}`,
          date_of_birth: `19${String(30 + index)}-01-02`,
          sex: 'unknown',
        },
      });
    person = await stage.person();
    await signIn(person.page, account);
  });
  afterAll(() => stage?.close());

  const firstName = () => textOf(person.page.locator('tbody tr').first().getByRole('link'));
  const query = () => new URL(person.page.url()).search;

  it('sorts, pages and goes back and forward through the URL', async () => {
    const { page } = person;
    await page.getByText('1–25 of 60').waitFor();
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    await page.waitForURL('**/patients?sort=name&direction=asc');
    await expect.poll(firstName).toBe('Family00, Émile');
    await page.getByRole('button', { name: 'Page 3' }).click();
    await page.getByText('51–60 of 60').waitFor();
    expect(query()).toBe('?sort=name&direction=asc&page=3');
    await page.goBack();
    await page.getByText('1–25 of 60').waitFor();
    await page.goBack();
    await page.waitForURL('**/patients');
    await page.goForward();
    await page.goForward();
    await page.getByText('51–60 of 60').waitFor();
    await page.getByLabel('Rows per page').selectOption('100');
    await page.getByText('1–60 of 60').waitFor();
    expect(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
  });

  it('opens a link to a state of the list as it was', async () => {
    const { page } = person;
    await page.goto('/patients?search=emile&sort=date_of_birth&direction=asc&per_page=10&page=2');
    await page.getByText('11–20 of 30').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('emile');
    await expect.poll(firstName).toBe('Family20, Émile');
  });

  it('shows the last page to who asks for one behind it', async () => {
    const { page } = person;
    await page.goto('/patients?sort=name&direction=asc&page=9');
    await page.getByText('51–60 of 60').waitFor();
    expect(query()).toBe('?sort=name&direction=asc&page=3');
  });

  it('says of a record that is not there so once, and offers no second try', async () => {
    const { page } = person;
    for (const [path, list] of [
      ['/patients/nope', 'Patients'],
      ['/cases/nope', 'Cases'],
      ['/uploads/nope', 'All uploads'],
      ['/review-queue/nope', 'Review queue'],
    ] as const) {
      await page.goto(path);
      await heading(page, 'Page not found');
      expect(await textOf(page.getByRole('main'))).toBe(
        `${list}Page not foundThere is nothing at this address. It may have been deleted, or it belongs to another team.`,
      );
    }
  });

  it('finds by words with the key /, empties with Esc, and says when nothing matches', async () => {
    const { page } = person;
    await page.goto('/patients');
    await page.getByText('1–25 of 60').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ravi family07');
    await page.getByText('1–1 of 1').waitFor();
    expect(query()).toBe('?search=ravi+family07');
    await page.keyboard.type('x');
    await page.getByText('No patient matches').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('1–25 of 60').waitFor();
    expect(query()).toBe('');
  });

  it('shows the server’s messages at the fields of a new patient, then makes it', async () => {
    const { page } = person;
    await page.getByRole('button', { name: 'New patient' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Date of birth').fill('2999-01-01');
    await dialog.getByLabel('Country').fill('Switzerland');
    await dialog.getByRole('button', { name: 'New patient' }).click();
    await dialog.getByText('The given names field is required.').waitFor();
    const messages = [
      ['Given names', 'The given names field is required.'],
      ['Family name', 'The family name field is required.'],
      ['Date of birth', 'The date of birth field must be a date before today.'],
      ['Sex', 'The sex field is required.'],
      ['Country', 'The address.country field must not be greater than 2 characters.'],
    ] as const;
    for (const [label, message] of messages) {
      const field = dialog.getByLabel(label);
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      const described = (await field.getAttribute('aria-describedby')) ?? '';
      const texts = await Promise.all(
        described
          .split(' ')
          .filter(Boolean)
          .map((id) => textOf(page.locator(`[id="${id}"]`))),
      );
      expect(texts.join(' ')).toContain(message);
    }
    expect(await dialog.getByLabel('Given names').evaluate((field) => field === document.activeElement)).toBe(
      true,
    );
    await dialog.getByLabel('Given names').fill('Jessica');
    await dialog.getByLabel('Family name').fill('<b>Jones</b>');
    await dialog.getByLabel('Date of birth').fill('1985-06-15');
    await dialog.getByLabel('Sex').selectOption('female');
    await dialog.getByLabel('Country').fill('CH');
    await dialog.getByRole('button', { name: 'New patient' }).click();
    await heading(page, '<b>Jones</b>, Jessica');
    expect(await page.title()).toBe('<b>Jones</b>, Jessica · Lumenbox');
  });

  it('edits a patient and changes only what was changed', async () => {
    const { page } = person;
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Family name').fill('Jones');
    await page.getByRole('button', { name: 'Save' }).click();
    await heading(page, 'Jones, Jessica');
    await page.getByText('15 Jun 1985').waitFor();
    await page.reload();
    await heading(page, 'Jones, Jessica');
  });

  it('adds identifiers, shows them in the list, and removes them', async () => {
    const { page } = person;
    for (const attempt of ['first', 'again']) {
      await page.getByRole('button', { name: 'Add identifier' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Identifier').fill('MRN-0042');
      await dialog.getByLabel('Issuer').fill('North Hospital');
      await dialog.getByRole('button', { name: 'Add identifier' }).click();
      if (attempt === 'again') {
        await dialog.getByText('has already been taken').waitFor();
        await page.keyboard.press('Escape');
      }
      await dialog.waitFor({ state: 'detached' });
    }
    const { pathname } = new URL(page.url());
    await page.goto('/patients?search=mrn-0042');
    await page.locator('tbody').getByRole('cell', { name: 'MRN-0042' }).waitFor();
    await page.goto(pathname);
    await page.getByRole('button', { name: 'Remove identifier MRN-0042' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No identifiers.').waitFor();
  });

  it('records, opens, edits and deletes a study', async () => {
    const { page } = person;
    await page.getByRole('button', { name: 'Record a study' }).click();
    await page.getByLabel('Description').fill('MRI brain');
    await page.getByLabel('Study date').fill('20250110');
    await page.getByLabel('Its images are, or will be, here').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Record a study' }).click();
    await page.getByText('The study instance uid field is required when availability is dicom.').waitFor();
    await page.getByLabel('Study Instance UID').fill('1.2.3.4');
    await page.getByRole('dialog').getByRole('button', { name: 'Record a study' }).click();
    const row = page.getByRole('article').filter({ hasText: 'MRI brain' });
    await row.getByText('10 Jan 2025').waitFor();
    await row.getByText('Waiting for images').waitFor();
    await row.getByText('No series have arrived.').waitFor();
    await row.getByRole('button', { name: 'Actions for MRI brain' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await page.getByLabel('Notes').fill('On CD at the desk');
    await page.getByRole('button', { name: 'Save' }).click();
    await row.getByText('On CD at the desk').waitFor();
    await row.getByRole('button', { name: 'Actions for MRI brain' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByText('“MRI brain” will be gone for good').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No studies yet').waitFor();
  });

  it('archives a patient, finds it among the archived, and deletes it', async () => {
    const { page } = person;
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Archive' }).click();
    await page.getByText('Jessica Jones was archived.').waitFor();
    await page.goto('/patients?search=jones');
    await page.getByText('No patient matches').waitFor();
    await page.getByText('Archived', { exact: true }).click();
    await page.getByRole('link', { name: 'Jones, Jessica' }).click();
    await heading(page, 'Jones, Jessica');
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await heading(page, 'Patients');
    await page.goto('/patients?search=jones&archived=true');
    await page.getByText('No patient matches').waitFor();
  });

  it('makes, edits and deletes a case, which shows no identity', async () => {
    const { page } = person;
    await page.getByRole('link', { name: 'Cases' }).click();
    await heading(page, 'Cases');
    await page.getByRole('button', { name: 'New case' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'New case' }).click();
    await page.getByText('The label field is required.').waitFor();
    await page.getByRole('dialog').getByLabel('Label').fill('CASE-00143');
    await page.getByLabel('Date of birth').fill('1961-02-03');
    await page.getByRole('dialog').getByRole('button', { name: 'New case' }).click();
    await heading(page, 'CASE-00143');
    await page.getByText('De-identified').waitFor();
    expect(await textOf(page.locator('main'))).not.toContain('Feb 1961');
    const caseId = page.url().split('/').at(-1);
    await page.goto(`/patients/${caseId}`);
    await page.waitForURL(`**/cases/${caseId}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No cases yet').waitFor();
  });

  it('says so when something is not there', async () => {
    const { page } = person;
    await page.goto('/patients/00000000-0000-7000-8000-000000000000');
    await heading(page, 'Page not found');
    await page.goto('/nowhere');
    await heading(page, 'Page not found');
  });

  it('showed no fault on the way', () => {
    expect(person.faults()).toEqual([]);
  });

  it('breaks long names between their words, in the heading and in tables', async () => {
    const { page } = person;
    const family = 'Ververgangenheitsbewaeltigung von und zu Weissenfels';
    const token = await stage.server.createToken(account);
    const { data } = await request<{ data: { id: string } }>(`${stage.server.url}/api/v1/patients`, token, {
      body: { given_names: 'Maximiliane', family_name: family, date_of_birth: '1930-01-02', sex: 'female' },
    });
    await request(`${stage.server.url}/api/v1/patients/${data.id}/studies`, token, {
      body: { study_description: 'Kept elsewhere', study_date: '2024-01-02' },
    });
    await resize(page, { width: 1024, height: 768 });
    await page.goto(`/patients/${data.id}`);
    const title = page.getByRole('heading', { level: 1, name: family });
    await title.waitFor();
    expect(await brokenWords(title)).toEqual([]);
    for (const path of ['/patients?search=maximiliane', '/studies']) {
      await page.goto(path);
      const names = page.locator('tbody').getByRole('link', { name: family });
      await names.waitFor();
      // A word of 29 letters is longer than its line, the others are not.
      expect((await brokenWords(names)).filter((word) => word.length < 20)).toEqual([]);
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      const region = page.getByRole('region').filter({ has: names });
      expect(await region.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0);
    }
    await resize(page, { width: 1440, height: 900 });
  });
});

/** Words of an element that stand on more than one line. */
function brokenWords(locator: Locator): Promise<string[]> {
  return locator.evaluate((element) => {
    const broken: string[] = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      for (const word of (node.textContent ?? '').matchAll(/[^\s-]+-?/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) broken.push(word[0]);
      }
    return broken;
  });
}
