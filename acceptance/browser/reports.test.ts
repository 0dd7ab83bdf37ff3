// Reports in the dashboard and beside the images: written, looked at, signed, amended, uploaded, received with the images, deleted.
import {
  aCode,
  aContentItem,
  aCtInstance,
  aPdf,
  aPdfInstance,
  aReportInstance,
  element,
} from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { faultsOfLooks, lookOnPhone } from './support/looks.ts';
import { pdfIsShown } from './support/pdf.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import { shown } from './support/viewer.ts';
import { accessibilityFaults, request, signIn } from './support/walk.ts';

interface Report {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly body: string | null;
}

describe.skipIf(mustSkip())('reports in the dashboard', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let token: string;
  let patient: PhantomPatient;
  let studyPath: string;
  let viewerPath: string;
  const seed = 'reported';
  const ct = aCtInstance({ seed, ...phantom, studyDescription: 'CT chest' });
  beforeAll(async () => {
    stage = await openStage({}, { webgl: 'software', pdf: true });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    token = await stage.server.createToken(account);
    patient = await aPhantomPatient(stage.server.url, token);
    const measured = aContentItem(
      ['CONTAINS', 'NUM', 'Diameter'],
      [
        element('MeasuredValueSequence', [
          [
            element('NumericValue', '12.5'),
            element('MeasurementUnitsCodeSequence', [aCode('mm', 'UCUM', 'millimeter')]),
          ],
        ]),
      ],
    );
    const findings = aContentItem(
      ['CONTAINS', 'CONTAINER', 'Findings'],
      [
        element('ContentSequence', [
          aContentItem(['CONTAINS', 'TEXT', 'Lungs'], [element('TextValue', 'A small nodule.')]),
          measured,
        ]),
      ],
    );
    const documents = [
      aPdfInstance({ seed, ...phantom, title: 'Referral letter', pdf: aPdf('Please look at the lungs') }),
      aReportInstance({ seed, ...phantom, title: 'Structured findings', content: [findings] }),
    ];
    for (const { bytes } of [ct, ...documents]) await patient.send(bytes);
    viewerPath = await patient.addressOf(ct.studyInstanceUid);
    studyPath = viewerPath.replace(/\/viewer$/, '');
    person = await stage.person({ viewport: { width: 1440, height: 900 } });
    page = person.page;
    await signIn(page, account);
    const [, patientId, studyId] = /^\/patients\/([^/]+)\/studies\/([^/]+)$/.exec(studyPath) ?? [];
    await page.goto(`/patients/${patientId}?study=${studyId}`);
  });
  afterAll(() => stage?.close());

  const part = () => page.getByRole('region', { name: 'Reports' });
  const article = (name: string) => page.getByRole('article', { name });
  const button = (name: string) => part().getByRole('button', { name, exact: true });
  const dialog = () => page.getByRole('dialog');
  /** Opens a dialog by its button. A page that still moves under the pointer, after a change of its width, is clicked again. */
  const openDialog = async (name: string) => {
    await dialog().waitFor({ state: 'detached' });
    const open = async () => {
      if ((await dialog().count()) === 0) await button(name).click();
      return dialog().count();
    };
    await expect.poll(open, { timeout: 20_000 }).toBe(1);
  };
  const api = () => `${stage.server.url}/api/v1${studyPath}/reports`;
  const reports = async () => (await request<{ data: Report[] }>(api(), token)).data;

  const faultsHere = (name: string, schemes?: readonly ('dark' | 'light')[]) =>
    faultsOfLooks(page, name, schemes);

  it('stand in the study: those that came with the images are there', async () => {
    await part().getByText('Referral letter').waitFor();
    await part().getByText('Structured findings').waitFor();
    expect(await part().getByText('Received', { exact: true }).count()).toBe(2);
    expect(await faultsHere('reports-list')).toEqual([]);
  });

  it('show a structured report as a tree', async () => {
    await part().getByText('Structured findings').click();
    await article('Structured findings').getByText('A small nodule.').waitFor();
    await article('Structured findings').getByText('12.5 mm').waitFor();
    expect(await article('Structured findings').getByRole('button').count()).toBe(0);
    expect(await faultsHere('report-structured')).toEqual([]);
    await button('All reports').click();
  });

  it('show an encapsulated PDF in the page', async () => {
    await part().getByText('Referral letter').click();
    await page.getByTitle('PDF: Referral letter').waitFor();
    await pdfIsShown(page);
    const address = await page.getByRole('link', { name: 'Open the PDF in a new tab' }).getAttribute('href');
    const answer = await page.request.get(address ?? '');
    expect((await answer.body()).equals(Buffer.from(aPdf('Please look at the lungs')))).toBe(true);
    await button('All reports').click();
  });

  it('are written, with marks by buttons and a look at what becomes of them', async () => {
    await button('Write a report').click();
    await page.getByLabel(/^Title/).fill('CT chest report');
    const text = page.getByLabel('Report', { exact: true });
    await text.fill('Findings');
    await button('Heading').click();
    await text.press('End');
    await text.pressSequentially('\n\nNo effusion, p<0.05. ');
    await button('Bold').click();
    await text.pressSequentially('Nodule');
    await text.press('End');
    await text.pressSequentially(
      '\n\n<script>window.hurt = 1</script><img src=x onerror="window.hurt = 1">\n\n[link](https://example.org/x) [bad](javascript:window.hurt=1) ![spy](https://example.org/spy.png)\n\n| Side | Size |\n|---|---|\n| left | 12 mm |',
    );
    await page.getByText('Preview', { exact: true }).click();
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByRole('heading', { name: 'Findings' }).waitFor();
    expect(await preview.locator('strong').textContent()).toBe('Nodule');
    expect(await preview.getByRole('cell', { name: '12 mm' }).count()).toBe(1);
    expect(await preview.locator('script, img').count()).toBe(0);
    expect(await preview.getByRole('link').count()).toBe(1);
    expect(await preview.getByRole('link', { name: 'link' }).getAttribute('rel')).toContain('noopener');
    await preview.getByText('<script>window.hurt = 1</script>').waitFor();
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    expect(await faultsHere('report-editor')).toEqual([]);
    await page.getByText('Text', { exact: true }).click();
    await button('Save draft').click();
    await page.getByText('The draft was saved.').waitFor();
    await article('CT chest report').getByRole('heading', { name: 'Findings' }).waitFor();
    expect(await article('CT chest report').locator('script, img').count()).toBe(0);
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    expect(await faultsHere('report-draft', ['light'])).toEqual([]);
  });

  it('keep what is typed when the editor is left, and when the session has ended', async () => {
    await button('Edit').click();
    await page.getByLabel('Report', { exact: true }).fill('Typed and not saved.');
    await button('Go on later').click();
    await button('All reports').click();
    await part().getByText('Not saved').waitFor();
    await part().getByText('CT chest report').click();
    await button('Edit').click();
    expect(await page.getByLabel('Report', { exact: true }).inputValue()).toBe('Typed and not saved.');
    await page.context().clearCookies();
    await button('Save draft').click();
    await dialog()
      .getByLabel(/^Password/)
      .fill(account.password);
    await dialog().getByRole('button', { name: 'Sign in' }).click();
    await article('CT chest report').getByText('Typed and not saved.').waitFor();
    expect((await reports())[0]).toMatchObject({ version: 2, body: 'Typed and not saved.' });
  });

  it('say when somebody else was faster, and lose neither text', async () => {
    await button('Edit').click();
    await page.getByLabel('Report', { exact: true }).fill('Mine.');
    const [report] = await reports();
    await request(`${api()}/${report?.id}`, token, { method: 'PUT', body: { body: 'Theirs.' } });
    await button('Save draft').click();
    await page.getByText(/Somebody changed this report meanwhile/).waitFor();
    expect(await page.getByLabel('Report', { exact: true }).inputValue()).toBe('Mine.');
    await button('Save draft').click();
    await article('CT chest report').getByText('Mine.').waitFor();
    await openDialog('Versions');
    await dialog().getByText('Mine.').waitFor();
    expect(await dialog().locator('del').allTextContents()).toEqual(['Theirs']);
    expect(await dialog().locator('ins').allTextContents()).toEqual(['Mine']);
    expect(await faultsHere('report-versions', ['light'])).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('are signed after a question, and amended with a reason', async () => {
    await openDialog('Sign');
    await dialog()
      .getByText(/will be signed by Anna Keller/)
      .waitFor();
    expect(await faultsHere('report-sign', ['light'])).toEqual([]);
    await dialog().getByRole('button', { name: 'Sign', exact: true }).click();
    await article('CT chest report')
      .getByText(/^Signed by Anna Keller/)
      .waitFor();
    expect(await button('Edit').count()).toBe(0);
    await button('Amend').click();
    await page.getByLabel('Report', { exact: true }).fill('Mine, on the left.');
    await button('Sign the amendment').click();
    await page.getByText('The reason field is required.').waitFor();
    await page.getByLabel(/^Reason/).fill('Side added.');
    await button('Sign the amendment').click();
    await article('CT chest report').getByText('Amended: Side added.').waitFor();
    expect((await reports())[0]).toMatchObject({ status: 'amended', body: 'Mine, on the left.' });
    expect(await faultsHere('report-amended', ['light'])).toEqual([]);
    await button('All reports').click();
  });

  it('come as a PDF, and what is none leaves nothing behind', async () => {
    const choose = part().locator('input[type="file"]');
    await choose.setInputFiles({
      name: 'fake.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('<html>no PDF</html>'),
    });
    await part()
      .getByText(/This file is no whole PDF/)
      .waitFor();
    expect((await reports()).filter(({ status }) => status === 'draft')).toEqual([]);
    await choose.setInputFiles({
      name: 'Scanned report.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from(aPdf('Scanned')),
    });
    await article('Scanned report').waitFor();
    await page.getByTitle('PDF: Scanned report').waitFor();
    await pdfIsShown(page);
    await picture(page, 'report-pdf');
  });

  it('are deleted after a plain sentence', async () => {
    await openDialog('Delete');
    await dialog().getByText('“Scanned report” will be gone for good, with all its 2 versions.').waitFor();
    await dialog().getByRole('button', { name: 'Delete', exact: true }).click();
    await part().getByText('CT chest report').waitFor();
    await expect.poll(() => part().getByText('Scanned report').count()).toBe(0);
  });

  it('are read and written beside the images', async () => {
    await page.goto(viewerPath);
    await shown(page, 1);
    await page.keyboard.press('g');
    const panel = page.getByRole('complementary', { name: 'Reports' });
    await panel.getByText('CT chest report').waitFor();
    await panel.getByRole('button', { name: 'Write a report' }).click();
    await panel.getByLabel(/^Title/).fill('Second look');
    // Letters are letters here, and no tools of the viewer.
    await panel.getByLabel('Report', { exact: true }).pressSequentially('glwz');
    // Off the buttons: their tooltips stand at the end of the page.
    await page.mouse.move(600, 500);
    await expect.poll(() => page.getByRole('tooltip').count()).toBe(0);
    await picture(page, 'viewer-report-1440');
    for (const fault of await accessibilityFaults(page)) expect(fault).toBe('');
    await panel.getByRole('button', { name: 'Save draft' }).click();
    await panel.getByRole('article', { name: 'Second look' }).getByText('glwz').waitFor();
    await shown(page, 1);
    await lookOnPhone(page, 'viewer-report');
    await page.keyboard.press('Escape');
  });

  it('are what the worklist is narrowed by', async () => {
    const bare = aCtInstance({ seed: 'unreported', ...phantom, studyDescription: 'CT head' });
    await patient.send(bare.bytes);
    await page.goto('/studies');
    await page.getByRole('row', { name: /CT head/ }).waitFor();
    await page.getByLabel('Report', { exact: true }).selectOption('Without a report');
    await expect.poll(() => page.getByRole('row', { name: /CT chest/ }).count()).toBe(0);
    await page.getByRole('row', { name: /CT head/ }).waitFor();
    await page.getByLabel('Report', { exact: true }).selectOption('With a report');
    await page.getByRole('row', { name: /CT chest/ }).waitFor();
    await expect.poll(() => page.getByRole('row', { name: /CT head/ }).count()).toBe(0);
  });

  it('cause no error, and ask no other place for anything', () => {
    expect(person.faults()).toEqual([]);
  });
});
