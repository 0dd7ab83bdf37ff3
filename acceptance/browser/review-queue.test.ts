// The review queue in the dashboard: a burned-in name is found, covered by hand and gone; what shows too much is rejected; the rest passes together.
import { readHeader } from '@lumenbox/dicom';
import { aPdf, aPdfInstance, aSecondaryCapture, drawText, element } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { faultsOfLooks, lookOnPhone } from './support/looks.ts';
import { pdfIsShown } from './support/pdf.ts';
import { accessibilityFaults, heading, request, signIn, textOf } from './support/walk.ts';

const size = { rows: 240, columns: 320 };
const frames = 3;
const text = { x: 20, y: 16, scale: 2 };
const frameBytes = size.rows * size.columns * 3;

/** A screen shot of some frames with a name in the upper left corner of each. */
function aScreenShot(seed: string, more: { hasRegions?: boolean } = {}): Uint8Array {
  const region = [
    element('RegionLocationMinX0', [0]),
    element('RegionLocationMinY0', [48]),
    element('RegionLocationMaxX1', [319]),
    element('RegionLocationMaxY1', [239]),
  ];
  const made = aSecondaryCapture({
    seed,
    ...size,
    frames,
    patientName: 'Phantom^Ada',
    elements: more.hasRegions === true ? [element('SequenceOfUltrasoundRegions', [region])] : [],
  });
  const bytes = made.bytes.slice();
  const start = bytes.length - frames * frameBytes;
  for (let frame = 0; frame < frames; frame += 1)
    drawText(bytes.subarray(start + frame * frameBytes, start + (frame + 1) * frameBytes), 'ADA PHANTOM', {
      ...text,
      image: { columns: size.columns, pixel: [255, 255, 255] },
    });
  return bytes;
}

describe.skipIf(mustSkip())('the review queue', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let token: string;
  let caseId: string;
  const api = () => `${stage.server.url}/api/v1`;
  const send = async (file: Uint8Array, into = caseId): Promise<void> => {
    const answer = await fetch(`${api()}/patients/${into}/imaging`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/dicom' },
      body: file as Uint8Array<ArrayBuffer>,
    });
    if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
  };
  beforeAll(async () => {
    stage = await openStage({}, { pdf: true });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Teaching' });
    token = await stage.server.createToken(account);
    const made = await request<{ data: { id: string } }>(`${api()}/cases`, token, {
      body: { label: 'TEACH-1' },
    });
    caseId = made.data.id;
    await send(aScreenShot('drawn'));
    await send(aScreenShot('found', { hasRegions: true }));
    for (const seed of ['third', 'fourth']) await send(aScreenShot(seed));
    person = await stage.person({ viewport: { width: 1440, height: 900 } });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());

  const image = () => page.getByRole('img', { name: /^Frame \d+ as it came/ });
  /** Waits until a picture stands, and gives its place and how many pixels of the screen one of its own takes. */
  const stand = async () => {
    await expect
      .poll(() => image().evaluate((node: HTMLImageElement) => node.naturalWidth))
      .toBe(size.columns);
    const bounds = await image().boundingBox();
    if (bounds === null) throw new Error('There is no picture.');
    return { ...bounds, scale: bounds.width / size.columns };
  };
  const boxOn = (number: number) => page.getByRole('button', { name: `Box ${number} on the image` });

  it('is told of on the page of the case and beside the navigation', async () => {
    await page.goto(`/cases/${caseId}`);
    await heading(page, 'TEACH-1');
    await page.getByText('4 images are held for review.').waitFor();
    const entry = page.getByRole('link', { name: /^Review queue/ });
    await expect.poll(() => textOf(entry)).toContain('4');
    await page.getByRole('link', { name: 'Open the review queue' }).click();
    await heading(page, 'Review queue');
    await expect.poll(() => page.getByRole('row').count()).toBe(5);
    expect(await faultsOfLooks(page, 'review-list')).toEqual([]);
  });

  it('shows one object with its frames and reasons, and takes a drawn box that keys have moved', async () => {
    await page.getByRole('link', { name: 'Review', exact: true }).first().click();
    await heading(page, 'TEACH-1');
    await page.getByText('It is a screen shot or a scan: text can stand anywhere in it.').waitFor();
    const at = await stand();
    const corner = (x: number, y: number) => [at.x + x * at.scale, at.y + y * at.scale] as const;
    await page.mouse.move(...corner(40, 60));
    await page.mouse.wheel(0, 100);
    await page.getByText('Frame 2 of 3').waitFor();
    await page.mouse.wheel(0, -100);
    await page.getByText('Frame 1 of 3').waitFor();
    await stand();
    // Ten pixels too low: arrows bring it where it belongs.
    await page.mouse.move(...corner(12, 20));
    await page.mouse.down();
    await page.mouse.move(...corner(100, 40), { steps: 4 });
    await page.mouse.move(...corner(168, 44), { steps: 4 });
    await page.mouse.up();
    await boxOn(1).focus();
    await page.keyboard.press('Shift+ArrowUp');
    await page.keyboard.press('Control+ArrowRight');
    await page.getByRole('switch', { name: 'All frames' }).check();
    expect(await faultsOfLooks(page, 'review-item')).toEqual([]);
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('a');
    await page.getByText('Accepted: it is in the case TEACH-1.').waitFor();
  });

  it('has stored it with the name gone from every frame, and names the reviewer', async () => {
    const studies = await request<{ data: { id: string }[] }>(`${api()}/patients/${caseId}/studies`, token);
    const studyId = studies.data[0]?.id ?? '';
    const archive = await fetch(`${api()}/patients/${caseId}/studies/${studyId}/archive`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    // The archive packs nothing, so that the file lies in it as it is, from its preamble on.
    const packed = Buffer.from(await archive.arrayBuffer());
    const bytes = packed.subarray(packed.indexOf('DICM') - 128);
    const start = readHeader(bytes).pixelData?.offset ?? 0;
    for (let frame = 0; frame < frames; frame += 1)
      for (let y = text.y; y < text.y + 7 * text.scale; y += 1) {
        const row = start + frame * frameBytes + (y * size.columns + text.x) * 3;
        const isBlack = bytes.subarray(row, row + 11 * 6 * text.scale * 3).every((value) => value === 0);
        expect({ frame, y, isBlack }).toEqual({ frame, y, isBlack: true });
      }
    // Below the box nothing was touched.
    const below = start + 100 * size.columns * 3;
    expect(bytes.subarray(below, below + 600).some((value) => value !== 0)).toBe(true);
    const receipt = await request<{ data: { content: { reviews: { reviewer: string }[] } } }>(
      `${api()}/patients/${caseId}/studies/${studyId}/receipt`,
      token,
    );
    expect(receipt.data.content.reviews).toMatchObject([
      { reviewer: 'Anna Keller', reasons: ['secondary-capture'] },
    ]);
  });

  it('has gone on to the next one, whose box was found, and rejects it after a question', async () => {
    await page.getByText('1 of 3', { exact: true }).waitFor();
    await stand();
    await boxOn(1).waitFor();
    await page.getByText(/outside of the ultrasound/).waitFor();
    await boxOn(1).focus();
    await page.keyboard.press('Delete');
    await page.getByText('Nothing. The image stays as it is.').waitFor();
    await page.getByRole('button', { name: 'Add a box' }).click();
    await boxOn(1).waitFor();
    await lookOnPhone(page, 'review-item-dark');
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog', { name: 'Reject this image?' });
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await page.getByText('1 image was rejected.').waitFor();
    await page.getByText('1 of 2', { exact: true }).waitFor();
  });

  it('goes to neighbours by arrows, and tells when somebody else was faster', async () => {
    await stand();
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('2 of 2', { exact: true }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('1 of 2', { exact: true }).waitFor();
    const id = /review-queue\/([^?]+)/.exec(page.url())?.[1] ?? '';
    await request(`${api()}/review-queue/${id}/reject`, token, { body: {} });
    await page.getByText('Anna Keller has rejected this object.').waitFor();
    await picture(page, 'review-decided-dark-1440');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('accepts the rest from the list, and says when nothing is left', async () => {
    await page.getByRole('link', { name: 'Review queue', exact: true }).last().click();
    await heading(page, 'Review queue');
    // What the list knew before stands until it is read again.
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByRole('checkbox', { name: 'Choose an image of TEACH-1' }).check();
    await page.getByRole('button', { name: 'Accept' }).click();
    const dialog = page.getByRole('dialog', { name: 'Accept 1 image?' });
    await dialog.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('1 image was accepted.').waitFor();
    await page.getByText('Nothing waits for review').waitFor();
    await picture(page, 'review-empty-dark-1440');
  });

  it('shows a PDF in the page, to be read before it is accepted', async () => {
    const made = await request<{ data: { id: string } }>(`${api()}/cases`, token, {
      body: { label: 'TEACH-2' },
    });
    await send(aPdfInstance({ seed: 'letter', pdf: aPdf('Please look at the lungs') }).bytes, made.data.id);
    await page.goto(`/review-queue?case_id=${made.data.id}`);
    await page.getByRole('link', { name: 'Review', exact: true }).click();
    await page.getByTitle('PDF: TEACH-2').waitFor();
    await pdfIsShown(page);
    await page.getByText(/A document lies inside/).waitFor();
    expect(await faultsOfLooks(page, 'review-pdf')).toEqual([]);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('Accepted: it is in the case TEACH-2.').waitFor();
    expect(person.faults()).toEqual([]);
  });
});
