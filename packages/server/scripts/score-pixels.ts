// Scores the cleaning of pixels: text drawn by our own code in every form that pixels have, and the files of ../shared/data/dicom with
// text burned in, through a profile that knows the places and through one that reads. Writes the second table of docs/deidentification.md.
// Run by `npm run deid:score`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ElementInput,
  encapsulatedPixelDataEnd,
  encapsulatedPixelDataHead,
  fragmentHead,
  readHeader,
  rewriteHead,
} from '@lumenbox/dicom';
import {
  createDeidentifier,
  type DeidentificationProfile,
  type PixelRectangle,
  profileOf,
} from '@lumenbox/dicom/deidentify';
import { aCrInstance, aCtInstance, aSecondaryCapture, drawText, element } from '@lumenbox/dicom/testing';
import { compileCodecModule, createCodec } from '../src/pixels/codecs/codec-module.ts';
import {
  createPixels,
  deidentifyWithPixels,
  isUncleanable,
  type PixelSource,
  sourceInMemory,
} from '../src/pixels/index.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const document = join(root, 'docs', 'deidentification.md');
const shared = join(root, '..', 'shared', 'data', 'dicom');
const explicitLittleEndian = '1.2.840.10008.1.2.1';
const jpegBaseline = '1.2.840.10008.1.2.4.50';
const size = { rows: 256, columns: 256 };
const frames = 2;
const lines = [
  { text: 'ADA PHANTOM', x: 16, y: 20 },
  { text: 'ID 4711 1961', x: 24, y: 60 },
];
const forms: Readonly<Record<string, string>> = {
  native: explicitLittleEndian,
  RLE: '1.2.840.10008.1.2.5',
  'JPEG Lossless': '1.2.840.10008.1.2.4.70',
  'JPEG-LS': '1.2.840.10008.1.2.4.80',
  'JPEG 2000': '1.2.840.10008.1.2.4.90',
  HTJ2K: '1.2.840.10008.1.2.4.201',
  'JPEG Baseline': jpegBaseline,
};

/** A file with text, and where: in every frame. */
interface Burned {
  readonly bytes: Uint8Array;
  readonly places: readonly PixelRectangle[];
}

const pixels = createPixels();

/** Images of three kinds, with text in each frame, in a form. */
async function burnedIn(transferSyntaxUid: string): Promise<Burned[]> {
  const kinds = [
    { maker: aCtInstance, pixel: [0xff, 0x0f], elements: [] },
    { maker: aCrInstance, pixel: [0xff, 0x0f], elements: [] },
    {
      maker: aSecondaryCapture,
      pixel: [255, 255, 255],
      elements: [element('SOPClassUID', '1.2.840.10008.5.1.4.1.1.3.1')],
    },
  ];
  // JPEG Baseline takes eight bits.
  const fitting = transferSyntaxUid === jpegBaseline ? kinds.slice(2) : kinds;
  return Promise.all(
    fitting.map(async ({ maker, pixel, elements }) => {
      const pixelData = maker({ ...size, frames }).pixelData.slice();
      const frameBytes = pixelData.length / frames;
      const places = lines.map(({ text, x, y }) => {
        const image = { columns: size.columns, pixel };
        for (let frame = 1; frame < frames; frame += 1)
          drawText(pixelData.subarray(frame * frameBytes, (frame + 1) * frameBytes), text, {
            x,
            y,
            scale: 2,
            image,
          });
        return drawText(pixelData.subarray(0, frameBytes), text, { x, y, scale: 2, image });
      });
      const flag = [element('BurnedInAnnotation', 'YES'), element('Manufacturer', 'Drawn')];
      const made = maker({ ...size, frames, pixelData, elements: [...elements, ...flag] });
      const bytes =
        transferSyntaxUid === jpegBaseline
          ? asJpeg(made.bytes)
          : await transcoded(made.bytes, transferSyntaxUid);
      return { bytes, places };
    }),
  );
}

async function transcoded(file: Uint8Array, transferSyntaxUid: string): Promise<Buffer> {
  const { bytes } = await pixels.transcodeInstance(sourceInMemory(file, ''), { transferSyntaxUid });
  return collected(bytes);
}

async function collected(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Compressed with loss, as ultrasound devices do. */
function asJpeg(file: Uint8Array): Buffer {
  const codec = createCodec(compileCodecModule(), { memoryBytesMax: 1024 ** 3 });
  const header = readHeader(file);
  const start = header.pixelData?.offset ?? 0;
  const frameBytes = size.rows * size.columns * 3;
  const image = { ...size, samplesPerPixel: 3, bitsAllocated: 8, bitsStored: 8, isSigned: false };
  const fragments = Array.from({ length: frames }, (_, frame) => {
    const samples = file.subarray(start + frame * frameBytes, start + (frame + 1) * frameBytes);
    const settings = { isLossy: true, quality: 85 } as const;
    const code = codec.encode('Jpeg', { ...image, photometricInterpretation: 'YBR_FULL' }, samples, settings);
    return Buffer.concat([code, new Uint8Array(code.length % 2)]);
  });
  const changes: ElementInput[] = [
    element('PhotometricInterpretation', 'YBR_FULL_422'),
    element('LossyImageCompression', '01'),
  ];
  return Buffer.concat([
    rewriteHead(header, { transferSyntaxUid: jpegBaseline, form: 'part10', changes }),
    encapsulatedPixelDataHead([]),
    ...fragments.flatMap((code) => [fragmentHead(code.length), code]),
    encapsulatedPixelDataEnd(),
  ]);
}

const knowing = profileOf('basic', {
  options: ['cleanPixelData'],
  trustRegions: true,
  deviceRegions: [{ manufacturer: 'Drawn', blank: [{ x: 0, y: 8, width: 256, height: 72 }] }],
});
const reading = profileOf('basic', {
  options: ['cleanPixelData'],
  recognizeText: 'blank',
  accept: ['secondary-capture'],
});

type Row = { planted: number; held: number; survived: number };

/** How many texts are still there after a profile: drawn dots that stand out, or words that can be read. */
async function scoreOf(files: readonly Burned[], profile: DeidentificationProfile): Promise<Row> {
  const row: Row = { planted: 0, held: 0, survived: 0 };
  const deidentifier = createDeidentifier({ profile, key: new Uint8Array(32).fill(9), label: 'SCORE' });
  for (const { bytes, places } of files) {
    row.planted += places.length;
    const source = sourceInMemory(bytes, '');
    const result = await cleaned(source, bytes, deidentifier);
    if (result === undefined) row.held += places.length;
    else row.survived += await survivors(result, places);
  }
  return row;
}

async function cleaned(
  source: PixelSource,
  bytes: Uint8Array,
  deidentifier: ReturnType<typeof createDeidentifier>,
): Promise<Buffer | undefined> {
  const original = {
    header: readHeader(bytes),
    open: async () => source,
    read: async function* read(start: number) {
      yield bytes.subarray(start);
    },
  };
  try {
    const done = await deidentifyWithPixels({ pixels, deidentifier }, original, { today: '20260101' });
    return done.kind === 'review' ? undefined : await collected(done.bytes);
  } catch (error) {
    if (isUncleanable(error)) return undefined;
    throw error;
  }
}

async function survivors(file: Buffer, places: readonly PixelRectangle[]): Promise<number> {
  const source = sourceInMemory(file, '');
  const read = await pixels.findText(source, {});
  let count = 0;
  for (const place of places) {
    let isSeen = false;
    for (let frame = 0; frame < source.frameCount; frame += 1) {
      const { bytes, image } = await pixels.transcodeFrame(source, {
        frame,
        transferSyntaxUid: explicitLittleEndian,
      });
      const pixelBytes = (image.bitsAllocated / 8) * image.samplesPerPixel;
      isSeen ||= !isPlain(bytes, { place, columns: image.columns, pixelBytes });
    }
    if (isSeen) count += 1;
  }
  return Math.max(count, read.boxes.length > 0 ? 1 : 0);
}

/** Whether a place has one value alone. */
function isPlain(
  bytes: Uint8Array,
  { place, columns, pixelBytes }: { place: PixelRectangle; columns: number; pixelBytes: number },
): boolean {
  const samples = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (x: number, y: number) => {
    const start = (y * columns + x) * pixelBytes;
    return samples.subarray(start, start + pixelBytes);
  };
  const first = at(place.x, place.y);
  for (let y = place.y; y < place.y + place.height; y += 1)
    for (let x = place.x; x < Math.min(columns, place.x + place.width); x += 1)
      if (!at(x, y).equals(first)) return false;
  return true;
}

type SharedFile = { boxes: { x: number; y: number; w: number; h: number }[] };

/** Files that others have burned names into, where they are there. A box of the list has a pixel of ground around its letters. */
function sharedFiles(): Burned[] {
  if (!existsSync(join(shared, 'planted.json'))) return [];
  const files: Record<string, SharedFile> = JSON.parse(readFileSync(join(shared, 'planted.json'), 'utf8'));
  return Object.entries(files)
    .filter(([, { boxes }]) => boxes.length > 0)
    .map(([name, { boxes }]) => ({
      bytes: new Uint8Array(readFileSync(join(shared, name))),
      places: boxes.map(({ x, y, w, h }) => ({ x: x + 1, y: y + 1, width: w - 2, height: h - 2 })),
    }));
}

function rowText(name: string, regions: Row | undefined, text: Row): string {
  const known = regions === undefined ? '| | ' : `| ${regions.held} | ${regions.survived} `;
  return `| ${name} | ${text.planted} ${known}| ${text.held} | ${text.survived} |`;
}

const rows: string[] = [];
let missed = 0;
for (const [name, transferSyntaxUid] of Object.entries(forms)) {
  const files = await burnedIn(transferSyntaxUid);
  const [regions, text] = [await scoreOf(files, knowing), await scoreOf(files, reading)];
  missed += regions.survived + text.survived;
  rows.push(rowText(name, regions, text));
}
const burned = sharedFiles();
if (burned.length > 0) {
  const text = await scoreOf(burned, reading);
  missed += text.survived;
  rows.push(rowText('synthetic files of the test data', undefined, text));
}
await pixels.close();

const table = [
  '| pixels | texts | known places: held | survived | read: held | survived |',
  '|---|---|---|---|---|---|',
  ...rows,
].join('\n');
const [before, after] = ['<!-- pixel-score -->', '<!-- /pixel-score -->'];
const whole = readFileSync(document, 'utf8');
const start = whole.indexOf(before) + before.length;
const end = whole.indexOf(after);
if (start < before.length || end < start) throw new Error(`${document} has no place for the score of pixels`);
writeFileSync(document, `${whole.slice(0, start)}\n${table}\n${whole.slice(end)}`);
process.stdout.write(`${table}\n`);
if (missed > 0) {
  process.stderr.write(`${missed} texts survived in pixels.\n`);
  process.exitCode = 1;
}
