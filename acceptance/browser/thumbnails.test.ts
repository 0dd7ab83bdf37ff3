// Pictures of studies and series in the dashboard: of what has images, a quiet square for what has none, on a phone too.
import { aDataSet, aReportInstance, phantomStudy } from '@lumenbox/dicom/testing';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { aPhantomPatient, phantom } from './support/phantom-patient.ts';
import { accessibilityFaults, heading, overhang, request, signIn, turn } from './support/walk.ts';

/** A picture is made when it is first asked for, by a machine that has other things to do. */
const patience = { timeout: 20_000 };

describe.skipIf(mustSkip())('thumbnails in the dashboard', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let patientId: string;
  beforeAll(async () => {
    stage = await openStage();
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    const token = await stage.server.createToken(account);
    const patient = await aPhantomPatient(stage.server.url, token);
    patientId = patient.patientId;
    for (const { bytes } of phantomStudy({ kind: 'mr', slices: 3, seed: 'thumbnails', ...phantom }))
      await patient.send(bytes);
    const withoutPixels = { seed: 'none', studyDescription: 'Measurements alone', ...phantom };
    await patient.send(aDataSet(withoutPixels).bytes);
    await patient.send(aReportInstance({ seed: 'words', studyDescription: 'Words alone', ...phantom }).bytes);
    await request(`${stage.server.url}/api/v1/patients/${patientId}/studies`, token, {
      body: { study_description: 'Kept elsewhere' },
    });
    await request(`${stage.server.url}/api/v1/patients/${patientId}/studies`, token, {
      body: { study_description: 'An older one', study_date: '2019-05-01' },
    });
    person = await stage.person({ viewport: { width: 1440, height: 900 } });
    page = person.page;
    await signIn(page, account);
    await page.goto(`/patients/${patientId}`);
    await heading(page, 'Phantom, Ada');
  });
  afterAll(() => stage?.close());

  const study = (text: string) => page.getByRole('article').filter({ hasText: text });
  const imaged = () =>
    page
      .getByRole('article')
      .filter({ has: page.getByAltText('Preview of the study') })
      .first();
  /** Pixels across, once the picture is there. */
  const widthOf = (image: Locator) =>
    image.evaluate((element: HTMLImageElement) => (element.complete ? element.naturalWidth : 0));

  it('show what is in a study, and load when they come into view', async () => {
    const image = imaged().getByAltText('Preview of the study');
    await expect.poll(() => widthOf(image), patience).toBe(192);
    expect(await image.getAttribute('loading')).toBe('lazy');
    await picture(page, 'thumbnails-light-1440');
  });

  it('are a quiet square where there is no image', async () => {
    for (const text of ['Measurements alone', 'Kept elsewhere']) {
      await expect.poll(() => study(text).locator('img').count()).toBe(0);
      await study(text).locator('svg').first().waitFor();
    }
  });

  it('put no fault on the console where the modality does not tell that there is no image', async () => {
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    const answered = page.waitForResponse((one) => one.url().includes('/thumbnail') && one.status() === 204);
    await page.reload();
    await answered;
    await expect.poll(() => study('Measurements alone').locator('img').count(), patience).toBe(0);
    await expect.poll(() => widthOf(imaged().getByAltText('Preview of the study')), patience).toBe(192);
    expect(said).toEqual([]);
  });

  it('show each series of an opened study, and say nothing of the patient', async () => {
    await imaged().getByRole('button', { expanded: false }).first().click();
    const strip = imaged().getByRole('list', { name: 'Previews of the series' });
    const images = strip.getByAltText('Preview of the series');
    await expect.poll(() => images.count()).toBe(2);
    await expect.poll(() => widthOf(images.last()), patience).toBe(192);
    const texts = await page.locator('img').evaluateAll((list) => list.map((one) => one.getAttribute('alt')));
    expect(texts.join()).not.toMatch(/Ada|Phantom/);
    await picture(page, 'thumbnails-series-light-1440');
    expect(await accessibilityFaults(page)).toEqual([]);
    await turn(page, 'dark');
    await picture(page, 'thumbnails-series-dark-1440');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(person.faults()).toEqual([]);
  });

  it('stand along time too, newest first, each leading to its study', async () => {
    const timeline = page.getByRole('list', { name: 'Studies along time' });
    const items = timeline.getByRole('listitem');
    expect((await items.last().textContent()) ?? '').toMatch(/^2019An older one1 May 2019$/);
    expect((await items.first().textContent()) ?? '').toMatch(/^20\d\d.*15 Jan 2025$/);
    await items.last().getByRole('button').click();
    await study('An older one').getByRole('button', { expanded: true }).waitFor();
  });

  it('have a history of changes and accesses below them, for who may read the audit trail', async () => {
    const history = page.getByRole('region', { name: 'History', exact: true });
    await history.last().getByRole('button', { name: 'Show changes and accesses' }).click();
    await history.last().getByText('Record made').waitFor();
    await history.last().getByText('Anna Keller').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'thumbnails-history-1440');
    const other = await stage.person();
    await signIn(other.page, await stage.server.createAccount({ team: account.team, role: 'viewer' }));
    await other.page.goto(`/patients/${patientId}`);
    await other.page.getByRole('list', { name: 'Studies along time' }).waitFor();
    expect(await other.page.getByText('History').count()).toBe(0);
    expect([...other.faults(), ...person.faults()]).toEqual([]);
  });

  it('stand along time whatever page is listed, and lead to a study that is on another one', async () => {
    await page.goto(`/patients/${patientId}?per_page=1`);
    const items = page.getByRole('list', { name: 'Studies along time' }).getByRole('listitem');
    await expect.poll(() => page.locator('article').count(), patience).toBe(1);
    await items.filter({ hasText: 'An older one' }).getByRole('button').click();
    await study('An older one').getByRole('button', { expanded: true }).waitFor();
    expect(await page.locator('article').count()).toBe(2);
    await page.goto(`/patients/${patientId}`);
    await expect.poll(() => page.locator('article').count(), patience).toBeGreaterThan(2);
  });

  it('stand beside their study on a phone, which does not scroll sideways', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => imaged().getByAltText('Preview of the study').isVisible()).toBe(true);
    await picture(page, 'thumbnails-dark-390');
    await expect.poll(() => overhang(page)).toBeLessThanOrEqual(0);
  });

  it('are not asked for where nothing can be seen', async () => {
    const { id } = await request<{ data: { id: string; modalities: string[] }[] }>(
      `${stage.server.url}/api/v1/patients/${patientId}/studies`,
      await stage.server.createToken(account),
    ).then(({ data }) => data.find(({ modalities }) => modalities.join() === 'SR') ?? { id: '' });
    const asked: string[] = [];
    page.on('request', (one) => asked.push(one.url()));
    await page.goto('/studies');
    await page.getByText('Words alone · SR').waitFor();
    await page.goto(`/patients/${patientId}?study=${id}`);
    await study('Words alone').getByRole('list', { name: 'Previews of the series' }).waitFor();
    expect(asked.filter((url) => url.includes('/thumbnail'))).not.toEqual([]);
    expect(asked.filter((url) => url.includes(`${id}/thumbnail`))).toEqual([]);
  });
});
