// What the viewer holds: while it is open, frames and a context to draw with; nothing of it once it is left.
import { aCrInstance, element, phantomStudy } from '@lumenbox/dicom/testing';
import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Stage } from './support/browser.ts';
import { aPhantomPatient, type PhantomPatient, phantom } from './support/phantom-patient.ts';
import { coloursAt, greyError, greyOf, panel, patience, pointsOver, shown } from './support/viewer.ts';
import { heading, signIn } from './support/walk.ts';

const side = 256;
const slices = 24;
/** What a frame takes once it is read: 16 bits with a sign and an intercept need floating point. */
const frameBytes = 4 * side * side;

/** What a page holds when nothing is left that could be collected. */
interface Held {
  /** Octets of all buffers: frames and volumes lie in them. */
  readonly bufferBytes: number;
  /** WebGL contexts that have not been given up. */
  readonly contexts: number;
}

/** Counts it, as the browser's debugger does. */
async function heldBy(session: CDPSession): Promise<Held> {
  const objectGroup = 'held';
  const expression = 'WebGL2RenderingContext.prototype';
  const { result } = await session.send('Runtime.evaluate', { expression, objectGroup });
  const prototypeObjectId = result.objectId ?? '';
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId, objectGroup });
  const answer = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId ?? '',
    functionDeclaration: 'function () { return this.filter((context) => !context.isContextLost()).length; }',
    returnByValue: true,
  });
  // The question's own list would keep what it counts.
  await session.send('Runtime.releaseObjectGroup', { objectGroup });
  await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send('Runtime.getHeapUsage');
  return { bufferBytes: usage.backingStorageSize, contexts: answer.result.value as number };
}

describe.skipIf(mustSkip())('the memory of the viewer', () => {
  let stage: Stage;
  let account: Account;
  let patient: PhantomPatient;
  const ct = [...phantomStudy({ kind: 'ct', slices, rows: side, columns: side, seed: 'memory', ...phantom })];
  beforeAll(async () => {
    stage = await openStage({}, { webgl: 'software' });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    patient = await aPhantomPatient(stage.server.url, await stage.server.createToken(account));
    for (const { bytes } of ct) await patient.send(bytes);
  });
  afterAll(() => stage?.close());

  it('is given back when it is left, however often it is opened, and the images come back', async () => {
    const { page, faults } = await stage.person({ viewport: { width: 1280, height: 860 } });
    await signIn(page, account);
    await page.goto(`/patients/${patient.patientId}`);
    const session = await page.context().newCDPSession(page);
    const bytesHeld = async () => (await heldBy(session)).bufferBytes;
    const points = pointsOver({ rows: side, columns: side });
    /** Opens it without loading the page anew, has all frames come, and leaves it again. */
    const visit = async (look: () => Promise<void>) => {
      await page.getByRole('link', { name: 'Open CT CHEST in the viewer' }).press('Enter');
      await shown(page, 1);
      const colours = await coloursAt(page, { rows: side, columns: side }, points);
      await page.keyboard.press('End');
      await shown(page, slices);
      await expect.poll(bytesHeld, patience).toBeGreaterThan(slices * frameBytes);
      const open = await heldBy(session);
      await look();
      await page.keyboard.press('Escape');
      await heading(page, 'Phantom, Ada');
      await expect.poll(async () => (await heldBy(session)).contexts, patience).toBe(0);
      return { open, left: await heldBy(session), colours };
    };
    const first = await visit(async () => undefined);
    expect(first.open.contexts).toBe(1);
    expect(first.open.bufferBytes - first.left.bufferBytes).toBeGreaterThan(slices * frameBytes);
    const second = await visit(async () => {
      await page.keyboard.press('y');
      const plane = page.getByTestId('plane-coronal');
      await expect.poll(() => plane.getAttribute('data-state'), patience).toBe('shown');
      await page.keyboard.press('Escape');
      await shown(page, slices);
    });
    const third = await visit(async () => undefined);
    for (const { left, colours } of [second, third]) {
      expect(left.bufferBytes - first.left.bufferBytes).toBeLessThan(frameBytes);
      expect(colours).toEqual(first.colours);
    }
    expect(faults()).toEqual([]);
  });

  it('is bounded where a series is larger than its share, and every image of it is shown', async () => {
    const size = 2048;
    const frames = 18;
    const frameBytes = 4 * size * size;
    const pixelData = new Uint8Array(2 * frames * size * size);
    const values = new Uint16Array(pixelData.buffer);
    for (let frame = 0; frame < frames; frame++)
      values.fill(200 * frame, frame * size * size, (frame + 1) * size * size);
    const large = aCrInstance({
      ...phantom,
      seed: 'large',
      rows: size,
      columns: size,
      frames,
      pixelData,
      transferSyntaxUid: '1.2.840.10008.1.2.5',
      // Halves need floating point, too.
      elements: [element('RescaleSlope', '1'), element('RescaleIntercept', '0.5')],
    });
    await patient.send(large.bytes);
    const { page, faults } = await stage.person({ viewport: { width: 1280, height: 860 } });
    // Little more than what has the server render. A fifth of it is what frames may take.
    const gigabytes = 1.01;
    const share = 0.2 * gigabytes * 1024 ** 3;
    await page.addInitScript(
      (value) => Object.defineProperty(navigator, 'deviceMemory', { value }),
      gigabytes,
    );
    await signIn(page, account);
    await page.goto(await patient.addressOf(large.studyInstanceUid));
    const session = await page.context().newCDPSession(page);
    const wait = { timeout: 60_000 };
    const look = async (frame: number) => {
      const state = panel(page).locator(`[data-state="shown"][data-image="${frame}"]`);
      await expect.poll(() => state.count(), wait).toBe(1);
      const grey = greyOf(200 * (frame - 1) + 0.5, { center: 2000, width: 3800 });
      const middle = { column: size / 2, row: size / 2 };
      const error = async () =>
        greyError(await coloursAt(page, { rows: size, columns: size }, [middle]), [grey]);
      await expect.poll(error, wait).toBeLessThan(2);
    };
    await look(1);
    // What is ahead comes by itself until there is room for what is looked at alone; the rest comes as it is looked at.
    await expect.poll(async () => (await heldBy(session)).bufferBytes, wait).toBeGreaterThan(share / 2);
    await page.keyboard.press('End');
    for (let frame = frames; frame > frames - 9; frame--) {
      await look(frame);
      await page.keyboard.press('ArrowUp');
    }
    // Beside the frames it is the program, and what is on its way to the screen.
    const { bufferBytes } = await heldBy(session);
    expect(bufferBytes).toBeLessThan(share + 3 * frameBytes);
    expect(frames * frameBytes).toBeGreaterThan(share);
    expect(faults()).toEqual([]);
  });
});
