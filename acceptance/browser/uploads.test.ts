// Over 300 lines: one server, one browser and one patient serve all of it.
// Uploading folders in the browser: progress, a verdict for each file, what contradicts the patient, ten thousand files at once.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { aCtInstance, type InstanceOptions } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { accessibilityFaults, heading, request, signIn, textOf } from './support/walk.ts';

const jessica = {
  patientName: 'Jones^Jessica',
  patientBirthDate: '19850615',
  patientSex: 'F',
  patientId: '',
};
function slice(number: number, options: InstanceOptions = {}): Uint8Array {
  return aCtInstance({
    ...jessica,
    seed: 'browser',
    studyDescription: 'CT chest',
    seriesDescription: 'Soft tissue',
    instanceNumber: number,
    ...options,
  }).bytes;
}

describe.skipIf(mustSkip())('uploading in the dashboard', () => {
  let stage: Stage;
  let person: Person;
  let folder: string;
  let patientId: string;
  let account: Account;
  let token: string;
  beforeAll(async () => {
    stage = await openStage();
    folder = await mkdtemp(join(tmpdir(), 'lumenbox-browser-'));
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    token = await stage.server.createToken(account);
    const { data } = await request<{ data: { id: string } }>(`${stage.server.url}/api/v1/patients`, token, {
      body: { given_names: 'Jessica', family_name: 'Jones', date_of_birth: '1985-06-15', sex: 'female' },
    });
    patientId = data.id;
    person = await stage.person();
    await signIn(person.page, account);
    await person.page.goto(`/patients/${patientId}`);
    await heading(person.page, 'Jones, Jessica');
  });
  afterAll(async () => {
    await stage?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  async function makeFolder(name: string, files: Record<string, Uint8Array | string>): Promise<string> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name, path)), { recursive: true });
      await writeFile(join(folder, name, path), content);
    }
    return join(folder, name);
  }
  const review = () => person.page.getByRole('dialog', { name: /^Upload to / });
  async function sendReviewed(): Promise<void> {
    await review()
      .getByRole('button', { name: /^Upload \d+ files?$/ })
      .click();
    await review().waitFor({ state: 'detached' });
  }
  async function uploadFolder(path: string): Promise<void> {
    await person.page.locator('input[webkitdirectory]').setInputFiles(path);
    await sendReviewed();
  }
  const panel = () => person.page.getByRole('region', { name: /^To / }).last();

  it('says what was found in a folder before anything is sent, and what is left out', async () => {
    const { page } = person;
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`SERIES/${index}.dcm`, slice(index + 1)]),
    );
    const path = await makeFolder('CD', { ...files, 'readme.txt': 'not an image', '.DS_Store': 'x' });
    await page.locator('input[webkitdirectory]').setInputFiles(path);
    await review().getByText('1 file is no DICOM image.').waitFor();
    const text = await textOf(review());
    expect(text).toContain('The files name 1 patient');
    expect(text).toContain('Jones, Jessica');
    expect(text).toMatch(/CT chest.*CT.*1 series.*12 images/);
    expect(text).toContain('1 system file was left out.');
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'upload-review-1440');
    const counted = await request<{ meta: { total: number } }>(`${stage.server.url}/api/v1/uploads`, token);
    expect(counted.meta.total).toBe(0);
  });

  it('stores a folder with its nested folders and shows the study without a reload', async () => {
    const { page } = person;
    await sendReviewed();
    await panel().getByText('Finished', { exact: true }).waitFor();
    const text = await textOf(panel());
    expect(text).toContain('12 of 12 files taken in');
    expect(text).toContain('Stored: 12');
    expect(text).toContain('2 files are no images and were not sent.');
    const study = page.getByRole('article').filter({ hasText: 'CT chest' });
    await study.getByText('1 series · 12 images').waitFor();
    await study.getByText('Ready').waitFor();
    await study.getByRole('button', { expanded: false }).first().click();
    await study.getByRole('cell', { name: 'Soft tissue' }).waitFor();
    expect(new URL(page.url()).search).toMatch(/^\?study=/);
  });

  it('gives each file its verdict, problems first', async () => {
    const { page } = person;
    await panel().getByRole('button', { name: 'Close' }).click();
    await uploadFolder(
      await makeFolder('mixed', {
        'again.dcm': slice(1),
        'new.dcm': slice(100),
        'cut.dcm': slice(101).subarray(0, 600),
      }),
    );
    await panel().getByText('Finished', { exact: true }).waitFor();
    const rows = panel().locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(1);
    expect(await textOf(rows.first())).toContain('cut.dcm');
    expect(await textOf(rows.first())).toContain('Rejected');
    await panel().getByText('All files').click();
    await expect.poll(() => rows.count()).toBe(3);
    expect(await textOf(rows.filter({ hasText: 'again.dcm' }))).toContain('Already here');
    expect(await textOf(rows.filter({ hasText: 'new.dcm' }))).toContain('Stored');
    await picture(page, 'upload-verdicts-1440');
  });

  it('holds what contradicts the patient, says which value differs, and stores it when told to', async () => {
    const { page } = person;
    await panel().getByRole('button', { name: 'Close' }).click();
    await uploadFolder(
      await makeFolder('other', {
        'right.dcm': slice(200),
        'wrong.dcm': slice(201, { patientBirthDate: '19700101', patientName: 'Smith^John' }),
      }),
    );
    await panel().getByText('1 file names another person').waitFor();
    const held = panel().locator('tbody tr');
    expect(await textOf(held)).toContain('wrong.dcm');
    expect(await textOf(held)).toMatch(/name and birth date/);
    await picture(page, 'upload-held-1440');
    await panel().getByRole('button', { name: 'Add 1 file anyway' }).click();
    await panel().getByText('Stored: 1').waitFor();
    await panel().getByRole('button', { name: 'Close' }).click();
    await page.getByRole('article').filter({ hasText: 'CT chest' }).getByText('15 images').first().waitFor();
  });

  it('takes a drop of files anywhere on the page', async () => {
    const { page } = person;
    await panel().getByRole('button', { name: 'Close' }).click();
    const bytes = Buffer.from(slice(300)).toString('base64');
    const transfer = await page.evaluateHandle((base64) => {
      const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const made = new DataTransfer();
      made.items.add(new File([data], 'dropped.dcm'));
      return made;
    }, bytes);
    const main = page.locator('main');
    await main.dispatchEvent('dragenter', { dataTransfer: transfer });
    await page.getByText('Drop to upload to Jessica Jones').waitFor();
    await main.dispatchEvent('dragover', { dataTransfer: transfer });
    await main.dispatchEvent('drop', { dataTransfer: transfer });
    await sendReviewed();
    await panel().getByText('Stored: 1').waitFor();
  });

  it('looks through ten thousand files, counts every one, and answers meanwhile', async () => {
    const { page } = person;
    await panel().getByRole('button', { name: 'Close' }).click();
    const { bytes, sopInstanceUid } = aCtInstance({ ...jessica, seed: 'many', rows: 4, columns: 4 });
    // The files differ in the last digits of their UID.
    const transfer = await page.evaluateHandle(
      ({ base64, at, count }) => {
        const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const made = new DataTransfer();
        for (let number = 0; number < count; number++) {
          const one = data.slice();
          const digits = String(10_000 + number);
          for (let index = 0; index < 5; index++) one[at + index] = digits.charCodeAt(index);
          made.items.add(new File([one], `${number}.dcm`));
        }
        return made;
      },
      {
        base64: Buffer.from(bytes).toString('base64'),
        at: Buffer.from(bytes).lastIndexOf(sopInstanceUid) + sopInstanceUid.length - 5,
        count: 10_000,
      },
    );
    const longestPause = await page.evaluateHandle(() => {
      const seen = { ms: 0 };
      let before = performance.now();
      setInterval(() => {
        seen.ms = Math.max(seen.ms, performance.now() - before);
        before = performance.now();
      }, 10);
      return seen;
    });
    const drop = () => page.locator('main').dispatchEvent('drop', { dataTransfer: transfer });
    const whole = review().getByRole('button', { name: /^Upload 10,?000 files$/ });
    await drop();
    await review().getByText('Studies').first().waitFor();
    await page.keyboard.press('Escape');
    await review().waitFor({ state: 'detached' });
    await drop();
    const cancel = review().getByRole('button', { name: 'Cancel' });
    const heightOfCancel = async () => (await cancel.boundingBox())?.y;
    // Hovering waits until it stands.
    await cancel.hover();
    const stoodAt = await heightOfCancel();
    await review()
      .getByText(/10,?000 images/)
      .first()
      .waitFor({ timeout: 60_000 });
    await whole.waitFor();
    expect(await heightOfCancel()).toBe(stoodAt);
    await cancel.click();
    await review().waitFor({ state: 'detached' });
    const { ms } = await longestPause.jsonValue();
    process.stdout.write(`10,000 files dropped: the page paused for ${Math.round(ms)} ms at most\n`);
  });

  it('goes on while pages change, pauses, continues, and stops when it is cancelled', async () => {
    const { page } = person;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const isHeld = (url: URL) => url.pathname.startsWith('/files/');
    await page.route(isHeld, async (route) => {
      await released;
      await route.continue().catch(() => undefined);
    });
    const files = Object.fromEntries(
      Array.from({ length: 3 }, (_, index) => [`${index}.dcm`, slice(400 + index)]),
    );
    await uploadFolder(await makeFolder('slow', files));
    await panel().getByText('Uploading', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Cases' }).click();
    await heading(page, 'Cases');
    await panel().getByRole('button', { name: 'Pause' }).click();
    await panel().getByText('Paused', { exact: true }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    release();
    await page.unroute(isHeld);
    await panel().getByRole('button', { name: 'Continue' }).click();
    await panel().getByText('Finished', { exact: true }).waitFor();
    expect(await textOf(panel())).toContain('3 of 3 files taken in');
    await panel().getByRole('button', { name: 'Close' }).click();

    await page.route(isHeld, (route) =>
      route.request().method() === 'PATCH' ? undefined : route.continue(),
    );
    await page.goto(`/patients/${patientId}`);
    await heading(page, 'Jones, Jessica');
    await uploadFolder(await makeFolder('given up', { 'a.dcm': slice(450) }));
    await panel().getByText('Uploading', { exact: true }).waitFor();
    await panel().getByRole('button', { name: 'Cancel' }).click();
    await panel().getByText('Cancelled', { exact: true }).waitFor();
    await page.unroute(isHeld);
    await panel().getByRole('button', { name: 'Close' }).click();
    expect(await page.getByText('An upload was interrupted').count()).toBe(0);
  });

  it('keeps the upload through a session that ends', async () => {
    const { page } = person;
    await page.goto(`/patients/${patientId}`);
    await heading(page, 'Jones, Jessica');
    await page.context().clearCookies();
    await uploadFolder(await makeFolder('late', { 'late.dcm': slice(500) }));
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.waitFor();
    await dialog.getByLabel(/^Password/).fill(account.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await panel().getByText('Stored: 1').waitFor();
  });

  it('takes images into a case, where nothing says whose they were', async () => {
    const { page } = person;
    await page.goto('/cases');
    await page.getByRole('button', { name: 'New case' }).first().click();
    await page.getByRole('dialog').getByLabel('Label').fill('CASE-1');
    await page.getByRole('dialog').getByRole('button', { name: 'New case' }).click();
    await heading(page, 'CASE-1');
    await uploadFolder(await makeFolder('case', { 'a.dcm': slice(1) }));
    await panel().getByText('Stored').first().waitFor();
    await page.reload();
    await page.getByRole('article').first().waitFor();
    expect(await textOf(page.getByRole('main'))).not.toMatch(/jones/i);
  });

  it('lists the uploads with their results, and one with its verdicts', async () => {
    const { page } = person;
    await page.getByRole('link', { name: 'Uploads' }).click();
    await heading(page, 'Uploads');
    await page.getByText('12 stored').waitFor();
    await page.locator('tbody tr').filter({ hasText: '12 stored' }).getByRole('link').first().click();
    await heading(page, /^Upload of/);
    await page.getByText('CD/SERIES/0.dcm').waitFor();
    await page.getByRole('link', { name: 'Open the patient or case' }).click();
    await heading(page, 'Jones, Jessica');
  });

  it('downloads a study as a zip', async () => {
    const { page } = person;
    const study = page.getByRole('article').filter({ hasText: 'CT chest' }).first();
    await study.getByRole('button', { name: 'Actions for CT chest' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Download images (zip)' }).click();
    const bytes = await readFile(await (await download).path());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    await writeFile(join(folder, 'study.zip'), bytes);
  });

  it('counts what a zip holds beside what was chosen', async () => {
    const { page } = person;
    await page.locator('input[type=file]:not([webkitdirectory])').setInputFiles(join(folder, 'study.zip'));
    await sendReviewed();
    await panel().getByText('Finished', { exact: true }).waitFor();
    expect(await textOf(panel())).toMatch(/[1-9]\d files taken in \(1 chosen, zip archives opened\)/);
    await panel().getByRole('button', { name: 'Close' }).click();
  });

  it('showed no fault on the way', () => {
    expect(person.faults()).toEqual([]);
  });
});
