// The viewer: opened from a study, gone through by wheel and key, windowed, hung, cut in planes; exact to the pixel.
import {
  aCrInstance,
  aSecondaryCapture,
  element,
  type MadeInstance,
  phantomStudy,
} from '@lumenbox/dicom/testing';
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import { coloursAt, drag, greyError, greyOf, panel, patience, pointsOver, shown } from './support/viewer.ts';
import { accessibilityFaults, heading, overhang, signIn } from './support/walk.ts';

const size = { rows: 256, columns: 256 };
const slices = 24;

describe.skipIf(mustSkip())('the viewer', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let patient: PhantomPatient;
  const ct = [...phantomStudy({ kind: 'ct', slices, ...size, seed: 'viewer', ...phantom })];
  const mr = [
    ...phantomStudy({ kind: 'mr', slices: 6, rows: 128, columns: 128, seed: 'viewer', ...phantom }),
  ];
  beforeAll(async () => {
    stage = await openStage({}, { webgl: 'software' });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    patient = await aPhantomPatient(stage.server.url, await stage.server.createToken(account));
    for (const { bytes } of [...ct, ...mr]) await patient.send(bytes);
    person = await stage.person({ viewport: { width: 1440, height: 900 } });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  /** The value of a pixel of the phantom, in Hounsfield units; slices are shown from the head, and made from the feet. */
  const valueAt = (image: number, { column, row }: { column: number; row: number }) => {
    const { pixelData } = ct[slices - image] as MadeInstance;
    const at = 2 * (row * size.columns + column);
    return new DataView(pixelData.buffer, pixelData.byteOffset).getInt16(at, true) - 1024;
  };
  const points = pointsOver(size);
  /** How far the screen is from what ought to be on it; one is rounding. */
  const errorOf = async (image: number, window: { center: number; width: number }) =>
    greyError(
      await coloursAt(page, size, points),
      points.map((point) => greyOf(valueAt(image, point), window)),
    );
  const open = async (made: readonly MadeInstance[]) => {
    await page.goto(await patient.addressOf(made[0]?.studyInstanceUid ?? ''));
    await shown(page, 1);
    // Interpolation would mix neighbours.
    await page.keyboard.press('j');
  };

  it('gets its program before anybody asks, and shows a picture of the server until the image is drawn', async () => {
    const program = page.waitForRequest(/\/assets\/viewer-page-[\w-]+\.js$/);
    await page.goto(`/patients/${patient.patientId}`);
    await program;
    const frames: Route[] = [];
    await page.route(/\/frames\/1$/, (route) => void frames.push(route));
    await page.getByRole('link', { name: 'Open CT CHEST in the viewer' }).click();
    const first = panel(page).locator('[data-first-picture="true"]');
    await first.getByText('Preview rendered by the server').waitFor();
    await expect.poll(() => frames.length, patience).toBeGreaterThan(0);
    expect(await first.locator('img').evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(256);
    expect(await panel(page).locator('[data-state="shown"]').count()).toBe(0);
    await picture(page, 'viewer-first-picture-1440');
    for (const frame of frames) await frame.continue();
    await page.unroute(/\/frames\/1$/);
    await shown(page, 1);
    expect(await panel(page).locator('[data-first-picture]').count()).toBe(0);
  });

  it('opens from the row of a study with an image on the screen, exact to the grey', async () => {
    await page.goto(`/patients/${patient.patientId}`);
    await page.getByRole('link', { name: 'Open CT CHEST in the viewer' }).press('Enter');
    await heading(page, 'Ada Phantom');
    await shown(page, 1);
    await page.keyboard.press('j');
    await expect.poll(() => errorOf(1, { center: 40, width: 400 }), patience).toBeLessThanOrEqual(1);
    expect(await panel(page).textContent()).toContain('1 / 24');
    await picture(page, 'viewer-ct-1440');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('goes through the images by wheel, key and slider, and the address follows', async () => {
    await panel(page).hover();
    await page.mouse.wheel(0, 100);
    await shown(page, 2);
    await expect.poll(() => errorOf(2, { center: 40, width: 400 }), patience).toBeLessThanOrEqual(1);
    await page.keyboard.press('PageDown');
    await shown(page, 12);
    await page.keyboard.press('End');
    await shown(page, slices);
    await page.getByRole('slider', { name: 'Image' }).fill('7');
    await shown(page, 7);
    await expect.poll(() => errorOf(7, { center: 40, width: 400 }), patience).toBeLessThanOrEqual(1);
    await expect.poll(() => page.url(), patience).toContain('image=7');
    await page.reload();
    await shown(page, 7);
  });

  it('has the windows of CT by key, and inverts', async () => {
    await page.keyboard.press('j');
    await page.keyboard.press('2');
    await expect.poll(() => errorOf(7, { center: -600, width: 1500 }), patience).toBeLessThanOrEqual(1);
    expect(await panel(page).textContent()).toContain('W 1500 · L -600');
    await page.keyboard.press('i');
    const inverted = async () => {
      const colours = await coloursAt(page, size, points);
      const greys = points.map((point) => 255 - greyOf(valueAt(7, point), { center: -600, width: 1500 }));
      return greyError(colours, greys);
    };
    await expect.poll(inverted, patience).toBeLessThanOrEqual(1);
    await page.keyboard.press('Backspace');
    await page.keyboard.press('j');
    await expect.poll(() => errorOf(7, { center: 40, width: 400 }), patience).toBeLessThanOrEqual(1);
  });

  it('changes the window by dragging', async () => {
    const before = await coloursAt(page, size, points);
    await drag(page, { x: 0.5, y: 0.5 }, { x: 0.6, y: 0.4 });
    await expect.poll(() => coloursAt(page, size, points), patience).not.toEqual(before);
    await page.keyboard.press('d');
    await expect.poll(() => errorOf(7, { center: 40, width: 400 }), patience).toBeLessThanOrEqual(1);
  });

  it('says the value under the pointer', async () => {
    const box = await panel(page).boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    const text = (await panel(page).textContent()) ?? '';
    const [, column, row, value] = /(\d+), (\d+): (-?\d+) HU/.exec(text) ?? [];
    expect(Number(value)).toBe(valueAt(7, { column: Number(column) - 1, row: Number(row) - 1 }));
  });

  it('hides who it is at a key, and the other texts too', async () => {
    await page.keyboard.press('x');
    await heading(page, 'Identity hidden');
    expect(await page.locator('body').textContent()).not.toContain('Phantom');
    await page.keyboard.press('x');
    await page.keyboard.press('o');
    await expect.poll(async () => panel(page).textContent(), patience).not.toContain('CT CHEST');
    await page.keyboard.press('o');
  });

  it('cuts a volume in three planes, and back to the image that was read', async () => {
    await page.keyboard.press('PageDown');
    await shown(page, 17);
    await page.keyboard.press('y');
    for (const plane of ['axial', 'sagittal', 'coronal'])
      await expect
        .poll(() => page.getByTestId(`plane-${plane}`).getAttribute('data-state'), patience)
        .toBe('shown');
    await expect.poll(() => page.getByTestId('plane-coronal').textContent(), patience).toMatch(/\/ 256/);
    await picture(page, 'viewer-planes-1440');
    const before = await page.getByTestId('plane-coronal').getAttribute('data-image');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await expect
      .poll(() => page.getByTestId('plane-coronal').getAttribute('data-image'), patience)
      .not.toBe(before);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await shown(page, 17);
    await expect.poll(() => page.url(), patience).toContain('image=17');
    expect(person.faults()).toEqual([]);
  });

  it('hangs series beside each other by click, key and drag', async () => {
    await open(mr);
    await page.getByRole('button', { name: 'Layout' }).click();
    await page.getByRole('menuitem', { name: '1 × 2' }).click();
    await page.getByRole('button', { name: /2 · AX T2 SE/ }).dragTo(panel(page, 2));
    await shown(page, 1, 2);
    expect(await panel(page, 2).getAttribute('aria-label')).toBe('Panel 2: 2 · AX T2 SE');
    await picture(page, 'viewer-mr-1440');
    // What was fitted into a whole window is fitted into half of it, and not squeezed.
    await expect.poll(() => errorOf(1, { center: 40, width: 400 }), patience).toBeLessThanOrEqual(1);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('.');
    await expect.poll(() => panel(page).getAttribute('aria-label'), patience).toContain('AX T2 SE');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('plays a film of several frames in colour, at its own rate', async () => {
    const frames = 4;
    const film = aSecondaryCapture({
      seed: 'film',
      frames,
      elements: [element('FrameTime', '100')],
      ...phantom,
    });
    await patient.send(film.bytes);
    await open([film]);
    const at = pointsOver({ rows: 64, columns: 64 }, 8);
    const coloursOf = (frame: number) =>
      at.map(({ column, row }) => {
        const from = 3 * (frame * 64 * 64 + row * 64 + column);
        return [...film.pixelData.subarray(from, from + 3)];
      });
    await expect.poll(() => coloursAt(page, { rows: 64, columns: 64 }, at), patience).toEqual(coloursOf(0));
    await page.keyboard.press('End');
    await shown(page, frames);
    await expect
      .poll(() => coloursAt(page, { rows: 64, columns: 64 }, at), patience)
      .toEqual(coloursOf(frames - 1));
    expect(await page.getByLabel('Images a second').inputValue()).toBe('10');
    await page.keyboard.press('k');
    const seen = new Set<string | null>();
    await expect
      .poll(
        async () => seen.add(await panel(page).locator('[data-image]').getAttribute('data-image')).size,
        patience,
      )
      .toBe(frames);
    await page.keyboard.press('k');
    await page.keyboard.press('y');
    await page.getByText('It has fewer than five slices.').waitFor();
  });

  it('says what has no scale, what was compressed with loss, and what is broken, and goes on', async () => {
    const lossy = [element('LossyImageCompression', '01'), element('LossyImageCompressionRatio', '12')];
    const plain = aCrInstance({ seed: 'scale', elements: lossy, ...phantom });
    await patient.send(plain.bytes);
    const broken = aCrInstance({
      seed: 'scale',
      instanceNumber: 2,
      transferSyntaxUid: '1.2.840.10008.1.2.5',
      ...phantom,
    });
    // The header of the RLE segments says that there are more of them than can be.
    const bytes = broken.bytes.slice();
    const at = Buffer.from(bytes).lastIndexOf(Buffer.from([2, 0, 0, 0, 64, 0, 0, 0]));
    expect(at).toBeGreaterThan(0);
    bytes[at] = 200;
    await patient.send(bytes);
    await open([plain]);
    const text = async () => panel(page).textContent();
    expect(await text()).toContain('Loss-compressed 12:1');
    expect(await text()).toContain('Scale of the detector');
    await page.keyboard.press('ArrowDown');
    await page.getByText('This image cannot be shown.').waitFor();
    await picture(page, 'viewer-broken-1440');
    await page.keyboard.press('ArrowUp');
    await shown(page, 1);
    expect(person.faults().filter((fault) => !fault.includes('status of 406'))).toEqual([]);
  });

  it('shows its keys and says that it is not for diagnosis', async () => {
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await picture(page, 'viewer-keys-1440');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'About the viewer' }).click();
    await page.getByText('Not for primary diagnosis.').waitFor();
    await page.keyboard.press('Escape');
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(ct);
    await picture(page, 'viewer-ct-390');
    expect(await overhang(page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await heading(page, 'Phantom, Ada');
    await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('light');
  });
});
