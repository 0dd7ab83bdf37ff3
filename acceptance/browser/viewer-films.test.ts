// Films in the viewer: played in the panel by the browser itself, from ranges; told of in words where it cannot.
import {
  aPdfInstance,
  aReportInstance,
  aSecondaryCapture,
  element,
  type MadeInstance,
} from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import { coloursAt, panel, patience, pointsOver, shown } from './support/viewer.ts';
import { accessibilityFaults, signIn } from './support/walk.ts';

const h264 = '1.2.840.10008.1.2.4.102';
const mpeg2 = '1.2.840.10008.1.2.4.100';

/** A film as an MP4 file, recorded by the browser: a green square that goes over red, for a second and a half. */
async function recordFilm(page: Page): Promise<Uint8Array> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 240];
    const context = canvas.getContext('2d');
    const mimeType = 'video/mp4;codecs=avc1.42E01E';
    // A browser that is built without H.264 records what it knows, and knows it by its bytes when it plays it.
    const type = MediaRecorder.isTypeSupported(mimeType) ? mimeType : 'video/webm';
    const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: type });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => data.size > 0 && parts.push(data);
    const stopped = new Promise((done) => recorder.addEventListener('stop', done));
    recorder.start(100);
    // By the clock, and from the first bytes on: a machine that has other things to do starts the encoder late and draws few frames.
    let begin = performance.now();
    while (performance.now() - begin < 1500 && recorder.state === 'recording') {
      await new Promise(requestAnimationFrame);
      if (context === null) continue;
      context.fillStyle = '#f00';
      context.fillRect(0, 0, 320, 240);
      context.fillStyle = '#0f0';
      context.fillRect((performance.now() - begin) / 6, 100, 40, 40);
      if (parts.length === 0) begin = performance.now();
    }
    recorder.stop();
    await stopped;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  return Uint8Array.from(bytes);
}

function aFilm(
  seed: string,
  stream: Uint8Array,
  { transferSyntaxUid = h264, instanceNumber = 1 } = {},
): MadeInstance {
  // Even, as a fragment must be (PS3.5 A.4): an odd one would be filled up, and the byte would stand in the middle of the stream.
  const half = (stream.length >> 2) * 2;
  return aSecondaryCapture({
    ...phantom,
    seed,
    rows: 240,
    columns: 320,
    transferSyntaxUid,
    instanceNumber,
    elements: [
      element('NumberOfFrames', '60'),
      { tag: 'PixelData', vr: 'OB', fragments: [stream.subarray(0, half), stream.subarray(half)] },
    ],
  });
}

describe.skipIf(mustSkip())('the viewer with films', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let patient: PhantomPatient;
  const video = () => panel(page).locator('video');
  const stateOf = () =>
    video().evaluate((film: HTMLVideoElement) => ({
      width: film.videoWidth,
      isMuted: film.muted,
      isPaused: film.paused,
      hasControls: film.controls,
    }));
  const open = async (film: MadeInstance) => page.goto(await patient.addressOf(film.studyInstanceUid));
  beforeAll(async () => {
    stage = await openStage({}, { webgl: 'software' });
    const account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    patient = await aPhantomPatient(stage.server.url, await stage.server.createToken(account));
    person = await stage.person({ viewport: { width: 1280, height: 860 } });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  it('plays a film in the panel, silent at first, by keyboard, from ranges of its bit stream', async () => {
    const film = aFilm('h264', await recordFilm(page));
    const other = aFilm('h264', await recordFilm(page), { instanceNumber: 2 });
    await patient.send(film.bytes);
    await patient.send(other.bytes);
    const asked = page.waitForRequest((one) => one.resourceType() === 'media');
    await open(film);
    const request = await asked;
    expect((await request.allHeaders()).range).toMatch(/^bytes=0-/);
    const answer = await request.response();
    expect([answer?.status(), answer?.headers()['content-type']]).toEqual([206, 'video/mp4']);
    await expect
      .poll(stateOf, patience)
      .toEqual({ width: 320, isMuted: true, isPaused: true, hasControls: true });
    expect(await video().getAttribute('aria-label')).toMatch(/^Film: /);
    // The keys of the film are the browser's own while it has the focus.
    await video().focus();
    await page.keyboard.press('Space');
    const timeOf = () => video().evaluate((element: HTMLVideoElement) => element.currentTime);
    await expect.poll(timeOf, patience).toBeGreaterThan(0.2);
    await page.keyboard.press('Home');
    expect(await panel(page).getByText('Film 1 of 2').count()).toBe(1);
    await picture(page, 'viewer-film-1280');
    expect(await accessibilityFaults(page)).toEqual([]);
    const first = await video().getAttribute('src');
    await panel(page).getByRole('button', { name: 'Next film' }).click();
    await panel(page).getByText('Film 2 of 2').waitFor();
    await expect.poll(async () => (await stateOf()).width, patience).toBe(320);
    expect(await video().getAttribute('src')).not.toBe(first);
    expect(person.faults()).toEqual([]);
  });

  it('shows the pictures of the film', async () => {
    const red = () =>
      video().evaluate((film: HTMLVideoElement) => {
        const canvas = new OffscreenCanvas(320, 240);
        const context = canvas.getContext('2d');
        context?.drawImage(film, 0, 0);
        return [...(context?.getImageData(160, 220, 1, 1).data ?? [])];
      });
    await expect.poll(async () => (await red())[0], patience).toBeGreaterThan(200);
    expect((await red())[1]).toBeLessThan(60);
  });

  it('says of a film that the browser cannot play that it cannot, and gives the film as a file', async () => {
    // The beginning of an MPEG-2 program stream: its pack and system headers.
    const stream = new Uint8Array(4096);
    stream.set([0, 0, 1, 0xba, 0x44, 0, 4, 0, 4, 1, 1, 0x89, 0xc3, 0xf8, 0, 0, 1, 0xbb, 0, 6]);
    const film = aFilm('mpeg2', stream, { transferSyntaxUid: mpeg2 });
    await patient.send(film.bytes);
    await open(film);
    await panel(page).getByText('This browser cannot play this film.').waitFor();
    const link = panel(page).getByRole('link', { name: 'Open the film' });
    const answer = await page.request.get((await link.getAttribute('href')) ?? '');
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'video/mpeg']);
    expect((await answer.body()).equals(stream)).toBe(true);
    await picture(page, 'viewer-film-unplayable-1280');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(person.faults()).toEqual([]);
  });

  it('says of a film that does not come why, and tries again', async () => {
    const film = aFilm('later', await recordFilm(page));
    await patient.send(film.bytes);
    await page.route(/\/rendered$/, (route) => route.fulfill({ status: 404, body: '' }));
    await open(film);
    await panel(page).getByRole('button', { name: 'Try again' }).waitFor();
    expect(await panel(page).textContent()).not.toContain('cannot play');
    await page.unroute(/\/rendered$/);
    await panel(page).getByRole('button', { name: 'Try again' }).click();
    await expect.poll(async () => (await stateOf()).width, patience).toBe(320);
    expect(person.faults()).toEqual([]);
  });

  it('shows the films of a series beside its pictures, neither hidden by the other', async () => {
    const film = aFilm('mixed', await recordFilm(page));
    const still = aSecondaryCapture({ ...phantom, seed: 'mixed', instanceNumber: 2 });
    const later = aSecondaryCapture({ ...phantom, seed: 'mixed', instanceNumber: 3 });
    for (const { bytes } of [film, still, later]) await patient.send(bytes);
    await open(film);
    await shown(page, 1);
    await page.getByRole('navigation', { name: 'Series' }).getByText('2 images · 1 film').waitFor();
    const at = pointsOver({ rows: 64, columns: 64 }, 8);
    const wanted = at.map(({ column, row }) => {
      const from = 3 * (row * 64 + column);
      return [...still.pixelData.subarray(from, from + 3)];
    });
    await page.keyboard.press('j');
    await expect.poll(() => coloursAt(page, { rows: 64, columns: 64 }, at), patience).toEqual(wanted);
    await picture(page, 'viewer-film-and-pictures-1280');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await shown(page, 2);
    await panel(page).getByRole('button', { name: 'Films (1)' }).click();
    await expect.poll(async () => (await stateOf()).width, patience).toBe(320);
    await picture(page, 'viewer-film-of-both-1280');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  const tools = ['Zoom', 'Measure', 'View', 'Play or pause', 'Three planes, or back'];
  const disabled = () =>
    Promise.all(
      tools.map((name) => page.getByRole('button', { name, exact: true }).getAttribute('aria-disabled')),
    );
  const allOf = (value: string | null) => tools.map(() => value);
  const hint = async (text: string) => {
    await page.getByRole('button', { name: 'Zoom', exact: true }).hover();
    await page.getByRole('tooltip').getByText(text).waitFor();
    await page.mouse.move(1160, 400);
    await expect.poll(() => page.getByRole('tooltip').count(), patience).toBe(0);
  };

  it('has no tools for a film, says why, and has them again for images', async () => {
    expect(await disabled()).toEqual(allOf('true'));
    await hint('Zoom: not for films, which have controls of their own.');
    // By force: what is disabled is not clicked otherwise.
    for (const name of tools) await page.getByRole('button', { name, exact: true }).click({ force: true });
    expect(await page.getByRole('menu').count()).toBe(0);
    await page.locator('#content').focus();
    for (const key of ['l', 'y', 'k', ']', 'i', '2', 'Shift+P', 'ArrowDown', 'End', '*', 'Backspace', 'u'])
      await page.keyboard.press(key);
    expect(await page.getByText('cannot be cut').count()).toBe(0);
    await panel(page).getByRole('button', { name: 'Images (2)' }).click();
    // The one that was read when the films were wanted.
    await shown(page, 2);
    expect(await disabled()).toEqual(allOf(null));
    expect(await page.getByRole('menu').count()).toBe(0);
    await page.keyboard.press('l');
    await page.getByRole('button', { name: 'Measure: Length' }).waitFor();
    expect(person.faults()).toEqual([]);
  });

  it('has none for documents and reports either', async () => {
    for (const [made, text] of [
      [aPdfInstance({ ...phantom, seed: 'tools' }), 'Zoom: not for documents.'],
      [aReportInstance({ ...phantom, seed: 'tools of a report' }), 'Zoom: there is no image in this panel.'],
    ] as const) {
      await patient.send(made.bytes);
      await open(made);
      await expect.poll(disabled, patience).toEqual(allOf('true'));
      await hint(text);
    }
    await picture(page, 'viewer-no-tools-1280');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(person.faults()).toEqual([]);
  });
});
