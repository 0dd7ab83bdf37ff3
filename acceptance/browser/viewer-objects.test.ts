// Over 300 lines: a server and a browser of its own for each half would take longer than both halves do.
// What leaves the viewer, and what other DICOM objects say of its images: pictures and zips, key images, presentation states, segments, structures, documents.
import { readFile } from 'node:fs/promises';
import { type MadeInstance, phantomStudy } from '@lumenbox/dicom/testing';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { greyByPresentation, greyByTables, objectsAbout, planeOfImages } from './support/image-objects.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import {
  coloursAt,
  coloursOfPicture,
  greyError,
  greyOf,
  type Point,
  panel,
  patience,
  pointsOver,
  shown,
} from './support/viewer.ts';
import { accessibilityFaults, request, signIn } from './support/walk.ts';

const size = { rows: 64, columns: 64 };
const slices = 5;

describe.skipIf(mustSkip())('the viewer with what other objects say', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let patient: PhantomPatient;
  let token: string;
  const ct = [
    ...phantomStudy({ kind: 'ct', slices, ...size, seed: 'objects', ...phantom, elements: planeOfImages }),
  ];
  const [first] = ct as [MadeInstance];
  /** The image that is shown first: the one nearest to the head. */
  const top = ct[slices - 1] as MadeInstance;
  const objects = objectsAbout(top, size);
  beforeAll(async () => {
    stage = await openStage({}, { webgl: 'software', pdf: true });
    const account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    token = await stage.server.createToken(account);
    patient = await aPhantomPatient(stage.server.url, token);
    for (const { bytes } of [...ct, ...objects]) await patient.send(bytes);
    person = await stage.person({ viewport: { width: 1280, height: 860 } });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  const points = pointsOver(size, 6);
  const window = { center: 40, width: 400 };
  /** What is shown first is made last: from the head. */
  const greysOf = (image: number, at = points, shownIn = window) => {
    const { pixelData } = ct[slices - image] as MadeInstance;
    const view = new DataView(pixelData.buffer, pixelData.byteOffset);
    return at.map(({ column, row }) =>
      greyOf(view.getInt16(2 * (row * size.columns + column), true) - 1024, shownIn),
    );
  };
  const downloaded = async (act: () => Promise<void>): Promise<Download> => {
    const [download] = await Promise.all([page.waitForEvent('download'), act()]);
    return download;
  };
  const coloursIn = (file: Uint8Array, places: readonly Point[] = points) =>
    coloursOfPicture(page, file, { ...size, points: places });
  const bytesOf = async (download: Download) => readFile(await download.path());
  /** What a person sees: what is drawn above the image included. */
  const seenAt = async (places: readonly Point[]) => coloursIn(await panel(page).screenshot(), places);

  it('saves the picture that is seen, without a name of anybody, and without texts where they are not wanted', async () => {
    await page.goto(await patient.addressOf(first.studyInstanceUid));
    await shown(page, 1);
    // Interpolation would mix neighbours.
    await page.keyboard.press('j');
    await expect
      .poll(async () => greyError(await coloursAt(page, size, points), greysOf(1)), patience)
      .toBeLessThanOrEqual(1);
    const plain = await downloaded(() => page.keyboard.press('Control+Shift+E'));
    expect(plain.suggestedFilename()).toBe('CT-series-1-image-1.png');
    expect(greyError(await coloursIn(await bytesOf(plain)), greysOf(1))).toBeLessThanOrEqual(1);
    const whole = await downloaded(() => page.keyboard.press('Control+e'));
    expect((await bytesOf(whole)).length).toBeGreaterThan((await bytesOf(plain)).length);
    if (process.env.LUMENBOX_TEST_PICTURES !== undefined)
      await whole.saveAs(`${process.env.LUMENBOX_TEST_PICTURES}/viewer-saved-picture.png`);
  });

  it('prints the picture, and nothing of the page around it', async () => {
    await page.evaluate(() => {
      const seen = globalThis as unknown as { printed?: (string | number)[] };
      globalThis.print = () => {
        const image = document.querySelector<HTMLImageElement>('body > div:last-of-type > img');
        const shownOf = (element: Element | null | undefined) =>
          element?.checkVisibility() ? 'shown' : 'gone';
        seen.printed = [shownOf(image), shownOf(document.querySelector('main')), image?.naturalWidth ?? 0];
      };
    });
    await page.emulateMedia({ media: 'print' });
    await page.keyboard.press('Control+p');
    const printed = () =>
      page.evaluate(() => (globalThis as unknown as { printed?: (string | number)[] }).printed);
    const box = await panel(page).evaluate((element) => element.clientWidth);
    await expect.poll(printed, patience).toEqual(['shown', 'gone', expect.any(Number)]);
    await page.emulateMedia({ media: 'screen' });
    expect(box).toBe(await panel(page).evaluate((element) => element.clientWidth));
  });

  it('downloads the series and the study as zips', async () => {
    const names: string[] = [];
    for (const name of ['Download the series (zip)', 'Download the study (zip)']) {
      await page.getByRole('button', { name: 'Save and print' }).click();
      const download = await downloaded(() => page.getByRole('menuitem', { name }).click());
      names.push(download.suggestedFilename());
      expect((await bytesOf(download)).subarray(0, 2).toString()).toBe('PK');
    }
    expect(names).toEqual([
      `series-${first.seriesInstanceUid}.zip`,
      expect.stringMatching(/^study-[\w-]+\.zip$/),
    ]);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(person.faults()).toEqual([]);
  });

  it('marks key images at a key, keeps them in the study, and goes from one to the next', async () => {
    const strip = page.getByRole('navigation', { name: 'Series' });
    await page.keyboard.press('ArrowDown');
    await shown(page, 2);
    await page.keyboard.press('*');
    await panel(page).getByText('★ Key image').waitFor();
    await strip.getByText('★ 1 key image').waitFor();
    await page.keyboard.press('End');
    await shown(page, slices);
    expect(await panel(page).textContent()).not.toContain('★');
    await page.getByRole('button', { name: 'Mark as a key image, or not' }).click();
    await strip.getByText('★ 2 key images').waitFor();
    const kept = async () => {
      const address = (await patient.addressOf(first.studyInstanceUid)).replace('/viewer', '/key-images');
      const { data } = await request<{ data: { images: { sop_instance_uid: string }[] } }>(
        `${stage.server.url}/api/v1${address}`,
        token,
      );
      return data.images.map(({ sop_instance_uid }) => sop_instance_uid);
    };
    // What is shown first is made last.
    const marked = [ct[slices - 2], ct[0]].map((image) => image?.sopInstanceUid);
    await expect.poll(kept, patience).toEqual(marked);
    // The address follows the images when they rest.
    await expect.poll(() => page.url(), patience).toContain(`image=${slices}`);
    await page.reload();
    await shown(page, slices);
    await panel(page).getByText('★ Key image').waitFor();
    await page.keyboard.press('Control+ArrowUp');
    await shown(page, 2);
    await page.keyboard.press('Control+ArrowDown');
    await shown(page, slices);
    // Images and a letter: the selection that holds the marks is no series to look at, and no object about images either.
    expect(await strip.getByRole('listitem').count()).toBe(2);
    await picture(page, 'viewer-key-images-1280');
    await page.keyboard.press('*');
    await expect.poll(kept, patience).toEqual(marked.slice(0, 1));
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(person.faults()).toEqual([]);
  });

  const list = () => page.getByRole('complementary', { name: 'Objects about the images' });
  /** How much redder, or greener, than grey a place is. */
  const tint = ([red, green, blue]: readonly [number, number, number]) => [red - blue, green - blue];

  it('shows segments in their colour at their pixels, and on no other image', async () => {
    await page.keyboard.press('Home');
    await shown(page, 1);
    const edge = [31, 32].map((column) => ({ column, row: 20 }));
    await list().getByLabel('Organs').click();
    await list().getByLabel('Liver').click();
    const tints = async () => (await seenAt(edge)).map((colour) => tint(colour)[0] ?? 0);
    // Half of red lies on the last column of the segment, and nothing on the one beside it.
    await expect.poll(async () => (await tints())[0], patience).toBeGreaterThan(100);
    expect((await tints())[1]).toBe(0);
    await picture(page, 'viewer-segments-1280');
    await page.keyboard.press('ArrowDown');
    await shown(page, 2);
    expect(await tints()).toEqual([0, 0]);
    await page.keyboard.press('Home');
    await shown(page, 1);
    expect(await accessibilityFaults(page)).toEqual([]);
    await list().getByLabel('Liver').click();
    await expect.poll(tints, patience).toEqual([0, 0]);
  });

  it('draws the outlines of structures at their place in the patient', async () => {
    await list().getByLabel('Plan').click();
    await list().getByLabel('PTV').click();
    // Where the lines run, between pixels; and beside them.
    const places = [
      { column: 15.5, row: 30 },
      { column: 30, row: 47.5 },
      { column: 20, row: 30 },
    ];
    const tints = async () => (await seenAt(places)).map((colour) => (tint(colour)[1] ?? 0) > 60);
    await expect.poll(tints, patience).toEqual([true, true, false]);
    const whole = await downloaded(() => page.keyboard.press('Control+e'));
    expect(
      (await coloursIn(await bytesOf(whole), places)).map((colour) => (tint(colour)[1] ?? 0) > 60),
    ).toEqual([true, true, false]);
    await picture(page, 'viewer-structures-1280');
    await list().getByLabel('PTV').click();
  });

  it('shows segments and structures in the planes that cut them, and in no slab', async () => {
    for (const name of ['Liver', 'PTV']) await list().getByLabel(name).click();
    await page.keyboard.press('y');
    const axial = page.getByTestId('plane-axial');
    await expect.poll(() => axial.getAttribute('data-state'), patience).toBe('shown');
    // In the segment, beside it, and where the outline runs.
    const places = [
      { column: 8, row: 20 },
      { column: 56, row: 20 },
      { column: 15.5, row: 28 },
    ];
    const tints = async () => (await coloursIn(await axial.screenshot(), places)).map(tint);
    const marks = async () => {
      const [inside = [], beside = [], line = []] = await tints();
      return [(inside[0] ?? 0) > 60, (beside[0] ?? 0) > 60, (line[1] ?? 0) > 60];
    };
    // They open in the middle, far from the slice that the objects are about.
    await expect.poll(marks, patience).toEqual([false, false, false]);
    await page.keyboard.press('Home');
    await expect.poll(marks, patience).toEqual([true, false, true]);
    await picture(page, 'viewer-objects-planes-1280');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Projection').selectOption('Average');
    await expect.poll(marks, patience).toEqual([false, false, false]);
    await page.keyboard.press('Escape');
    await panel(page).locator('[data-state="shown"]').waitFor();
    await page.keyboard.press('Home');
    await shown(page, 1);
    for (const name of ['Liver', 'PTV']) await list().getByLabel(name).click();
  });

  it('applies a presentation state: window, turn, flip, shutter and graphics, and says what it leaves out', async () => {
    await list().getByRole('button', { name: 'TURNED' }).click();
    await expect.poll(async () => panel(page).textContent(), patience).toContain('W 800 · L 100');
    await page.keyboard.press('j');
    // Turned by a quarter and flipped, rows and columns have changed places.
    const inside = points.filter(({ column, row }) => column > 45 && row > 45);
    const across = inside.map(({ column, row }) => ({ column: row, row: column }));
    await expect
      .poll(
        async () => greyError(await seenAt(across), greysOf(1, inside, { center: 100, width: 800 })),
        patience,
      )
      .toBeLessThanOrEqual(1);
    const [circle, shut] = await seenAt([
      { column: 40, row: 20 },
      { column: 32, row: 4 },
    ]);
    expect([circle, shut]).toEqual([
      [240, 200, 90],
      [0, 0, 0],
    ]);
    await panel(page).getByText('Look here').waitFor();
    await picture(page, 'viewer-state-1280');
    // Somebody may have written a name: it goes with the identity, and comes with it.
    await page.keyboard.press('x');
    await expect.poll(() => panel(page).getByText('Look here').count(), patience).toBe(0);
    await page.keyboard.press('x');
    await panel(page).getByText('Look here').waitFor();
    await list().getByRole('button', { name: 'NEARER' }).click();
    await list().getByText('Not shown of it: lookup table of the modality.').waitFor();
    await page.keyboard.press('j');
    const quarter = points.map(({ column, row }) => ({
      column: 16 + Math.floor(column / 2),
      row: 16 + Math.floor(row / 2),
    }));
    await expect
      .poll(async () => greyError(await coloursAt(page, size, points), greysOf(1, quarter)), patience)
      .toBeLessThanOrEqual(1);
    await list().getByRole('button', { name: 'NEARER' }).click();
    await page.keyboard.press('j');
    await expect
      .poll(async () => greyError(await coloursAt(page, size, points), greysOf(1)), patience)
      .toBeLessThanOrEqual(1);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('applies the tables of a presentation state to every grey, shuts by bits, and draws planes in the colour of their layer', async () => {
    await list().getByRole('button', { name: 'TABLES' }).click();
    await panel(page).getByText('By lookup table').waitFor();
    await page.keyboard.press('j');
    const { pixelData } = top;
    const stored = new DataView(pixelData.buffer, pixelData.byteOffset);
    const isBare = ({ column, row }: Point) =>
      column > 8 && (column < 40 || row < 40) && (column < 50 || row > 30);
    const bare = points.filter(isBare);
    const wanted = bare.map(({ column, row }) =>
      greyByTables(stored.getInt16(2 * (row * size.columns + column), true)),
    );
    // The tables tell tissues apart: nothing would be shown if all were one grey.
    expect(new Set(wanted).size).toBeGreaterThan(3);
    await expect.poll(async () => greyError(await seenAt(bare), wanted), patience).toBeLessThanOrEqual(1);
    const places = [
      { column: 4, row: 30 },
      { column: 44, row: 38 },
      { column: 44, row: 44 },
      { column: 54, row: 22 },
    ];
    expect((await seenAt(places))[0]).toEqual([51, 51, 51]);
    // Beside the planes, in that of the state, and in that of the image.
    const isRed = async () => (await seenAt(places.slice(1))).map((colour) => (tint(colour)[0] ?? 0) > 150);
    await expect.poll(isRed, patience).toEqual([false, true, true]);
    await picture(page, 'viewer-state-tables-1280');
    const plain = await downloaded(() => page.keyboard.press('Control+Shift+E'));
    expect(greyError(await coloursIn(await bytesOf(plain), bare), wanted)).toBeLessThanOrEqual(1);
    // A window that somebody chooses goes before the tables but for the last.
    await page.keyboard.press('2');
    await expect.poll(async () => panel(page).textContent(), patience).toContain('W 1500 · L -600');
    const chosen = bare.map(({ column, row }) => {
      const value = stored.getInt16(2 * (row * size.columns + column), true) - 1024;
      return greyByPresentation(Math.min(1, Math.max(0, (value + 1350) / 1499)));
    });
    await expect.poll(async () => greyError(await seenAt(bare), chosen), patience).toBeLessThanOrEqual(1);
    // That of the other state alone.
    expect(await list().getByText('Not shown of it').count()).toBe(1);
    await list().getByRole('button', { name: 'TABLES' }).click();
    await page.keyboard.press('j');
    await expect
      .poll(async () => greyError(await seenAt(points), greysOf(1)), patience)
      .toBeLessThanOrEqual(1);
    expect(person.faults()).toEqual([]);
  });

  it('opens a PDF of the study in place', async () => {
    await page.getByRole('navigation', { name: 'Series' }).getByRole('button', { name: /DOC/ }).click();
    const frame = panel(page).locator('iframe');
    await frame.waitFor();
    expect(await frame.getAttribute('title')).toContain('Letter');
    const answer = await page.request.get((await frame.getAttribute('src')) ?? '');
    expect(answer.headers()['content-type']).toBe('application/pdf');
    await picture(page, 'viewer-document-1280');
    expect(person.faults()).toEqual([]);
  });
});
