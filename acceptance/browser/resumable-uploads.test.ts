// Uploads that go on: after the line broke in the middle, and after their tab was closed.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aCtInstance } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, picture, type Stage } from './support/browser.ts';
import { openSlowLine } from './support/slow-line.ts';
import { accessibilityFaults, heading, request, signIn, textOf } from './support/walk.ts';

/** Large enough that two of them are two parts of an upload. */
const sideLength = 4500;
const imageBytes = sideLength * sideLength * 2;
/** So slow that an image is on its way for some seconds. */
const slowBytesPerSecond = 10_000_000;

interface SeenUpload {
  readonly id: string;
  readonly status: string;
  readonly counts: { readonly received: number; readonly stored: number };
}

describe.skipIf(mustSkip())('an upload in the dashboard', () => {
  let stage: Stage;
  let account: Account;
  let token: string;
  let folder: string;
  let patientId: string;
  beforeAll(async () => {
    stage = await openStage();
    folder = await mkdtemp(join(tmpdir(), 'lumenbox-browser-'));
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    token = await stage.server.createToken(account);
    const { data } = await request<{ data: { id: string } }>(`${stage.server.url}/api/v1/patients`, token, {
      body: { given_names: 'Jessica', family_name: 'Jones', date_of_birth: '1985-06-15', sex: 'female' },
    });
    patientId = data.id;
  });
  afterAll(async () => {
    await stage?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  async function makeFolder(name: string, count: number): Promise<string> {
    await mkdir(join(folder, name));
    for (let number = 1; number <= count; number++) {
      const { bytes } = aCtInstance({
        seed: name,
        patientName: 'Jones^Jessica',
        patientBirthDate: '19850615',
        patientSex: 'F',
        patientId: '',
        instanceNumber: number,
        rows: sideLength,
        columns: sideLength,
      });
      await writeFile(join(folder, name, `${number}.dcm`), bytes);
    }
    return join(folder, name);
  }
  const openPatient = async (page: Page) => {
    await page.goto(`/patients/${patientId}`);
    await heading(page, 'Jones, Jessica');
  };
  const pick = (page: Page, path: string) => page.locator('input[webkitdirectory]').setInputFiles(path);
  const press = async (page: Page, name: RegExp) => {
    const review = page.getByRole('dialog', { name: /^Upload to / });
    await review.getByRole('button', { name }).click();
    await review.waitFor({ state: 'detached' });
  };
  const panel = (page: Page) => page.getByRole('region', { name: /^To / }).last();
  const uploads = async () =>
    (await request<{ data: SeenUpload[] }>(`${stage.server.url}/api/v1/uploads`, token)).data;
  /** The part of the way that the panel shows, in percent. */
  const percent = async (page: Page) =>
    Number(await panel(page).getByRole('progressbar').getAttribute('aria-valuenow'));

  it('goes on by itself when the line is back, and sends nothing again that was there', async () => {
    const line = await openSlowLine(stage.server.url, slowBytesPerSecond);
    const { page, faults } = await stage.person({ baseURL: line.url });
    await signIn(page, account);
    const path = await makeFolder('line', 1);
    await openPatient(page);
    const sent: number[] = [];
    page.on('request', (outgoing) => {
      if (outgoing.method() === 'PATCH') sent.push(Number(outgoing.headers()['upload-offset']));
    });
    await pick(page, path);
    await press(page, /^Upload 1 file$/);
    await expect.poll(() => percent(page), { timeout: 60_000 }).toBeGreaterThan(60);
    const stood = await percent(page);
    line.cut();
    // What the server has told of is what counts: the bar falls back to it.
    await expect.poll(() => percent(page), { timeout: 60_000 }).toBeLessThan(stood);
    expect(await textOf(panel(page))).toContain('Uploading');
    await picture(page, 'upload-line-broken-1440');
    line.mend();
    await panel(page).getByText('Stored: 1').waitFor({ timeout: 60_000 });
    await panel(page).getByText('Finished', { exact: true }).waitFor();
    const [first, ...others] = sent;
    expect(first).toBe(0);
    expect(Math.max(...others)).toBeGreaterThan(0);
    expect((await uploads())[0]).toMatchObject({ status: 'complete', counts: { received: 1, stored: 1 } });
    expect(faults().filter((fault) => !/ERR_(CONNECTION|EMPTY|INCOMPLETE|SOCKET)/.test(fault))).toEqual([]);
    await page.close();
    await line.close();
  });

  it('goes on where it was after its tab was closed, when the same folder is chosen again', async () => {
    const line = await openSlowLine(stage.server.url, slowBytesPerSecond);
    const { page, faults } = await stage.person({ baseURL: line.url });
    await signIn(page, account);
    const path = await makeFolder('tab', 4);
    await openPatient(page);
    const known = (await uploads()).length;
    await pick(page, path);
    await press(page, /^Upload 4 files$/);
    await expect.poll(async () => (await uploads()).length, { timeout: 60_000 }).toBe(known + 1);
    // The tab is closed when the first is stored, and others are on their way.
    await expect.poll(async () => (await uploads())[0]?.counts.stored, { timeout: 60_000 }).toBe(1);
    const begun = (await uploads())[0] as SeenUpload;
    expect(begun.status).toBe('receiving');
    const again = await page.context().newPage();
    await page.close();
    line.mend();

    await openPatient(again);
    const notice = again.getByRole('alert').filter({ hasText: 'An upload was interrupted' });
    await notice.waitFor();
    expect(await textOf(notice)).toMatch(/4 files, .* of .* sent/);
    expect(await accessibilityFaults(again)).toEqual([]);
    await picture(again, 'upload-interrupted-1440');
    let bytes = 0;
    // An offset may move on after it was told, by what the closed tab had sent last: then the request is refused, and its bytes do not count.
    again.on('response', (answer) => {
      const asked = answer.request();
      if (asked.method() === 'PATCH' && answer.status() === 204)
        bytes += Number(answer.headers()['upload-offset']) - Number(asked.headers()['upload-offset']);
    });
    await pick(again, path);
    await again.getByText('This is the upload that was interrupted.').waitFor();
    await press(again, /^Continue the upload$/);
    await panel(again).getByText('Finished', { exact: true }).waitFor({ timeout: 60_000 });
    expect(await textOf(panel(again))).toContain('Stored: 4');
    // What was there is not sent again.
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(3 * imageBytes);
    expect((await uploads())[0]).toMatchObject({
      id: begun.id,
      status: 'complete',
      counts: { received: 4, stored: 4 },
    });
    expect(await again.getByText('An upload was interrupted').count()).toBe(0);
    expect(faults()).toEqual([]);
    await again.close();
    await line.close();
  });
});
