// The whole of a morning's work, as docs/tour.md tells it: a patient, a CD, reading, a report, a case without identity, another archive.
// LUMENBOX_UPDATE_TOUR=1 takes the pictures of the page anew.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeDicomdir, readHeader } from '@lumenbox/dicom';
import { phantomStudy } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, type Stage } from './support/browser.ts';
import { phantom } from './support/phantom-patient.ts';
import { drag, patience, shown } from './support/viewer.ts';
import { heading, request, signIn, textOf } from './support/walk.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const slices = 24;

describe.skipIf(mustSkip())('a tour of Lumenbox', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let archive: Account;
  let disc: string;
  let tour: string;
  beforeAll(async () => {
    tour = await readFile(join(docs, 'tour.md'), 'utf8');
    disc = await burnDisc();
    stage = await openStage({}, { webgl: 'software' });
    const account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    archive = await stage.server.createAccount({ name: 'Omar Diaz', team: 'Archive' });
    for (const args of [
      ['realm', 'set', '--team', 'Archive', '--ae-title', 'ARCHIVE', '--unknown-patients', 'create'],
      ['peer', 'add', '--team', 'Archive', '--ae-title', 'RADIOLOGY'],
    ])
      expect(await stage.server.lumenbox(args)).toMatchObject({ code: 0 });
    person = await stage.person({ viewport: { width: 1280, height: 800 } });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(async () => {
    await stage?.close();
    if (disc !== undefined) await rm(disc, { recursive: true, force: true });
  });

  /** A station of the tour: the document shows it. */
  async function station(name: string): Promise<void> {
    const path = `images/tour/${name}.jpg`;
    expect(tour).toContain(`](${path})`);
    if (process.env.LUMENBOX_UPDATE_TOUR !== undefined) {
      await mkdir(dirname(join(docs, path)), { recursive: true });
      await page.mouse.move(0, 0);
      // Messages go by themselves.
      await expect.poll(() => page.locator('.mantine-Notification-root').count()).toBe(0);
      await page.screenshot({ path: join(docs, path), type: 'jpeg', quality: 80 });
    }
    await readFile(join(docs, path));
  }
  const dialog = () => page.getByRole('dialog');
  const openMenu = async (item: string | RegExp) => {
    await page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  it('makes a patient', async () => {
    await page.getByRole('button', { name: 'New patient' }).first().click();
    await dialog().getByLabel('Given names').fill('Ada');
    await dialog().getByLabel('Family name').fill('Phantom');
    await dialog().getByLabel('Date of birth').fill('1815-12-10');
    await dialog().getByLabel('Sex').selectOption('female');
    await station('1-patient');
    await dialog().getByRole('button', { name: 'New patient' }).click();
    await heading(page, 'Phantom, Ada');
  });

  it('uploads the folder of a CD, and says before what is on it', async () => {
    await page.locator('input[webkitdirectory]').setInputFiles(disc);
    const review = page.getByRole('dialog', { name: /^Upload to / });
    await review
      .getByText(new RegExp(`${slices} images`))
      .first()
      .waitFor();
    await station('2-disc');
    await review.getByRole('button', { name: /^Upload \d+ files?$/ }).click();
    const panel = page.getByRole('region', { name: /^To / }).last();
    await panel.getByText('Finished', { exact: true }).waitFor();
    await panel.getByText(`Stored: ${slices}`).waitFor();
    await panel.getByRole('button', { name: 'Close' }).click();
    await page.getByText(`1 series · ${slices} images`).waitFor();
    await station('3-study');
  });

  it('reads the study, and measures in it', async () => {
    await page
      .getByRole('link', { name: /in the viewer/ })
      .first()
      .click();
    await shown(page, 1);
    for (let image = 2; image <= slices / 2; image++) await page.keyboard.press('ArrowDown');
    await shown(page, slices / 2);
    await page.keyboard.press('l');
    await drag(page, { x: 0.176, y: 0.5 }, { x: 0.822, y: 0.5 });
    const list = page.getByRole('complementary', { name: 'Measurements' });
    await list.getByText(/^[\d.]+ mm$/).waitFor();
    const name = list.getByLabel('Name of the measurement');
    await name.fill('Width of the chest');
    await name.press('Enter');
    await page.keyboard.press('Control+s');
    await expect
      .poll(() => list.getByRole('status').textContent(), patience)
      .toBe('All of it is in the study.');
    await station('4-measured');
  });

  it('writes a report beside the images, and signs it', async () => {
    await page.keyboard.press('g');
    const panel = page.getByRole('complementary', { name: 'Reports' });
    await panel.getByRole('button', { name: 'Write a report' }).click();
    await panel.getByLabel(/^Title/).fill('CT chest');
    await panel
      .getByLabel('Report', { exact: true })
      .fill('## Findings\n\nBoth lungs are clear. No effusion.\n\n## Impression\n\n**Normal** chest.');
    await panel.getByRole('button', { name: 'Save draft' }).click();
    await panel.getByRole('heading', { name: 'Impression' }).waitFor();
    await panel.getByRole('button', { name: 'Sign', exact: true }).click();
    await dialog().getByRole('button', { name: 'Sign', exact: true }).click();
    await panel.getByText(/^Signed by Anna Keller/).waitFor();
    await station('5-report');
  });

  it('makes a case of the study, which names nobody', async () => {
    await page.goBack();
    await heading(page, 'Phantom, Ada');
    await openMenu('Copy into a case, without identity');
    await dialog()
      .getByLabel(/^Label/)
      .fill('TEACH-1');
    await dialog().getByRole('button', { name: 'De-identify and copy' }).click();
    await page.getByText(/images were copied without identity\./).waitFor();
    await page.getByRole('link', { name: 'Open the case' }).click();
    await heading(page, 'TEACH-1');
    await page.getByText(/1 series · \d+ images|2 series · \d+ images/).waitFor();
    expect(await textOf(page.getByRole('main'))).not.toMatch(/Phantom|Dec 1815|18151210/);
    await station('6-case');
  });

  it('checks what was done to it', async () => {
    await openMenu('De-identification receipt');
    await page.getByText('The signature is valid').waitFor();
    expect(await textOf(page.getByRole('main'))).not.toMatch(/Phantom|Dec 1815|18151210/);
    await station('7-receipt');
  });

  it('sends the case to another archive, where it names nobody either', async () => {
    await page.goto('/settings/imaging');
    await page.getByLabel('AE title').fill('RADIOLOGY');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The rules were saved.').waitFor();
    await page.getByRole('link', { name: 'DICOM peers' }).click();
    await page.getByRole('button', { name: 'Add a peer' }).first().click();
    await dialog().getByLabel('AE title').fill('ARCHIVE');
    await dialog().getByLabel('Host').fill('127.0.0.1');
    await dialog().getByLabel('Port').fill(String(stage.server.dimsePort()));
    await dialog().getByRole('button', { name: 'Add a peer' }).click();
    await page.getByText('ARCHIVE was added.').waitFor();
    await page.getByRole('button', { name: 'Send C-ECHO to ARCHIVE' }).click();
    await page.getByText(/^It answered in \d+ ms\.$/).waitFor();
    await page.getByRole('link', { name: 'Cases' }).click();
    await page.getByRole('link', { name: 'TEACH-1' }).click();
    await heading(page, 'TEACH-1');
    await openMenu('Send to…');
    await dialog().getByLabel('To', { exact: true }).selectOption('ARCHIVE');
    await dialog().getByRole('button', { name: 'Send' }).click();
    await dialog().waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Transfers' }).click();
    await page.getByRole('row').getByText('Complete').waitFor();
    await station('8-sent');
    const token = await stage.server.createToken(archive);
    const { data } = await request<{ data: { family_name: string }[] }>(
      `${stage.server.url}/api/v1/patients`,
      token,
    );
    expect(data.map((patient) => patient.family_name)).toEqual(['TEACH-1']);
  });

  it('showed no fault on the way', () => {
    expect(person.faults()).toEqual([]);
  });
});

/** A folder as on the CD of a hospital: a DICOMDIR, images with short names, a note and a program. */
async function burnDisc(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lumenbox-disc-'));
  const files = [...phantomStudy({ kind: 'ct', slices, seed: 'tour', ...phantom })].map(
    ({ bytes }, index) => ({
      path: ['DICOM', 'ST00001', 'SE00001', `IM${String(index + 1).padStart(5, '0')}`],
      bytes,
    }),
  );
  await mkdir(join(folder, 'DICOM', 'ST00001', 'SE00001'), { recursive: true });
  for (const { path, bytes } of files) await writeFile(join(folder, ...path), bytes);
  const entries = files.map(({ path, bytes }) => ({ path, header: readHeader(bytes) }));
  await writeFile(join(folder, 'DICOMDIR'), encodeDicomdir(entries));
  await writeFile(join(folder, 'README.TXT'), 'Start VIEWER.EXE to look at the images.');
  await writeFile(join(folder, 'VIEWER.EXE'), Buffer.from('MZ'));
  return folder;
}
