// The viewer where a browser has no WebGL: the server renders, and scrolling, window and zoom are the same.
import { phantomStudy } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import { drag, panel, patience, shown } from './support/viewer.ts';
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
  beforeAll(async () => {
    stage = await openStage();
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    patient = await aPhantomPatient(stage.server.url, await stage.server.createToken(account));
    for (const { bytes } of ct) await patient.send(bytes);
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
    expect(await page.getByRole('button', { name: 'Measure' }).count()).toBe(0);
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

  it('says in the about box what is missing, and has no fault', async () => {
    await page.getByRole('button', { name: 'About the viewer' }).click();
    await page.getByText('This browser offers no WebGL.').waitFor();
    await page.keyboard.press('Escape');
    expect(person.faults()).toEqual([]);
  });
});
