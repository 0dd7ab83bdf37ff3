// Pixels of the reference files on the screen: what others read out of them, for each transfer syntax and kind of colour.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mustSkipReferenceFiles, referenceFolder } from '../clients/reference-files.ts';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { aPhantomPatient } from './support/phantom-patient.ts';
import {
  coloursAt,
  coloursOfPicture,
  greyError,
  greyOf,
  panel,
  patience,
  pointsOver,
  shown,
  viewerAddress,
} from './support/viewer.ts';
import { signIn, textOf } from './support/walk.ts';

interface Listed {
  readonly file: string;
  readonly status: string;
  readonly expected: {
    readonly SOPClassUID: string;
    readonly TransferSyntaxUID: string;
    readonly StudyInstanceUID: string;
    readonly SeriesInstanceUID: string;
    readonly SOPInstanceUID: string;
    readonly Rows: number;
    readonly Columns: number;
    readonly PhotometricInterpretation: string;
  };
  readonly pixels?: {
    readonly lossy: boolean;
    readonly firstFrame: { readonly dtype: string; readonly sha256: string };
  };
}

/** Without loss, so that what others decoded is known to the bit. */
const greys = [
  'syntax/ct-explicit-le.dcm',
  'syntax/ct-implicit-le.dcm',
  'syntax/ct-explicit-be.dcm',
  'syntax/ct-deflated.dcm',
  'syntax/ct-rle.dcm',
  'syntax/ct-jpegll-57.dcm',
  'syntax/ct-jpegll-70.dcm',
  'syntax/ct-jpegls-80.dcm',
  'syntax/ct-j2k-90.dcm',
  'image/dx_image.dcm',
];
const colours = ['image/SC_rgb_rle.dcm', 'colour/TestPattern_JPEG-LS-Lossless.dcm'];
const rendered = [
  'colour/TestPattern_Palette.dcm',
  'colour/TestPattern_JPEG-Baseline_YBR422.dcm',
  'image/SC_ybr_full_422_uncompressed.dcm',
  'syntax/ct-jpeg-50.dcm',
  'syntax/ct-jpegls-81.dcm',
  'syntax/ct-j2k-91.dcm',
];

function readManifest(): Listed[] {
  const { files } = JSON.parse(readFileSync(join(referenceFolder, 'manifest.json'), 'utf8')) as {
    files: Listed[];
  };
  return files;
}

/** Segmentations are drawn on images, and are none themselves. */
const isSegmentation = /\.66\.[47]$/;

/** For each kind of colour in each transfer syntax, and each SOP class, that the files above are not of, the first file that has it. */
function otherKinds(): string[] {
  const kindsOf = ({ expected }: Listed) => [
    `${expected.TransferSyntaxUID} ${expected.PhotometricInterpretation}`,
    expected.SOPClassUID,
  ];
  const above = [...greys, ...colours, ...rendered];
  const images = readManifest().filter(
    ({ status, pixels, expected }) =>
      status === 'valid' &&
      pixels &&
      expected.StudyInstanceUID &&
      expected.Rows > 0 &&
      !isSegmentation.test(expected.SOPClassUID),
  );
  const seen = new Set(images.filter(({ file }) => above.includes(file)).flatMap(kindsOf));
  const isNew = (one: Listed) => {
    const before = seen.size;
    for (const kind of kindsOf(one)) seen.add(kind);
    return seen.size > before;
  };
  return images.filter(isNew).map(({ file }) => file);
}

describe.skipIf(mustSkip() || mustSkipReferenceFiles())('the viewer shows the pixels', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let token: string;
  let patientId: string;
  const list = new Map<string, Listed>();
  beforeAll(async () => {
    for (const listed of readManifest()) list.set(listed.file, listed);
    stage = await openStage({}, { webgl: 'software' });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    token = await stage.server.createToken(account);
    patientId = (await aPhantomPatient(stage.server.url, token)).patientId;
    person = await stage.person({ viewport: { width: 1280, height: 860 } });
    page = person.page;
    await signIn(page, account);
  });
  afterAll(() => stage?.close());
  // Several of the files are one image in different transfer syntaxes, and the first one of a UID is kept.
  let openedStudy: string | undefined;
  afterEach(async () => {
    if (openedStudy === undefined) return;
    const address = `${stage.server.url}/dicomweb/studies/${openedStudy}`;
    await fetch(address, { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } });
    openedStudy = undefined;
  });

  /** Sends a file, whoever it says it is of or does not say, and opens its study. */
  async function open(name: string): Promise<Listed> {
    const listed = list.get(name) as Listed;
    const { expected } = listed;
    const answer = await fetch(
      `${stage.server.url}/api/v1/patients/${patientId}/imaging?accept_mismatch=true`,
      {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/dicom' },
        body: readFileSync(join(referenceFolder, name)),
      },
    );
    expect(answer.status, `${name}: ${await answer.text()}`).toBe(201);
    const studyInstanceUid = expected.StudyInstanceUID;
    openedStudy = studyInstanceUid;
    await page.goto(await viewerAddress(stage.server.url, token, { patientId, studyInstanceUid }));
    await shown(page, 1);
    await page.keyboard.press('j');
    return listed;
  }

  const instanceOf = ({ expected }: Listed) =>
    `${stage.server.url}/dicomweb/studies/${expected.StudyInstanceUID}/series/${expected.SeriesInstanceUID}/instances/${expected.SOPInstanceUID}`;

  /** The octets of the first frame; proved to be what another decoder found. */
  async function provenOctets(listed: Listed): Promise<DataView> {
    const answer = await fetch(`${instanceOf(listed)}/frames/1`, {
      headers: {
        Authorization: `Bearer ${token}`,
        Accept: 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1',
      },
    });
    const octets = Buffer.from(await answer.arrayBuffer());
    const sha256 = listed.pixels?.firstFrame.sha256;
    expect(createHash('sha256').update(octets).digest('hex')).toBe(sha256);
    return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  }

  const windowShown = async () => {
    const text = await textOf(panel(page).getByText(/^W \d/));
    const [, width, center] = /W ([\d.]+) · L (-?[\d.]+)/.exec(text) ?? [];
    return { width: Number(width), center: Number(center) };
  };

  it.each(greys)('of %s in the greys of its window', async (name) => {
    const listed = await open(name);
    const { Rows: rows, Columns: columns, PhotometricInterpretation } = listed.expected;
    const dtype = listed.pixels?.firstFrame.dtype;
    const octets = await provenOctets(listed);
    const metadata = (await (
      await fetch(`${instanceOf(listed)}/metadata`, { headers: { Authorization: `Bearer ${token}` } })
    ).json()) as Record<string, { Value?: unknown[] }>[];
    const number = (tag: string, otherwise: number) => Number(metadata[0]?.[tag]?.Value?.[0] ?? otherwise);
    // A window of whole numbers, so that the screen says all of it.
    await page.keyboard.press('u');
    await page.keyboard.press('Alt+ArrowRight');
    const points = pointsOver({ rows, columns });
    const valueAt = (at: number) => {
      if (dtype === 'uint8') return octets.getUint8(at);
      return dtype === 'int16' ? octets.getInt16(2 * at, true) : octets.getUint16(2 * at, true);
    };
    const error = async () => {
      const window = await windowShown();
      const wanted = points.map(({ column, row }) => {
        const value = valueAt(row * columns + column) * number('00281053', 1) + number('00281052', 0);
        const grey = greyOf(value, window);
        return PhotometricInterpretation === 'MONOCHROME1' ? 255 - grey : grey;
      });
      return greyError(await coloursAt(page, { rows, columns }, points), wanted);
    };
    // The window on the screen is rounded to whole numbers; of a narrow one that is some greys.
    const { width } = await windowShown();
    await expect.poll(error, patience).toBeLessThanOrEqual(2 + 255 / width);
  });

  it.each(colours)('of %s in their own colours', async (name) => {
    const listed = await open(name);
    const { Rows: rows, Columns: columns } = listed.expected;
    const octets = await provenOctets(listed);
    const points = pointsOver({ rows, columns });
    const wanted = points.map(({ column, row }) =>
      [0, 1, 2].map((channel) => octets.getUint8(3 * (row * columns + column) + channel)),
    );
    await expect.poll(() => coloursAt(page, { rows, columns }, points), patience).toEqual(wanted);
  });

  it.each(rendered)('of %s as the server renders it', async (name) => {
    const listed = await open(name);
    const { Rows: rows, Columns: columns } = listed.expected;
    const points = pointsOver({ rows, columns });
    const isGrey = listed.expected.PhotometricInterpretation.startsWith('MONOCHROME');
    const wanted = await page.evaluate(
      async ({ address, places }) => {
        const answer = await fetch(address, { headers: { Accept: 'image/png' } });
        const bitmap = await createImageBitmap(await answer.blob());
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        const context = canvas.getContext('2d', { willReadFrequently: true });
        context?.drawImage(bitmap, 0, 0);
        return places.map(({ column, row }) => [
          ...(context?.getImageData(column, row, 1, 1).data.slice(0, 3) ?? []),
        ]);
      },
      { address: `${instanceOf(listed)}/rendered`, places: points },
    );
    const error = async () => {
      const seen = await coloursAt(page, { rows, columns }, points);
      return Math.max(
        ...seen.flatMap((colour, index) =>
          colour.map((value, channel) => Math.abs(value - (wanted[index]?.[channel] ?? Number.NaN))),
        ),
      );
    };
    await expect.poll(error, patience).toBeLessThanOrEqual(isGrey ? 1 : 0);
    if (listed.pixels?.lossy && isGrey) await picture(page, `viewer-${name.replace(/\W/g, '-')}`);
  });

  it.each(mustSkipReferenceFiles() ? [] : otherKinds())(
    'of %s as the server renders that frame',
    async (name) => {
      // Slices are sorted by their place: the first one that is shown need not be the first one of the file.
      const uid = list.get(name)?.expected.SOPInstanceUID ?? '';
      const asked = page.waitForRequest((one) => one.url().includes(`/${uid}/frames/`));
      // No image is larger: of one that is shown smaller, pixels are left out.
      await page.setViewportSize({ width: 1720, height: 1140 });
      const listed = await open(name);
      const [, frame] = /\/frames\/(\d+)/.exec((await asked).url()) ?? [];
      const { Rows: rows, Columns: columns, PhotometricInterpretation } = listed.expected;
      const isGrey = PhotometricInterpretation.startsWith('MONOCHROME');
      const { width, center } = isGrey ? await windowShown() : { width: 0, center: 0 };
      // What is said of a narrow window is too rough; without one both take the file's.
      const window = width < 10 ? '' : `?window=${center},${width},linear`;
      const answer = await page.request.get(`${instanceOf(listed)}/frames/${frame}/rendered${window}`, {
        headers: { Accept: 'image/png' },
      });
      expect(answer.status(), await answer.text().catch(() => '')).toBe(200);
      const points = pointsOver({ rows, columns }, Math.min(12, rows, columns));
      const file = await answer.body();
      const wanted = await coloursOfPicture(page, file, { rows, columns, points });
      const tolerance = isGrey ? 2 + (width < 10 ? 0 : 255 / width) : 0;
      const error = async () => {
        const seen = await coloursAt(page, { rows, columns }, points);
        return Math.max(
          ...seen.flatMap((colour, index) =>
            colour.map((value, channel) => Math.abs(value - (wanted[index]?.[channel] ?? Number.NaN))),
          ),
        );
      };
      await picture(page, `viewer-pixels-${name.replace(/\W/g, '-')}`);
      await expect.poll(error, patience).toBeLessThanOrEqual(tolerance);
    },
  );

  it('without a fault on the page', () => {
    expect(person.faults()).toEqual([]);
  });
});
