// A folder for a case that is de-identified in the browser: nothing that names anybody leaves it, and the case has what the server would
// have made of the same files.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aCtInstance, element, type InstanceOptions, plantedInstances } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { faultsOfLooks, lookOnPhone } from './support/looks.ts';
import { openSlowLine, type SlowLine } from './support/slow-line.ts';
import { accessibilityFaults, heading, request, signIn, textOf } from './support/walk.ts';

const anImage = (instanceNumber: number, options: InstanceOptions = {}) =>
  aCtInstance({
    seed: 'here',
    elements: [element('Manufacturer', 'Own Devices')],
    instanceNumber,
    patientName: 'Zauberfeld^Hieronymus',
    patientId: 'ID-4711-Q',
    patientBirthDate: '19610714',
    institutionName: 'Quastenburg Klinik',
    referringPhysicianName: 'Okonkwo^Adaeze',
    accessionNumber: 'ACC-99813',
    studyDate: '20200310',
    // Several pieces a file, so that bodies are more than one packet.
    rows: 512,
    columns: 512,
    ...options,
  });
const slices = [1, 2, 3].map((number) => anImage(number));
const burnedIn = anImage(4, { elements: [element('BurnedInAnnotation', 'YES')] });
const isSlice = (made: { bytes: Uint8Array }) => slices.some(({ bytes }) => bytes === made.bytes);
const planted = plantedInstances();
const originals = [...slices, burnedIn, ...planted];
/** The image that a person has to see, and an archive. */
const stayCount = 2;
const identities = [
  'Zauberfeld',
  'Hieronymus',
  'ID-4711-Q',
  '19610714',
  'Quastenburg',
  'Okonkwo',
  'ACC-99813',
  '20200310',
  ...[...slices, burnedIn].flatMap((made) => [
    made.studyInstanceUid,
    made.seriesInstanceUid,
    made.sopInstanceUid,
  ]),
  ...planted.flatMap((one) => one.planted.map(({ text }) => text)),
];

describe.skipIf(mustSkip())('a case filled by a browser that de-identifies first', () => {
  let stage: Stage;
  let line: SlowLine;
  let person: Person;
  let account: Account;
  let token: string;
  let caseId: string;
  let folder: string;
  /** All that has gone up since somebody began to listen. */
  let wire: Buffer[] = [];
  beforeAll(async () => {
    stage = await openStage();
    line = await openSlowLine(stage.server.url, Number.POSITIVE_INFINITY, (chunk) => wire.push(chunk));
    folder = await mkdtemp(join(tmpdir(), 'lumenbox-here-'));
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Teaching' });
    token = await stage.server.createToken(account);
    const made = await request<{ data: { id: string } }>(`${stage.server.url}/api/v1/cases`, token, {
      body: { label: 'TEACH-7' },
    });
    caseId = made.data.id;
    person = await stage.person({ baseURL: line.url, viewport: { width: 1440, height: 900 } });
    await signIn(person.page, account);
    await person.page.goto(`/cases/${caseId}`);
    await heading(person.page, 'TEACH-7');
  });
  afterAll(async () => {
    await stage?.close();
    await line?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  const dialog = () => person.page.getByRole('dialog', { name: /^Upload to / });
  const panel = () => person.page.getByRole('region', { name: /^To / }).first();
  const chooseFolder = async () => {
    await person.page.locator('input[webkitdirectory]').setInputFiles(join(folder, 'Zauberfeld Hieronymus'));
    await dialog().waitFor();
  };

  it('lets no name, number, date or UID of theirs leave, in no byte of any request', async () => {
    const { page } = person;
    const path = join(folder, 'Zauberfeld Hieronymus');
    await mkdir(path);
    await Promise.all(
      originals.map(({ bytes }, place) => writeFile(join(path, `ZAUBERFELD_${place}.dcm`), bytes)),
    );
    await writeFile(join(path, 'archive.zip'), Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1'));
    await page.locator('input[webkitdirectory]').setInputFiles(path);
    await dialog().getByRole('switch', { name: 'De-identify on this computer first' }).check();
    await dialog().getByText('1 zip archive stays here.', { exact: false }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'here-review-1440');
    wire = [];
    await dialog().getByText('What would go of a file').click();
    await dialog()
      .getByLabel('File', { exact: true })
      .selectOption({ label: 'Zauberfeld Hieronymus/ZAUBERFELD_0.dcm' });
    await dialog().getByRole('button', { name: 'Show', exact: true }).click();
    const row = dialog().getByRole('row').filter({ hasText: 'PatientName' });
    await expect.poll(() => textOf(row)).toMatch(/Zauberfeld.*TEACH-7/);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'here-preview-1440');
    await dialog()
      .getByRole('button', { name: /^Upload \d+ files?$/ })
      .click();
    await panel().getByText('Finished', { exact: true }).waitFor();
    const sent = Buffer.concat(wire);
    expect(sent.length).toBeGreaterThan(3 * 512 * 512 * 2);
    expect(sent.includes('deidentified')).toBe(true);
    expect([...new Set(identities)].filter((text) => sent.includes(text))).toEqual([]);
  });

  it('says what was changed in each file, and what stays, with the reason', async () => {
    const { page } = person;
    const text = await textOf(panel());
    expect(text).toContain(`${originals.length + 1} of ${originals.length + 1} files looked at`);
    expect(text).toContain(`${stayCount} files stay on this computer`);
    expect(text).toContain('The image says that text is burned in: 1');
    expect(text).toContain('Zip archives: unpack them first: 1');
    await panel().getByText('What was changed on this computer').click();
    const row = panel().getByRole('row').filter({ hasText: 'ZAUBERFELD_0.dcm' });
    expect(await textOf(row)).toMatch(/\d+ attributes, \d+ UIDs/);
    expect(await faultsOfLooks(page, 'here-panel')).toEqual([]);
  });

  it('has made what the server makes of the same files', async () => {
    for (const original of originals) {
      const answer = await fetch(`${stage.server.url}/api/v1/patients/${caseId}/imaging`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/dicom' },
        body: original.bytes as Uint8Array<ArrayBuffer>,
      });
      const { data } = (await answer.json()) as {
        data: { files: { outcome: string; reason: string | null }[] };
      };
      // A duplicate without a reason is one byte for byte; of the planted ones some share their UID.
      const wanted =
        original === burnedIn
          ? { outcome: 'held', reason: expect.stringContaining('needs-review') }
          : { outcome: 'duplicate', ...(isSlice(original) ? { reason: null } : {}) };
      expect(data.files).toMatchObject([wanted]);
    }
  });

  it('sends what stayed only when somebody says so, and then the server holds it', async () => {
    await panel()
      .getByRole('button', { name: `Send ${stayCount} files as they are` })
      .click();
    const second = person.page.getByRole('region', { name: /^To / }).last();
    await second.getByText('1 file is held for review').waitFor();
  });

  it('has a receipt that says who did it, whose signature is valid', async () => {
    const { page } = person;
    const close = page.getByRole('button', { name: 'Close' });
    for (let left = await close.count(); left > 0; left -= 1) await close.first().click();
    const study = page
      .getByRole('article')
      .filter({ hasText: `${slices.length} images` })
      .first();
    await study.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'De-identification receipt' }).click();
    await page.getByText('The signature is valid').waitFor();
    const main = await textOf(page.getByRole('main'));
    expect(main).toContain(`De-identified by the sender, checked here${slices.length}`);
    await picture(page, 'here-receipt-1440');
  });

  it('says of which file it was when the server refuses what was made here', async () => {
    const { page } = person;
    // A page that knows another label of the case than the server: all that it makes is refused.
    const keyAddress = '**/deidentification-key';
    await page.route(keyAddress, async (route) => {
      const answer = await route.fetch();
      const { data } = (await answer.json()) as { data: object };
      await route.fulfill({ response: answer, json: { data: { ...data, label: 'TEACH-8' } } });
    });
    await page.goto(`/cases/${caseId}`);
    await heading(page, 'TEACH-7');
    await chooseFolder();
    await dialog()
      .getByRole('button', { name: /^Upload \d+ files?$/ })
      .click();
    await panel().getByText('Finished', { exact: true }).waitFor();
    const row = panel()
      .getByRole('row')
      .filter({ hasText: 'ZAUBERFELD_1.dcm' })
      .filter({ hasText: 'Rejected' });
    await expect.poll(() => textOf(row)).toContain('What is left to do: PatientName, PatientID');
    await picture(page, 'here-refused-1440');
    await page.unroute(keyAddress);
  });

  it('remembers the choice in this browser', async () => {
    const { page } = person;
    await page.goto(`/cases/${caseId}`);
    await heading(page, 'TEACH-7');
    await chooseFolder();
    expect(await dialog().getByRole('switch').isChecked()).toBe(true);
  });

  it('says plainly that the server does it where the team gives no keys to browsers', async () => {
    const { page } = person;
    await request(`${stage.server.url}/api/v1/realm`, token, {
      method: 'PUT',
      body: { hand_out_case_keys: false },
    });
    await page.goto(`/cases/${caseId}`);
    await heading(page, 'TEACH-7');
    await chooseFolder();
    await dialog().getByText('These files are de-identified on the server', { exact: false }).waitFor();
    expect(await dialog().getByRole('switch').count()).toBe(0);
    // Until the files are measured nothing can be sent, and a button that wakes up is between two colours.
    await expect
      .poll(() =>
        dialog()
          .getByRole('button', { name: /^Upload \d+ files?$/ })
          .isEnabled(),
      )
      .toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'here-on-server-1440');
    wire = [];
    await dialog()
      .getByRole('button', { name: /^Upload \d+ files?$/ })
      .click();
    await panel().getByText('Finished', { exact: true }).waitFor();
    expect(Buffer.concat(wire).includes('deidentification-key')).toBe(false);
  });

  it('shows before anything is sent what its own profile would blank in the image of a file', async () => {
    const { page } = person;
    const url = `${stage.server.url}/api/v1`;
    const blank = [{ x: 0, y: 0, width: 512, height: 40 }];
    await request(`${url}/deidentification-profiles`, token, {
      body: {
        name: 'Own scanner',
        options: ['cleanPixelData'],
        device_regions: [{ manufacturer: 'Own', blank }],
      },
    });
    await request(`${url}/realm`, token, { method: 'PUT', body: { case_profile: 'Own scanner' } });
    const made = await request<{ data: { id: string } }>(`${url}/cases`, token, {
      body: { label: 'TEACH-9' },
    });
    await page.goto(`/cases/${made.data.id}`);
    await heading(page, 'TEACH-9');
    await chooseFolder();
    await dialog().getByText('What would go of a file').click();
    await dialog()
      .getByLabel('File', { exact: true })
      .selectOption({ label: 'Zauberfeld Hieronymus/ZAUBERFELD_0.dcm' });
    wire = [];
    await dialog().getByRole('button', { name: 'Show', exact: true }).click();
    const image = dialog().getByRole('img', { name: '1 box would be blanked.' });
    await expect.poll(() => image.locator('rect').count()).toBe(1);
    // The picture was made in this browser.
    await expect.poll(() => image.locator('image').getAttribute('href')).toMatch(/^blob:/);
    expect(await accessibilityFaults(page)).toEqual([]);
    await image.scrollIntoViewIfNeeded();
    await picture(page, 'here-preview-boxes-1440');
    await lookOnPhone(page, 'here-files');
    const sent = Buffer.concat(wire);
    expect(identities.filter((text) => sent.includes(text))).toEqual([]);
    expect(person.faults()).toEqual([]);
  });
});
