// What the viewer shows of studies that are read and not looked at, of images without pixels, and to whom images are closed.
import { tags } from '@lumenbox/dicom';
import {
  aContentItem,
  aCrInstance,
  aPdf,
  aPdfInstance,
  aReportInstance,
  element,
} from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import { panel } from './support/viewer.ts';
import { accessibilityFaults, signIn } from './support/walk.ts';

/** A text in a report. */
const said = (concept: string, text: string) =>
  aContentItem(['CONTAINS', 'TEXT', concept], [element('TextValue', text)]);

describe.skipIf(mustSkip())('the viewer where there is nothing to look at', () => {
  let stage: Stage;
  let account: Account;
  let patient: PhantomPatient;
  let person: Person;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    patient = await aPhantomPatient(stage.server.url, await stage.server.createToken(account));
    person = await stage.person();
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  it('shows the words of the reports of a study that holds nothing else, one after the other', async () => {
    const first = aReportInstance({
      ...phantom,
      seed: 'words',
      title: 'Chest report',
      content: [said('Finding', 'Both lungs are clear.')],
    });
    const { studyInstanceUid, seriesInstanceUid } = first;
    const second = aReportInstance({
      ...phantom,
      seed: 'more words',
      studyInstanceUid,
      seriesInstanceUid,
      instanceNumber: 2,
      title: 'Addendum',
      content: [said('Finding', 'A small shadow at the left.')],
    });
    for (const { bytes } of [first, second]) await patient.send(bytes);
    await page.goto(await patient.addressOf(studyInstanceUid));
    await panel(page).getByRole('heading', { name: 'Chest report' }).waitFor();
    await panel(page).getByText('Both lungs are clear.').waitFor();
    await page.getByRole('navigation', { name: 'Series' }).getByText('SR · 2 files').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'viewer-report-1280');
    await panel(page).getByText('Document 1 of 2').waitFor();
    await panel(page).getByRole('button', { name: 'Next document' }).click();
    await panel(page).getByText('A small shadow at the left.').waitFor();
  });

  it('shows every PDF of a series', async () => {
    const first = aPdfInstance({ ...phantom, seed: 'letters', title: 'Referral', pdf: aPdf('Please look') });
    const { studyInstanceUid, seriesInstanceUid } = first;
    const second = aPdfInstance({
      ...phantom,
      seed: 'letters 2',
      studyInstanceUid,
      seriesInstanceUid,
      instanceNumber: 2,
      title: 'Discharge',
    });
    for (const { bytes } of [first, second]) await patient.send(bytes);
    await page.goto(await patient.addressOf(studyInstanceUid));
    await panel(page).getByRole('link', { name: /PDF/ }).waitFor();
    await panel(page).getByText('Document 1 of 2').waitFor();
  });

  it('says of an image that it came without pixels, and offers its file', async () => {
    const { bytes, studyInstanceUid } = aCrInstance({ ...phantom, seed: 'emptied', omit: [tags.PixelData] });
    await patient.send(bytes);
    await page.goto(await patient.addressOf(studyInstanceUid));
    await panel(page).getByText('This image came without its pixels.').waitFor();
    const download = page.waitForEvent('download');
    await panel(page).getByRole('link', { name: 'Download the series (zip)' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.zip$/);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('says what it holds of a series that is neither image nor document', async () => {
    const { studyInstanceUid, bytes } = aReportInstance({
      ...phantom,
      seed: 'keys',
      sopClassUid: '1.2.840.10008.5.1.4.1.1.88.59',
      elements: [element('Modality', 'KO')],
      content: [
        aContentItem(['CONTAINS', 'TEXT', 'Key Object Description'], [element('TextValue', 'These')]),
      ],
    });
    await patient.send(bytes);
    await page.goto(await patient.addressOf(studyInstanceUid));
    await panel(page).getByText('This series holds a choice of key images.').waitFor();
    await panel(page).getByRole('link', { name: 'Download the series (zip)' }).waitFor();
    expect(person.faults()).toEqual([]);
  });

  it('tells whoever may not look at images so, in one sentence and without asking for them', async () => {
    const { bytes, studyInstanceUid } = aCrInstance({ ...phantom, seed: 'closed' });
    await patient.send(bytes);
    const other = await stage.person();
    const asked: string[] = [];
    other.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await signIn(other.page, await stage.server.createAccount({ team: account.team, role: 'uploader' }));
    await other.page.goto(await patient.addressOf(studyInstanceUid));
    await other.page.getByText('Your role does not look at images.').waitFor();
    expect(asked.filter((path) => path.startsWith('/dicomweb'))).toEqual([]);
    await other.page.getByRole('button', { name: 'Back to the record' }).click();
    expect(other.faults()).toEqual([]);
  });
});
