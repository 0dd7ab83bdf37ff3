// What is seen through a glass and through a slab, and what values and lengths mean: projections, SUV, calibration by hand.
import { aCtInstance, aSecondaryCapture, element } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import { drag, greyOf, panel, patience, shown } from './support/viewer.ts';
import { accessibilityFaults, signIn, textOf } from './support/walk.ts';

const size = 64;
const slices = 12;

/** A slice of air-like grey everywhere, with a bright square in its middle where it is told to. */
function sliceOf(bright: boolean): Uint8Array {
  const pixels = new Int16Array(size * size).fill(1024);
  if (bright) for (let row = 24; row < 40; row++) pixels.fill(1024 + 1000, row * size + 24, row * size + 40);
  return new Uint8Array(pixels.buffer);
}

describe.skipIf(mustSkip())('scales and slabs in the viewer', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let patient: PhantomPatient;
  const plain = { rows: size, columns: size, pixelSpacing: 2, ...phantom };
  /** The bright slice lies beside the middle, where the planes open. */
  const ct = Array.from({ length: slices }, (_, index) =>
    aCtInstance({
      ...plain,
      seed: 'slabs',
      instanceNumber: index + 1,
      slicePosition: 5 * index,
      pixelData: sliceOf(index === 1),
    }),
  );
  /** 70 kg and 350 MBq, corrected to when it was given: 5000 Bq/ml are an SUV of 1. */
  const uptake = [
    element('Modality', 'PT'),
    element('RescaleIntercept', 0),
    element('Units', 'BQML'),
    element('CorrectedImage', ['ATTN', 'DECY']),
    element('DecayCorrection', 'ADMIN'),
    element('RadiopharmaceuticalInformationSequence', [[element('RadionuclideTotalDose', '350000000')]]),
  ];
  const pixelData = new Uint8Array(new Int16Array(size * size).fill(5000).buffer);
  const pet = aCtInstance({
    ...plain,
    seed: 'pet',
    pixelData,
    elements: [...uptake, element('PatientWeight', '70')],
  });
  const weightless = aCtInstance({ ...plain, seed: 'weightless', pixelData, elements: uptake });
  const photograph = aSecondaryCapture({ ...plain, seed: 'photograph', rows: 256, columns: 256 });
  beforeAll(async () => {
    stage = await openStage({}, { webgl: 'software' });
    const account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    patient = await aPhantomPatient(stage.server.url, await stage.server.createToken(account));
    for (const { bytes } of [...ct, pet, weightless, photograph]) await patient.send(bytes);
    person = await stage.person({ viewport: { width: 1280, height: 860 } });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  const open = async ({ studyInstanceUid }: { studyInstanceUid: string }) => {
    await page.goto(await patient.addressOf(studyInstanceUid));
    await shown(page, 1);
  };
  /** The grey in the middle of a plane, or of a panel. */
  const middle = (plane: 'axial') =>
    page
      .getByTestId(`plane-${plane}`)
      .locator('canvas')
      .first()
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const copy = new OffscreenCanvas(canvas.width, canvas.height);
        const context = copy.getContext('2d', { willReadFrequently: true });
        context?.drawImage(canvas, 0, 0);
        // Beside the middle, where the crosshairs are.
        return context?.getImageData(canvas.width / 2 + 20, canvas.height / 2 + 20, 1, 1).data[0] ?? -1;
      });

  it('shows the brightest of a slab, the darkest and the average, as thick as one likes', async () => {
    await open(ct[0] as (typeof ct)[number]);
    await page.keyboard.press('y');
    const layer = () => page.getByLabel('Projection');
    await layer().waitFor();
    await expect
      .poll(() => page.getByTestId('plane-axial').getAttribute('data-state'), patience)
      .toBe('shown');
    await picture(page, 'viewer-planes-1280');
    // 0 HU in the window of 400 around 40.
    const plainGrey = Math.round(greyOf(0, { center: 40, width: 400 }));
    await expect.poll(() => middle('axial'), patience).toBe(plainGrey);
    await page.keyboard.press('Shift+P');
    await expect.poll(() => layer().inputValue()).toBe('maximum');
    // 20 mm around the middle do not reach the bright slice yet.
    await page.getByText('Axial · MIP 20 mm').waitFor();
    expect(await middle('axial')).toBe(plainGrey);
    await page.getByLabel('Thickness of the slab').selectOption('Whole volume');
    await expect.poll(() => middle('axial'), patience).toBe(255);
    await picture(page, 'viewer-mip-1280');
    await layer().selectOption('Minimum (MinIP)');
    await expect.poll(() => middle('axial'), patience).toBe(plainGrey);
    await layer().selectOption('Average');
    await expect.poll(() => middle('axial'), patience).toBeGreaterThan(plainGrey + 10);
    expect(await middle('axial')).toBeLessThan(255);
    expect(await accessibilityFaults(page)).toEqual([]);
    await layer().selectOption('Single layer');
    await expect.poll(() => middle('axial'), patience).toBe(plainGrey);
    await page.keyboard.press('Escape');
    await shown(page, 1);
  });

  it('magnifies what is under the pointer while it is held', async () => {
    await page.keyboard.press('Shift+M');
    const box = (await panel(page).boundingBox()) ?? { x: 0, y: 0, width: 1, height: 1 };
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 5, box.y + box.height / 2 + 5);
    await expect.poll(() => panel(page).locator('canvas').count(), patience).toBe(2);
    await picture(page, 'viewer-magnified-1280');
    await page.mouse.up();
    await expect.poll(() => panel(page).locator('canvas').count(), patience).toBe(1);
    await page.keyboard.press('w');
  });

  it('says the SUV under the pointer, or why there is none', async () => {
    await open(pet);
    await panel(page).hover();
    await panel(page).getByText('SUV (body weight) 1.00 g/ml').waitFor();
    await panel(page).getByText('5000 Bq/ml').waitFor();
    await open(weightless);
    await panel(page).getByText('No SUV: the file does not say the weight').waitFor();
    await panel(page).hover();
    await picture(page, 'viewer-suv-1280');
  });

  it('takes its scale from a line of known length, and says so at every length', async () => {
    await open(photograph);
    const list = page.getByRole('complementary', { name: 'Measurements' });
    await panel(page).getByText('Uncalibrated: lengths in pixels').waitFor();
    await page.keyboard.press('Shift+K');
    await drag(page, { x: 0.5, y: 0.25 }, { x: 0.5, y: 0.75 });
    const dialog = page.getByRole('dialog', { name: 'How long is this line?' });
    await dialog.getByLabel('Length in millimetres').fill('64');
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Calibrate' }).click();
    await panel(page).getByText('Calibrated by hand', { exact: true }).waitFor();
    // The line was no measurement; the length tool is at hand.
    expect(await list.getByRole('listitem').count()).toBe(0);
    await drag(page, { x: 0.4, y: 0.25 }, { x: 0.4, y: 0.5 });
    const length = list.getByText(/^[\d.]+ mm calibrated by hand$/);
    await length.waitFor();
    await expect
      .poll(async () => Math.abs(Number.parseFloat(await textOf(length)) - 32), patience)
      .toBeLessThan(0.5);
    // Beside the line too, in the words of the list.
    await panel(page)
      .locator('svg text', { hasText: /mm calibrated by hand$/ })
      .waitFor();
    await picture(page, 'viewer-calibrated-1280');
    await page.keyboard.press('Control+s');
    await list.getByText('All of it is in the study.').waitFor();
    const before = await textOf(length);
    // A tab that never saw it: the scale comes out of the report.
    await page.reload();
    await shown(page, 1);
    await panel(page).getByText('Calibrated by hand', { exact: true }).waitFor();
    await expect.poll(() => textOf(length), patience).toBe(before);
    await list.getByText('All of it is in the study.').waitFor();
  });

  it('has no scale to give where the file has one', async () => {
    await open(ct[0] as (typeof ct)[number]);
    await page.keyboard.press('Shift+K');
    await drag(page, { x: 0.5, y: 0.25 }, { x: 0.5, y: 0.75 });
    await page.getByText('This image has a scale of its own.').waitFor();
    expect(person.faults()).toEqual([]);
  });
});
