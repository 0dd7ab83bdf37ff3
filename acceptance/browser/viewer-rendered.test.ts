// The viewer where a browser has no WebGL: the server renders, and scrolling, window and zoom are the same.
import { type MadeInstance, phantomStudy } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { greyByTables, objectsAbout } from './support/image-objects.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import {
  coloursOfPicture,
  drag,
  greyError,
  type Point,
  panel,
  patience,
  pointsOver,
  shown,
  touch,
} from './support/viewer.ts';
import { accessibilityFaults, signIn } from './support/walk.ts';

describe.skipIf(mustSkip())('the viewer without WebGL', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let patient: PhantomPatient;
  const ct = [
    ...phantomStudy({ kind: 'ct', slices: 12, rows: 128, columns: 128, seed: 'rendered', ...phantom }),
  ];
  const size = { rows: 128, columns: 128 };
  /** The image that is shown first: the one nearest to the head. */
  const top = ct[11] as MadeInstance;
  beforeAll(async () => {
    stage = await openStage();
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    patient = await aPhantomPatient(stage.server.url, await stage.server.createToken(account));
    for (const { bytes } of [...ct, ...objectsAbout(top, size)]) await patient.send(bytes);
    person = await stage.person({ viewport: { width: 1024, height: 768 } });
    page = person.page;
    await signIn(page, account);
    await page.goto(await patient.addressOf(ct[0]?.studyInstanceUid ?? ''));
  });
  afterAll(() => stage?.close());

  const image = () => panel(page).locator('img');
  const address = async () => (await image().getAttribute('src')) ?? '';
  const transform = () => image().evaluate((element: HTMLElement) => element.style.transform);

  it('shows pictures of the server, says so, and offers no tool that it does not have', async () => {
    await shown(page, 1);
    expect(await image().evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(128);
    expect(await panel(page).textContent()).toContain('Rendered by the server');
    expect(await page.getByRole('button', { name: 'Measure', exact: true }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Three planes' }).count()).toBe(0);
    await picture(page, 'viewer-rendered-1024');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('scrolls by wheel and key', async () => {
    const first = await address();
    await panel(page).hover();
    await page.mouse.wheel(0, 100);
    await shown(page, 2);
    expect(await address()).not.toBe(first);
    await page.keyboard.press('End');
    await shown(page, 12);
  });

  it('has the pictures around before they are wanted, and keeps to each while the wheel turns on', async () => {
    await page.keyboard.press('Home');
    await shown(page, 1);
    await page.waitForFunction((count) => {
      const pictures = performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('/rendered'));
      return new Set(pictures.map(({ name }) => name)).size >= count;
    }, ct.length);
    // From here on none can come.
    await page.route('**/rendered*', (route) => route.abort());
    for (let image = 2; image <= 5; image++) {
      await page.keyboard.press('ArrowDown');
      await shown(page, image);
    }
    await page.unroute('**/rendered*');
    await page.keyboard.press('End');
    await shown(page, 12);
  });

  it('has the windows of CT by key and by dragging', async () => {
    await page.keyboard.press('2');
    await expect.poll(address, patience).toContain('window=-600,1500,linear');
    await shown(page, 12);
    await drag(page, { x: 0.4, y: 0.4 }, { x: 0.6, y: 0.4 });
    await expect.poll(address, patience).not.toContain('window=-600,1500');
    await page.keyboard.press('d');
    await expect.poll(address, patience).not.toContain('window=');
    await shown(page, 12);
  });

  it('gives up the pictures of windows that the pointer has passed', async () => {
    await page.keyboard.press('Home');
    await shown(page, 1);
    const givenUp: string[] = [];
    page.on('requestfailed', (one) => givenUp.push(one.url()));
    // None comes before the pointer is up again.
    let isUp: () => void = () => undefined;
    const up = new Promise<void>((resolve) => {
      isUp = resolve;
    });
    await page.route('**/rendered?window=*', async (route) => {
      await up;
      await route.continue().catch(() => undefined);
    });
    await drag(page, { x: 0.4, y: 0.4 }, { x: 0.6, y: 0.5 });
    await expect.poll(() => givenUp.length, patience).toBeGreaterThan(0);
    isUp();
    await expect.poll(address, patience).toContain('window=');
    const last = await address();
    await page.unroute('**/rendered?window=*');
    expect(givenUp.filter((url) => url.endsWith(last))).toEqual([]);
    await page.keyboard.press('d');
    await expect.poll(address, patience).not.toContain('window=');
  });

  it('zooms, turns and flips the picture, and puts it back', async () => {
    const before = await transform();
    for (const [key, part] of [
      ['+', 'scale(1.2)'],
      [']', 'rotate(90deg)'],
      ['h', 'scale(-1, 1)'],
      ['Shift+ArrowRight', 'translate(40px'],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(transform, patience).toContain(part);
    }
    await page.keyboard.press('Backspace');
    await expect.poll(transform, patience).toBe(before);
  });

  /** What a person sees: what is drawn above the picture included. */
  const seenAt = async (points: readonly Point[]) =>
    coloursOfPicture(page, await panel(page).screenshot(), { ...size, points });
  const objects = () => page.getByRole('complementary', { name: 'Objects about the images' });

  it('shows segments, structures and presentation states above the picture, wherever it is moved', async () => {
    await page.keyboard.press('Home');
    await shown(page, 1);
    // The last column of the segment and the one beside it: enlarged twice in the middle, both are a quarter nearer to it.
    const edge = (at: number) => [at - 1, at].map((column) => ({ column, row: 64 }));
    const redness = async (at = 64) => (await seenAt(edge(at))).map(([red, , blue]) => red - blue);
    await objects().getByLabel('Organs').click();
    await objects().getByLabel('Liver').click();
    await expect.poll(async () => (await redness())[0], patience).toBeGreaterThan(80);
    expect((await redness())[1]).toBeLessThan(10);
    // 32 columns to the left, which is a quarter of the panel's height.
    const box = await panel(page).boundingBox();
    for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+ArrowLeft');
    const moved = Math.round(64 - (120 * 128) / (box?.height ?? 1));
    await expect.poll(async () => (await redness(moved - 1))[0], patience).toBeGreaterThan(80);
    await expect.poll(async () => (await redness(moved + 2))[1], patience).toBeLessThan(10);
    await picture(page, 'viewer-rendered-segments-1024');
    await page.keyboard.press('Backspace');
    await objects().getByLabel('Liver').click();
    await objects().getByRole('button', { name: 'TURNED' }).click();
    await expect.poll(async () => panel(page).textContent(), patience).toContain('W 800 · L 100');
    await panel(page).getByText('Look here').waitFor();
    await expect.poll(address, patience).toContain('window=100,800,linear');
    // Rows and columns have changed places, of the picture and of what is drawn above it.
    await expect.poll(() => seenAt([{ column: 40, row: 20 }]), patience).toEqual([[240, 200, 90]]);
    await picture(page, 'viewer-rendered-state-1024');
    expect(await accessibilityFaults(page)).toEqual([]);
    await objects().getByRole('button', { name: 'TURNED' }).click();
  });

  it('applies the tables of a presentation state to the values themselves', async () => {
    await objects().getByRole('button', { name: 'TABLES' }).click();
    await page.keyboard.press('j');
    const points = pointsOver(size, 6).filter(({ column, row }) => column > 8 && (column > 50 || row > 50));
    const stored = new DataView(top.pixelData.buffer, top.pixelData.byteOffset);
    const wanted = points.map(({ column, row }) =>
      greyByTables(stored.getInt16(2 * (row * size.columns + column), true)),
    );
    await expect.poll(async () => greyError(await seenAt(points), wanted), patience).toBeLessThanOrEqual(1);
    await picture(page, 'viewer-rendered-tables-1024');
    await page.keyboard.press('j');
    await objects().getByRole('button', { name: 'TABLES' }).click();
  });

  it('is enlarged and moved by two fingers', async () => {
    await page.keyboard.press('Backspace');
    const box = (await panel(page).boundingBox()) ?? { x: 0, y: 0, width: 1, height: 1 };
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await touch(page, [
      [
        [x - 50, y],
        [x + 50, y],
      ],
      [
        [x - 100, y],
        [x + 100, y],
      ],
    ]);
    await expect.poll(transform, patience).toContain('scale(2)');
    await page.keyboard.press('Backspace');
  });

  it('says in the about box what is missing, and has no fault', async () => {
    await page.getByRole('button', { name: 'About the viewer' }).click();
    await page.getByText('This browser offers no WebGL.').waitFor();
    await page.keyboard.press('Escape');
    expect(person.faults()).toEqual([]);
  });
});
