// The viewer on other screens: fine ones, on which a pixel is a pixel all the same; fingers instead of a mouse; devices with little memory.
import { type MadeInstance, phantomStudy } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, picture, type Stage } from './support/browser.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import { greyOf, panel, patience, shown, touch } from './support/viewer.ts';
import { overhang, resize, signIn, textOf } from './support/walk.ts';

const side = 256;
const slices = 12;

describe.skipIf(mustSkip())('the viewer on other screens', () => {
  let stage: Stage;
  let account: Account;
  let patient: PhantomPatient;
  const ct = [
    ...phantomStudy({ kind: 'ct', slices, rows: side, columns: side, seed: 'screens', ...phantom }),
  ];
  const first = ct[slices - 1] as MadeInstance;
  beforeAll(async () => {
    stage = await openStage({}, { webgl: 'software' });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    patient = await aPhantomPatient(stage.server.url, await stage.server.createToken(account));
    for (const { bytes } of ct) await patient.send(bytes);
  });
  afterAll(() => stage?.close());

  it('shows at 1:1 each pixel of the image as one of a fine screen, smoothed or not', async () => {
    const { page, faults } = await stage.person({
      viewport: { width: 1000, height: 700 },
      deviceScaleFactor: 2,
    });
    await signIn(page, account);
    await page.goto(await patient.addressOf(first.studyInstanceUid));
    await shown(page, 1);
    await page.keyboard.press('9');
    await panel(page).getByText('100 %').waitFor();
    const view = new DataView(first.pixelData.buffer, first.pixelData.byteOffset);
    const wanted = Array.from({ length: side * side }, (_, at) =>
      greyOf(view.getInt16(2 * at, true) - 1024, { center: 40, width: 400 }),
    );
    /** The largest difference between the screen's pixels and the image's, all of them. */
    const error = () =>
      panel(page)
        .locator('.cornerstone-canvas')
        .evaluate(
          (element, { greys, size }) => {
            const canvas = element as HTMLCanvasElement;
            const copy = new OffscreenCanvas(canvas.width, canvas.height);
            const context = copy.getContext('2d', { willReadFrequently: true });
            context?.drawImage(canvas, 0, 0);
            const [left, top] = [(canvas.width - size) / 2, (canvas.height - size) / 2].map(Math.round);
            const { data } = context?.getImageData(left ?? 0, top ?? 0, size, size) ?? { data: [] };
            return Math.max(...greys.map((grey, at) => Math.abs((data[4 * at] ?? 999) - grey)));
          },
          { greys: wanted, size: side },
        );
    await expect.poll(error, patience).toBeLessThanOrEqual(1);
    await page.keyboard.press('j');
    await expect.poll(error, patience).toBeLessThanOrEqual(1);
    await picture(page, 'viewer-one-to-one');
    expect(faults()).toEqual([]);
  });

  it('obeys fingers: one does what the tool does, two enlarge', async () => {
    const { page, faults } = await stage.person({
      viewport: { width: 820, height: 1100 },
      deviceScaleFactor: 2,
      hasTouch: true,
    });
    await signIn(page, account);
    await page.goto(await patient.addressOf(first.studyInstanceUid));
    await shown(page, 1);
    const box = (await panel(page).boundingBox()) ?? { x: 0, y: 0, width: 1, height: 1 };
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const text = async () => (await panel(page).textContent()) ?? '';
    await touch(
      page,
      [0, 20, 40, 60].map((step) => [[x + step, y]]),
    );
    await expect.poll(text, patience).not.toContain('W 400 · L 40');
    const zoom = async () => Number.parseFloat(await textOf(panel(page).getByText(/^\d+ %$/)));
    const before = await zoom();
    await touch(
      page,
      [40, 60, 80, 100].map((step) => [
        [x - step, y],
        [x + step, y],
      ]),
    );
    await expect.poll(zoom, patience).toBeGreaterThan(before * 1.2);
    await picture(page, 'viewer-touched-820');
    expect(faults()).toEqual([]);
  });

  it('fits a phone, upright and turned: nothing scrolls sideways, and the images keep half of the window', async () => {
    const { page, faults } = await stage.person({ viewport: { width: 360, height: 740 } });
    await signIn(page, account);
    await page.goto(await patient.addressOf(first.studyInstanceUid));
    await shown(page, 1);
    const room = () => page.getByRole('main').evaluate((main) => main.clientHeight / window.innerHeight);
    expect(await room()).toBeGreaterThan(0.5);
    const tools = page.getByRole('toolbar', { name: 'Tools' });
    // Long names in tips, long lines in menus, lists and panels beside.
    for (const name of [/^Show or hide the list of/, /^Compare with the study before/]) {
      await tools.getByRole('button', { name }).click();
      await page.getByRole('tooltip').waitFor();
      expect(await overhang(page)).toBeLessThanOrEqual(0);
    }
    await tools.getByRole('button', { name: 'Save and print' }).click();
    const menu = await page.getByRole('menu').boundingBox();
    expect((menu?.x ?? 0) + (menu?.width ?? 999)).toBeLessThanOrEqual(360);
    await page.keyboard.press('Escape');
    await tools.getByRole('button', { name: 'Layout' }).click();
    await page.getByRole('menuitem', { name: '1 × 2' }).click();
    const [upper, lower] = [await panel(page, 1).boundingBox(), await panel(page, 2).boundingBox()];
    expect(lower?.y ?? 0).toBeGreaterThanOrEqual((upper?.y ?? 0) + (upper?.height ?? 0));
    expect(await overhang(page)).toBeLessThanOrEqual(0);
    await picture(page, 'viewer-360');
    await resize(page, { width: 740, height: 360 });
    await expect.poll(room, patience).toBeGreaterThan(0.5);
    expect(await overhang(page)).toBeLessThanOrEqual(0);
    await picture(page, 'viewer-turned-740');
    expect(faults()).toEqual([]);
  });

  it('has the server render where the device has little memory', async () => {
    const { page, faults } = await stage.person({ viewport: { width: 390, height: 844 } });
    await page.addInitScript(() => Object.defineProperty(navigator, 'deviceMemory', { value: 1 }));
    await signIn(page, account);
    await page.goto(await patient.addressOf(first.studyInstanceUid));
    await shown(page, 1);
    expect(await panel(page).textContent()).toContain('Rendered by the server');
    expect(faults()).toEqual([]);
  });
});
