// Over 300 lines: one server and one team serve every way through the worklist; another file would start them anew.
// The worklist and the quick search in a real browser: everything of the team in one table, by keyboard, on a phone, live.
import { phantomStudy } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { openForm } from './support/open-form.ts';
import { aPhantomPatient, phantom } from './support/phantom-patient.ts';
import { accessibilityFaults, heading, overhang, request, signIn, turn } from './support/walk.ts';

const patience = { timeout: 20_000 };
const desk = { width: 1440, height: 900 };

describe.skipIf(mustSkip())('the worklist', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let token: string;
  const patients: Record<string, string> = {};

  const api = (path: string) => `${stage.server.url}/api/v1${path}`;
  const make = async (path: string, body: Record<string, string>) =>
    (await request<{ data: { id: string } }>(api(path), token, { body })).data.id;

  const aStudy = (seed: string, slices: number) => phantomStudy({ kind: 'mr', slices, seed, ...phantom });
  beforeAll(async () => {
    stage = await openStage({ env: { LUMENBOX_RATE_LIMIT: '0' } });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    token = await stage.server.createToken(account);
    const born = { date_of_birth: '1815-12-10', sex: 'female' };
    const ada = await aPhantomPatient(stage.server.url, token);
    patients.ada = ada.patientId;
    patients.zoe = await make('/patients', { given_names: 'Zoë', family_name: 'Zöllner', ...born });
    patients.file = await make('/cases', { label: 'Teaching file 7' });
    await make(`/patients/${patients.zoe}/studies`, {
      study_description: 'Knee elsewhere',
      study_date: '1999-05-05',
      accession_no: 'ACC-77',
      institution_name: 'Klinik Nord',
    });
    await make(`/patients/${patients.file}/studies`, { study_description: 'Kept on film' });
    for (const { bytes } of aStudy('worklist', 2)) await ada.send(bytes);
    person = await stage.person({ viewport: desk });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  const rows = () => page.locator('tbody tr');
  const names = () => page.locator('tbody tr a:not([aria-label])').allTextContents();
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  const settled = async () =>
    expect.poll(() => page.locator('.mantine-Skeleton-root').count(), patience).toBe(0);
  async function open(query = ''): Promise<void> {
    await page.goto(`/studies${query}`);
    await heading(page, 'Studies');
    await settled();
  }
  const dialog = () => page.getByRole('dialog', { name: 'Search everything' });
  const options = () => dialog().getByRole('option');

  it('stands in the navigation right after Home, and holds studies of patients and cases with their pictures', async () => {
    expect(await page.locator('nav li a').nth(1).textContent()).toBe('Studies');
    await page.locator('nav').getByRole('link', { name: 'Studies' }).click();
    await heading(page, 'Studies');
    await expect.poll(names, patience).toEqual(['Phantom, Ada', 'Zöllner, Zoë', 'Teaching file 7']);
    const image = rows().first().getByAltText('Preview of the study');
    await expect
      .poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth), patience)
      .toBe(192);
    await expect.poll(() => rows().first().textContent(), patience).toContain('MR');
    await page.getByText('1–3 of 3').waitFor();
    for (const scheme of ['light', 'dark'] as const) {
      await turn(page, scheme);
      await picture(page, `worklist-${scheme}-1440`);
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    await turn(page, 'light');
  });

  it('is narrowed and ordered by what stands in the URL, which a reload keeps', async () => {
    await page.getByLabel('Institution').fill('nord');
    await expect.poll(names, patience).toEqual(['Zöllner, Zoë']);
    expect(new URL(page.url()).search).toBe('?institution=nord');
    await page.reload();
    await expect.poll(names, patience).toEqual(['Zöllner, Zoë']);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: 'Patient or case' }).click();
    await expect.poll(names, patience).toEqual(['Phantom, Ada', 'Teaching file 7', 'Zöllner, Zoë']);
    await page.getByLabel('Search studies').fill('teach film');
    await expect.poll(names, patience).toEqual(['Teaching file 7']);
    expect(new URL(page.url()).search).toContain('sort=patient_name');
    await page.goBack();
    await expect.poll(() => rows().count(), patience).toBe(3);
    await open('?modality=MR&date_from=1990-01-01');
    expect(await names()).toEqual(['Phantom, Ada']);
  });

  it('says what there is not, and what went wrong', async () => {
    await open('?search=nobody');
    await page.getByText('No study matches').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await open('?search=a+b+c+d+e+f+g+h+i');
    await page.getByRole('alert').getByText('must not have more than 8 words').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('says of days that are the wrong way round so at the field, and asks nobody', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await open('?date_from=2025-02-01&date_to=2025-01-01');
    await page.getByText('No study matches').waitFor();
    const to = page.getByLabel('To', { exact: true });
    expect(await to.getAttribute('aria-invalid')).toBe('true');
    await page.getByText('Before the first day.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(asked.filter((url) => url.includes('/api/v1/studies?'))).toEqual([]);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('fits a screen of 1024 px beside the navigation, in both languages, with all that was chosen', async () => {
    for (const locale of ['en-GB', 'de-CH']) {
      const { page: narrow, faults } = await stage.person({ viewport: { width: 1024, height: 768 }, locale });
      await narrow.context().addCookies(await page.context().cookies());
      await narrow.goto('/studies');
      await narrow
        .locator('tbody tr')
        .filter({ hasText: 'Zöllner' })
        .getByText('Klinik Nord')
        .first()
        .waitFor();
      const table = narrow.locator('section').filter({ has: narrow.getByRole('table') });
      expect(await table.evaluate((frame) => frame.scrollWidth - frame.clientWidth)).toBe(0);
      expect(await accessibilityFaults(narrow)).toEqual([]);
      expect(faults()).toEqual([]);
      await narrow.context().close();
    }
  });

  it('leads from each study to its images', async () => {
    await open();
    await rows()
      .filter({ hasText: 'Phantom' })
      .getByRole('link', { name: /in the viewer$/ })
      .click();
    await page.getByTestId('panel-1').waitFor();
    await page.goBack();
    await heading(page, 'Studies');
  });

  it('is moved through by keyboard, and opens a study on its patient’s page', async () => {
    await open();
    await page.keyboard.press('j');
    expect(await focused()).toBe('Phantom, Ada');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    expect(await focused()).toBe('Teaching file 7');
    await page.keyboard.press('k');
    expect(await focused()).toBe('Zöllner, Zoë');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await heading(page, 'Phantom, Ada');
    await page.getByRole('article').getByRole('button', { expanded: true }).waitFor();
    await page.goBack();
    await heading(page, 'Studies');
  });

  it('has the columns that somebody wants, in their order, and remembers them with the height of its rows', async () => {
    const headers = async () =>
      (await page.locator('thead th').allTextContents()).filter((text) => text !== '');
    const height = async () => (await rows().first().boundingBox())?.height ?? 0;
    const box = (name: string) =>
      page.getByRole('dialog', { name: 'Columns' }).getByLabel(name, { exact: true });
    const tall = await height();
    await page.getByRole('button', { name: 'Columns' }).click();
    await box('Preview').uncheck();
    await expect.poll(() => page.locator('tbody img').count()).toBe(0);
    await box('Body part').check();
    await page.getByRole('button', { name: 'Move Body part further to the front' }).click();
    await page.getByText('Compact', { exact: true }).click();
    expect(await box('Patient or case').isDisabled()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'worklist-columns-1440');
    await page.keyboard.press('Escape');
    await open();
    expect(await page.locator('tbody img').count()).toBe(0);
    expect((await headers()).slice(-3)).toEqual(['Body part', 'Received', 'Open in the viewer']);
    expect(await height()).toBeLessThan(tall);
  });

  it('keeps what is on the screen as a view, shares it, and says when the screen shows something else', async () => {
    const views = (name: string | RegExp = /^View/) => page.getByRole('button', { name });
    const item = (name: string | RegExp) => page.getByRole('menuitem', { name });
    await page.getByLabel('Institution').fill('nord');
    await expect.poll(names, patience).toEqual(['Zöllner, Zoë']);
    await views().click();
    await item('Save as a new view…').click();
    await page.getByLabel('Name').fill('From the north');
    await page.getByLabel('Share with the team').check();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await views('View: From the north').waitFor();
    // Everything, as at first; the view brings back what it kept.
    await views().click();
    await item('All studies').click();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('tbody img').count(), patience).toBe(1);
    await views('Views').click();
    await picture(page, 'worklist-views-1440');
    await item('From the north').click();
    await expect.poll(names, patience).toEqual(['Zöllner, Zoë']);
    expect(await page.locator('thead').getByText('Body part').count()).toBe(1);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await views('View: From the north (changed)').click();
    await item('Keep the changes in From the north').click();
    await views('View: From the north').waitFor();

    const other = await stage.person({ viewport: desk });
    await signIn(other.page, await stage.server.createAccount({ team: account.team, role: 'viewer' }));
    await other.page.goto('/studies');
    await other.page.getByRole('button', { name: 'Views' }).click();
    await other.page.getByRole('menuitem', { name: 'From the north · Anna Keller' }).click();
    await other.page.locator('thead').getByText('Body part').waitFor();
    await other.page.getByRole('button', { name: 'View: From the north' }).click();
    // It is not theirs to change.
    expect(await other.page.getByRole('menuitem', { name: /^Delete/ }).count()).toBe(0);
    expect(other.faults()).toEqual([]);

    await views().click();
    await item(/^Delete/).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await views('Views').waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.keyboard.press('Escape');
  });

  it('shows images as they come, without being asked again', async () => {
    const state = (text: string) => page.locator('tbody').getByText(text);
    await open('?modality=MR');
    await expect.poll(() => state('Ready').count(), patience).toBe(1);
    const files = [...aStudy('worklist more', 2)];
    const form = openForm(api(`/patients/${patients.ada}/imaging`), token);
    for (const { bytes } of files.slice(0, 2)) await form.put(bytes);
    const uploading = async () => {
      await page.reload();
      await state('Phantom, Ada').first().waitFor();
      return state('Receiving').count();
    };
    await expect.poll(uploading, patience).toBe(1);
    // From here nothing but the page itself asks.
    for (const { bytes } of files.slice(2)) await form.put(bytes);
    expect(await form.end()).toBe(201);
    await state(`/ ${files.length}`).nth(1).waitFor();
    await expect.poll(() => state('Ready').count(), patience).toBe(2);
  });

  it('fits on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open();
    await picture(page, 'worklist-light-360');
    await expect.poll(() => overhang(page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByText('Knee elsewhere').filter({ visible: true }).waitFor();
    await page.setViewportSize(desk);
  });

  it('has everything found by Ctrl-K, from a field too, in groups, and opened by Enter', async () => {
    await open();
    await page.getByLabel('Institution').focus();
    await page.keyboard.press('Control+k');
    await dialog().getByText('Type the beginning').waitFor();
    await page.keyboard.type('zoll');
    await expect.poll(() => options().count(), patience).toBe(2);
    const groups = await dialog()
      .getByRole('group')
      .evaluateAll((list) => list.map((one) => one.getAttribute('aria-label')));
    expect(groups).toEqual(['Patients', 'Studies']);
    await picture(page, 'quick-search-light-1440');
    for (const scheme of ['light', 'dark'] as const) {
      await turn(page, scheme);
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    await turn(page, 'light');
    await page.keyboard.press('ArrowDown');
    expect(await options().nth(1).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    await heading(page, 'Zöllner, Zoë');
    await page.getByRole('article').getByRole('button', { expanded: true }).waitFor();
  });

  it('finds by accession number and label, says when there is nothing, and offers what was opened last', async () => {
    for (const [text, line] of [
      ['acc-77', 'Knee elsewhere'],
      ['teaching', 'Teaching file 7'],
    ] as const) {
      await page.keyboard.press('Control+k');
      await dialog().waitFor();
      await page.keyboard.type(text);
      await options().filter({ hasText: line }).first().waitFor();
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
    }
    await page.keyboard.press('Control+k');
    await dialog().getByRole('group', { name: 'Opened last' }).getByText('Knee elsewhere').waitFor();
    await page.keyboard.type('nobody at all');
    await dialog().getByText('Nothing matches.').waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('chooses several by click, Shift and keys, and says of each what became of it', async () => {
    await open();
    const bar = page.getByRole('toolbar', { name: 'What to do with the chosen studies' });
    const choice = (study: RegExp) => page.getByRole('checkbox', { name: study });
    const act = async (name: string) => {
      await bar.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
    };
    const inDialog = (name: string | RegExp) => page.getByRole('dialog').getByRole('button', { name });
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await bar.getByText('1 study chosen').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+X');
    await bar.getByText('3 studies chosen').waitFor();
    await bar.getByRole('button', { name: 'Choose none' }).click();
    await bar.waitFor({ state: 'detached' });
    await choice(/Phantom, Ada/)
      .first()
      .check();
    await choice(/Kept on film/).click({ modifiers: ['Shift'] });
    await expect.poll(() => bar.getByRole('status').textContent()).toMatch(/^[34] studies chosen$/);
    expect(await bar.getByRole('link', { name: 'Download' }).getAttribute('href')).toMatch(
      /^\/api\/v1\/studies\/archive\?study_ids=/,
    );
    for (const scheme of ['light', 'dark'] as const) {
      await turn(page, scheme);
      await picture(page, `worklist-chosen-${scheme}-1440`);
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    await turn(page, 'light');

    // Archiving can be taken back.
    await act('Archive…');
    await inDialog('Archive').click();
    await page.getByRole('dialog').getByText('3 of 3 done.').waitFor();
    const isArchived = async () =>
      (await request<{ data: { archived: boolean } }>(api(`/cases/${patients.file}`), token)).data.archived;
    expect(await isArchived()).toBe(true);
    await inDialog('Undo').click();
    await page.getByRole('dialog').getByText('3 of 3 taken back.').waitFor();
    expect(await isArchived()).toBe(false);
    await inDialog('Close').last().click();

    // One of two is gone already: the other is deleted, and the first says why not.
    await bar.getByRole('button', { name: 'Choose none' }).click();
    await choice(/Knee elsewhere/).check();
    await choice(/Kept on film/).check();
    await act('Delete…');
    await page.getByRole('dialog').getByText('2 studies will be gone for good').waitFor();
    await picture(page, 'worklist-delete-1440');
    const knee = await request<{ data: { id: string }[] }>(api(`/patients/${patients.zoe}/studies`), token);
    // Before the page hears of it.
    await page.route('**/api/v1/studies?*', () => undefined);
    await request(api(`/patients/${patients.zoe}/studies/${knee.data[0]?.id}`), token, { method: 'DELETE' });
    await inDialog('Delete').click();
    await page.getByRole('dialog').getByText('1 of 2 done.').waitFor();
    await page.getByRole('alert').getByText('Zöllner, Zoë · Knee elsewhere: This no longer exists').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.unroute('**/api/v1/studies?*');
    await inDialog('Close').last().click();
    await bar.waitFor({ state: 'detached' });
    await expect.poll(async () => [...new Set(await names())], patience).toEqual(['Phantom, Ada']);
  });

  it('asks once for what is typed at once, and gives up what is no longer wanted', async () => {
    const asked: string[] = [];
    page.on('request', (sent) => {
      const { pathname, search } = new URL(sent.url());
      if (pathname === '/api/v1/studies' && search.startsWith('?search=')) asked.push(search);
    });
    await page.keyboard.press('Control+k');
    await dialog().waitFor();
    // On a busy machine, keys can come further apart than the field waits: its clock stands while they do.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 1000);
    await page.keyboard.type('phantom');
    await page.clock.resume();
    await options().first().waitFor();
    expect(asked).toEqual(['?search=phantom&per_page=5']);
    const cut = page.waitForEvent('requestfailed', (sent) => sent.url().includes('search=teach&'));
    await page.route('**/api/v1/studies?search=teach&*', () => undefined);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('teach');
    await page.waitForRequest((sent) => sent.url().includes('/studies?search=teach&'));
    await page.keyboard.type('ing');
    await cut;
    await options().filter({ hasText: 'Teaching file 7' }).first().waitFor();
    await page.keyboard.press('Escape');
    expect(person.faults()).toEqual([]);
  });
});
