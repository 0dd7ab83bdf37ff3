// Reading with comparison: studies beside each other, panels that follow one another, lines, magnifier, slabs, uptake, calibration by hand.
import { aCtInstance, element, type MadeInstance } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import { findInViewer, panel, patience, shown } from './support/viewer.ts';
import { accessibilityFaults, request, signIn, textOf } from './support/walk.ts';

/** An axial CT from the head downwards, so many millimetres between the slices. */
function aStack(options: {
  seed: string;
  studyDate: string;
  count: number;
  distance: number;
  patientName?: string;
}): MadeInstance[] {
  const { count, distance, ...rest } = options;
  return Array.from({ length: count }, (_, index) =>
    aCtInstance({
      ...phantom,
      ...rest,
      studyDescription: `CT ${rest.seed}`,
      seriesDescription: 'SOFT',
      instanceNumber: index + 1,
      slicePosition: -index * distance,
      sliceThickness: distance,
    }),
  );
}

describe.skipIf(mustSkip())('reading with comparison', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let patient: PhantomPatient;
  let token: string;
  const now = aStack({ seed: 'now', studyDate: '20250115', count: 11, distance: 5 });
  const before = aStack({ seed: 'before', studyDate: '20230110', count: 6, distance: 10 });
  const stranger = aStack({ seed: 'stranger', studyDate: '20220101', count: 1, distance: 5 });
  /** A slice of the same frame of reference as `now`, cut from ear to ear. */
  const coronal = aCtInstance({
    ...phantom,
    seed: 'now',
    studyDate: '20250115',
    seriesNumber: 2,
    seriesDescription: 'CORONAL',
    elements: [
      element('ImageOrientationPatient', ['1', '0', '0', '0', '0', '-1']),
      element('ImagePositionPatient', ['-200', '0', '200']),
    ],
  });
  beforeAll(async () => {
    stage = await openStage({}, { webgl: 'software' });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    token = await stage.server.createToken(account);
    patient = await aPhantomPatient(stage.server.url, token);
    for (const { bytes } of [...now, coronal, ...before]) await patient.send(bytes);
    const other = await aPhantomPatient(stage.server.url, token);
    for (const { bytes } of stranger) await other.send(bytes);
    person = await stage.person({ viewport: { width: 1440, height: 900 } });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  const uidOf = (made: readonly MadeInstance[]) => made[0]?.studyInstanceUid ?? '';
  const idIn = (address: string) => address.split('/').at(-2) ?? '';
  const strip = () => page.getByRole('navigation', { name: 'Series' });

  it('opens the study before beside the one that is read, and the address holds both', async () => {
    await page.goto(await patient.addressOf(uidOf(now)));
    await shown(page, 1);
    const others = page.getByRole('region', { name: 'Other studies' });
    await others.getByText('CT before').waitFor();
    expect(await others.getByRole('button').count()).toBe(1);
    await page.keyboard.press('Shift+C');
    await shown(page, 1, 2);
    expect(await panel(page, 1).textContent()).toContain('CT now');
    expect(await panel(page, 2).textContent()).toContain('CT before');
    expect(await panel(page, 2).textContent()).toContain('For comparison');
    const beside = idIn(await patient.addressOf(uidOf(before)));
    await expect.poll(() => new URL(page.url()).searchParams.get('beside'), patience).toBe(beside);
    await picture(page, 'viewer-beside-1440');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.reload();
    await shown(page, 1, 2);
    expect(await panel(page, 2).textContent()).toContain('CT before');
  });

  it('closes it again, and opens it from the strip', async () => {
    await strip()
      .getByRole('button', { name: /^Close CT before/ })
      .click();
    await expect.poll(() => panel(page, 2).count(), patience).toBe(0);
    await expect.poll(() => page.url(), patience).not.toContain('beside');
    await page.getByRole('button', { name: /^Open beside: CT before/ }).click();
    await shown(page, 1, 2);
  });

  it('keeps key images of the study beside in that study', async () => {
    const keptIn = async (made: readonly MadeInstance[]) => {
      const address = (await patient.addressOf(uidOf(made))).replace('/viewer', '/key-images');
      const { data } = await request<{ data: { images: { sop_instance_uid: string }[] } }>(
        `${stage.server.url}/api/v1${address}`,
        token,
      );
      return data.images.map(({ sop_instance_uid }) => sop_instance_uid);
    };
    await panel(page, 2).hover();
    await page.mouse.wheel(0, 100);
    await shown(page, 2, 2);
    await page.keyboard.press('*');
    await panel(page, 2).getByText('★ Key image').waitFor();
    await strip().getByText('★ 1 key image').waitFor();
    await expect.poll(() => keptIn(before), patience).toEqual([before[1]?.sopInstanceUid]);
    expect(await keptIn(now)).toEqual([]);
    await page.keyboard.press('*');
    await expect.poll(() => keptIn(before), patience).toEqual([]);
    await page.keyboard.press('Home');
    await shown(page, 1, 2);
  });

  const image = (number: number) => panel(page, number).locator('[data-image]').getAttribute('data-image');
  const shows = (images: readonly number[]) =>
    expect
      .poll(async () => Promise.all(images.map((_, index) => image(index + 1))), patience)
      .toEqual(images.map(String));

  it('scrolls the other study along, by millimetres from where the link was made', async () => {
    await panel(page, 1).hover();
    await page.mouse.wheel(0, 100);
    await shown(page, 2, 1);
    // 5 mm down here, none there: that difference stays.
    await page.keyboard.press('Shift+S');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await shows([4, 2]);
    await page.keyboard.press('End');
    await shows([11, 5]);
    await panel(page, 2).hover();
    await page.mouse.wheel(0, -100);
    await shows([8, 4]);
    await page.keyboard.press('Shift+S');
    await page.keyboard.press('Home');
    await shows([8, 1]);
  });

  it('links window and zoom, and unlinks them', async () => {
    const text = async (number: number) => (await panel(page, number).textContent()) ?? '';
    const zoom = (number: number) => textOf(panel(page, number).getByText(/^\d+ %$/));
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'Link the windows of the panels' }).click();
    await page.keyboard.press('2');
    await expect.poll(() => text(2), patience).toContain('W 1500 · L -600');
    await page.keyboard.press('Shift+W');
    await page.keyboard.press('3');
    await expect.poll(() => text(1), patience).toContain('W 2500 · L 480');
    expect(await text(2)).toContain('W 1500 · L -600');
    await page.keyboard.press('Shift+Z');
    const fitted = await zoom(1);
    await page.keyboard.press('+');
    await expect.poll(() => zoom(1), patience).not.toBe(fitted);
    await expect.poll(async () => (await zoom(1)) === (await zoom(2)), patience).toBe(true);
    await picture(page, 'viewer-linked-1440');
    await page.keyboard.press('Shift+Z');
  });

  it('shows by position in one frame of reference, and where the planes cut', async () => {
    await page
      .getByRole('button', { name: /1 · SOFT/ })
      .first()
      .dragTo(panel(page, 2));
    await shown(page, 1, 2);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+S');
    await shows([8, 8]);
    await page.keyboard.press('Shift+S');
    await page.getByRole('button', { name: /2 · CORONAL/ }).dragTo(panel(page, 2));
    await shown(page, 1, 2);
    const lines = (number: number) => panel(page, number).locator('svg line');
    expect(await lines(1).count()).toBe(0);
    await page.keyboard.press('Shift+L');
    // The coronal plane lies at y = 0: in the axial image, 200 mm up and down from there, that is the middle.
    await expect.poll(() => lines(1).count(), patience).toBe(1);
    const box = await panel(page, 1).boundingBox();
    const heights = async () => Promise.all(['y1', 'y2'].map((name) => lines(1).first().getAttribute(name)));
    for (const height of await heights())
      expect(Math.abs(Number(height) - (box?.height ?? 0) / 2)).toBeLessThan(5);
    await picture(page, 'viewer-lines-1440');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => lines(2).count(), patience).toBe(1);
    const before = await lines(2).first().getAttribute('y1');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => lines(2).first().getAttribute('y1'), patience).not.toBe(before);
    await page.keyboard.press('Shift+L');
    await expect.poll(() => lines(2).count(), patience).toBe(0);
  });

  it('opens no study of another realm beside it, and says no more than of one that never was', async () => {
    const other = await stage.server.createAccount({ name: 'Otto Fremd', team: 'Elsewhere' });
    const otherToken = await stage.server.createToken(other);
    const theirs = await aPhantomPatient(stage.server.url, otherToken);
    const elsewhere = aStack({ seed: 'elsewhere', studyDate: '20210101', count: 1, distance: 5 });
    for (const { bytes } of elsewhere) await theirs.send(bytes);
    const foreign = idIn(await findInViewer(stage.server.url, otherToken, uidOf(elsewhere)));
    const answers: number[] = [];
    page.on('response', (response) => {
      if (response.url().includes(`/studies/${foreign}`)) answers.push(response.status());
    });
    const saying = async (id: string) => {
      await page.goto(`${await patient.addressOf(uidOf(now))}?beside=${id}`);
      await shown(page, 1);
      await page.getByRole('alert').waitFor();
      expect(await panel(page, 2).count()).toBe(0);
      return textOf(page.getByRole('alert'));
    };
    const said = await saying(foreign);
    expect(answers.length).toBeGreaterThan(0);
    expect(new Set(answers)).toEqual(new Set([404]));
    expect(await page.locator('body').textContent()).not.toContain('CT elsewhere');
    expect(await saying('00000000-0000-7000-8000-000000000000')).toBe(said);
  });

  it('opens no study of anybody else beside it', async () => {
    const foreign = idIn(await findInViewer(stage.server.url, token, uidOf(stranger)));
    await page.goto(`${await patient.addressOf(uidOf(now))}?beside=${foreign}`);
    await shown(page, 1);
    await page.getByRole('alert').waitFor();
    expect(await panel(page, 2).count()).toBe(0);
    expect(await page.locator('body').textContent()).not.toContain('CT stranger');
    expect(person.faults()).toEqual([]);
  });
});
