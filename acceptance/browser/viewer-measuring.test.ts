// Measuring in the viewer: what is drawn over a known length says that length, in a unit that is true; lists, names, deletion.
import { aCrInstance, aCtInstance, aSecondaryCapture, type MadeInstance } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import { drag, panel, patience, shown } from './support/viewer.ts';
import { accessibilityFaults, request, signIn, textOf } from './support/walk.ts';

const size = 256;
const spacing = 0.8;

describe.skipIf(mustSkip())('measuring in the viewer', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let patient: PhantomPatient;
  let token: string;
  const plain = { rows: size, columns: size, pixelSpacing: spacing, ...phantom };
  /** Two slices, each of one value everywhere: 100 and 200 Hounsfield units. */
  const ct = [1, 2].map((instanceNumber) =>
    aCtInstance({
      ...plain,
      seed: 'measuring',
      instanceNumber,
      slicePosition: -instanceNumber,
      pixelData: new Uint8Array(new Int16Array(size * size).fill(1024 + 100 * instanceNumber).buffer),
    }),
  );
  const radiograph = aCrInstance({ ...plain, seed: 'measuring-cr' });
  const photograph = aSecondaryCapture({ ...plain, seed: 'measuring-sc' });
  beforeAll(async () => {
    stage = await openStage({}, { webgl: 'software' });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    token = await stage.server.createToken(account);
    patient = await aPhantomPatient(stage.server.url, token);
    for (const { bytes } of [...ct, radiograph, photograph]) await patient.send(bytes);
    person = await stage.person({ viewport: { width: 1280, height: 860 } });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  const list = () => page.getByRole('complementary', { name: 'Measurements' });
  const open = async (made: MadeInstance | undefined) => {
    await page.goto(await patient.addressOf(made?.studyInstanceUid ?? ''));
    await shown(page, 1);
  };
  /** Half of the height of a panel is half of the height of the image that is fitted into it. */
  const half = { from: { x: 0.5, y: 0.25 }, to: { x: 0.5, y: 0.75 } };
  const lengthIn = (unit: string) => list().getByText(new RegExp(`^[\\d.]+ ${unit}$`));
  const error = async (unit: string, wanted: number) =>
    Math.abs(Number.parseFloat(await textOf(lengthIn(unit))) - wanted);

  it('says the millimetres of a length, and finds it again after another image', async () => {
    await open(ct[0]);
    await page.keyboard.press('l');
    await drag(page, half.from, half.to);
    await lengthIn('mm').waitFor();
    await expect.poll(() => error('mm', (size / 2) * spacing), patience).toBeLessThan(0.5);
    await picture(page, 'viewer-measured-1280');
    const name = list().getByLabel('Name of the measurement');
    await name.fill('Thorax');
    await name.press('Enter');
    await page.keyboard.press('ArrowDown');
    await shown(page, 2);
    await list()
      .getByRole('button', { name: /^Show Thorax/ })
      .click();
    await shown(page, 1);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('says area, mean and deviation of an ellipse and a rectangle', async () => {
    await page.keyboard.press('ArrowDown');
    await shown(page, 2);
    await page.keyboard.press('r');
    await drag(page, { x: 0.4, y: 0.3 }, { x: 0.5, y: 0.4 });
    await list().getByText('Mean 200.0 HU').waitFor();
    await list().getByText('SD 0.0 HU').waitFor();
    await page.keyboard.press('e');
    await drag(page, { x: 0.6, y: 0.6 }, { x: 0.68, y: 0.7 });
    await expect.poll(() => list().getByText('Mean 200.0 HU').count(), patience).toBe(2);
    expect(
      await list()
        .getByText(/^Area [\d.]+ mm²$/)
        .count(),
    ).toBe(2);
  });

  it('measures an angle of three points, two diameters and a Cobb angle', async () => {
    await page.keyboard.press('ArrowUp');
    await shown(page, 1);
    const box = (await panel(page).boundingBox()) ?? { x: 0, y: 0, width: 1, height: 1 };
    const click = (x: number, y: number) =>
      page.mouse.click(box.x + box.width / 2 + x, box.y + box.height / 2 + y);
    await page.keyboard.press('a');
    for (const [x, y] of [
      [-200, 0],
      [-300, 0],
      [-300, -100],
    ] as const)
      await click(x, y);
    await list().getByText('90.0°').waitFor();
    await page.keyboard.press('c');
    await drag(page, { x: 0.7, y: 0.2 }, { x: 0.8, y: 0.2 });
    await drag(page, { x: 0.7, y: 0.3 }, { x: 0.8, y: 0.3 });
    await list().getByText('0.0°', { exact: true }).waitFor();
    await page.keyboard.press('b');
    await drag(page, { x: 0.3, y: 0.8 }, { x: 0.4, y: 0.8 });
    await expect.poll(() => lengthIn('mm').count(), patience).toBe(3);
  });

  it('writes beside an arrow what somebody types, and no letter of it is a key', async () => {
    await page.keyboard.press('t');
    await drag(page, { x: 0.2, y: 0.2 }, { x: 0.3, y: 0.25 });
    const dialog = page.getByRole('dialog', { name: 'Text of the arrow' });
    await dialog.getByLabel('Text').fill('Nodule');
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add' }).click();
    await expect
      .poll(() => list().getByLabel('Name of the measurement').last().inputValue(), patience)
      .toBe('Nodule');
    await picture(page, 'viewer-annotated-1280');
  });

  it('deletes what is no longer wanted, and keeps what is not saved while the tab is open', async () => {
    await list().getByRole('button', { name: 'Delete Nodule' }).click();
    await expect.poll(() => list().getByText('Nodule').count(), patience).toBe(0);
    const count = await list().getByRole('listitem').count();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page
      .getByRole('link', { name: /in the viewer/ })
      .first()
      .waitFor();
    await page.goBack();
    await shown(page, 1);
    await expect.poll(() => list().getByRole('listitem').count(), patience).toBe(count);
    expect(await list().getByRole('status').textContent()).toBe('Not saved yet.');
  });

  /** What the list says, and what the study holds by the API. */
  const lines = () => list().getByRole('listitem').allTextContents();
  const names = () =>
    list()
      .getByLabel('Name of the measurement')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  const kept = async () => {
    const { data } = await request<{
      data: { measurements: { kind: string; label: string | null; points: number[][] }[] };
    }>(`${stage.server.url}/api/v1${await measurementsOf(ct[0])}`, token);
    return data.measurements;
  };
  const measurementsOf = async (made: MadeInstance | undefined) => {
    const address = await patient.addressOf(made?.studyInstanceUid ?? '');
    return `${address.replace('/viewer', '')}/measurements`;
  };
  const saved = () =>
    expect.poll(() => list().getByRole('status').textContent(), patience).toBe('All of it is in the study.');

  it('saves them in the study, and draws them there again in a tab that never saw them', async () => {
    await page.keyboard.press('Control+s');
    await saved();
    const [before, called] = [await lines(), await names()];
    expect((await kept()).map(({ kind }) => kind).sort()).toEqual(
      ['angle', 'bidirectional', 'cobb', 'ellipse', 'length', 'rectangle'].sort(),
    );
    const points = (await kept()).map((one) => one.points);
    await page.reload();
    await shown(page, 1);
    await expect.poll(lines, patience).toEqual(before);
    expect(await names()).toEqual(called);
    // The report that holds them is no series to look at.
    expect(await page.getByRole('navigation', { name: 'Series' }).getByRole('listitem').count()).toBe(1);
    await picture(page, 'viewer-saved-1280');
    await saved();
    // Looked at, and saved with another name, they have not moved.
    const name = list().getByLabel('Name of the measurement').first();
    await name.fill('Thorax, first');
    await name.press('Enter');
    await list().getByRole('button', { name: 'Save in the study' }).click();
    await saved();
    expect((await kept()).map((one) => one.points)).toEqual(points);
    expect((await kept()).map(({ label }) => label)).toContain('Thorax, first');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('takes over what somebody else saved meanwhile, and loses nothing of either', async () => {
    const address = `${stage.server.url}/api/v1${await measurementsOf(ct[0])}`;
    const { data } = await request<{ data: { version: string; measurements: object[] } }>(address, token);
    const [first] = data.measurements as { id: string; label: string }[];
    const theirs = { ...first, id: '2.25.7', label: 'Theirs' };
    await request(address, token, {
      method: 'PUT',
      body: { version: data.version, measurements: [...data.measurements, theirs] },
    });
    await page.keyboard.press('l');
    await drag(page, { x: 0.3, y: 0.6 }, { x: 0.4, y: 0.6 });
    await page.keyboard.press('Control+s');
    await list().getByText('Somebody else has saved measurements meanwhile.', { exact: false }).waitFor();
    await expect.poll(names, patience).toContain('Theirs');
    await page.keyboard.press('Control+s');
    await saved();
    expect((await kept()).length).toBe(data.measurements.length + 2);
  });

  it('says pixels where there is no scale, and whose millimetres they are on a radiograph', async () => {
    await open(photograph);
    expect(await panel(page).textContent()).toContain('Uncalibrated: lengths in pixels');
    await page.keyboard.press('l');
    await drag(page, half.from, half.to);
    await lengthIn('px').waitFor();
    await expect.poll(() => error('px', size / 2), patience).toBeLessThan(0.7);
    await open(radiograph);
    await page.keyboard.press('l');
    await drag(page, half.from, half.to);
    await lengthIn('mm at the detector').waitFor();
    expect(person.faults()).toEqual([]);
  });
});
