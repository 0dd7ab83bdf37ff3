// What the makers promise: files that say what they were told, in every syntax, the same each time.
import dicomParser from 'dicom-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstNumber, firstString, stringValues, valueBytes } from '../data-set/values.ts';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import { readFile } from '../part10/read-header.ts';
import {
  aCrInstance,
  aCtInstance,
  aDataSet,
  anMrInstance,
  aSecondaryCapture,
  element,
  encodeRleFrame,
  type FrameLayout,
  type InstanceOptions,
  seededNumbers,
  uidFrom,
} from './index.ts';

const makers = { aCtInstance, anMrInstance, aCrInstance, aSecondaryCapture, aDataSet };
const { explicitBigEndian, rleLossless, ...littleEndian } = transferSyntaxUids;
const native = [
  littleEndian.implicitLittleEndian,
  littleEndian.explicitLittleEndian,
  littleEndian.deflatedExplicitLittleEndian,
  explicitBigEndian,
];

describe('UIDs from seeds', () => {
  it('are the same for the same seed, and UIDs of a UUID', () => {
    expect(uidFrom('a')).toBe(uidFrom('a'));
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const uid = uidFrom(seed);
        expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
        const uuid = BigInt(uid.slice(5)).toString(16).padStart(32, '0');
        expect(uuid).toMatch(/^[0-9a-f]{12}8[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
      }),
    );
  });

  it('differ for seeds that differ by little', () => {
    const uids = new Set(Array.from({ length: 20_000 }, (_, i) => uidFrom(`study/${i}`)));
    expect(uids.size).toBe(20_000);
  });
});

describe.each(Object.entries(makers))(
  '%s',
  (_, make: (options?: InstanceOptions) => ReturnType<typeof aDataSet>) => {
    it.each([...native, rleLossless])('says what it was told, in %s', (transferSyntaxUid) => {
      const made = make({
        transferSyntaxUid,
        patientName: 'Müller^Jörg=穆勒',
        patientId: 'ID 7',
        patientBirthDate: '19700102',
        patientSex: 'M',
        studyInstanceUid: '1.2.3',
        seriesInstanceUid: '1.2.3.4',
        sopInstanceUid: '1.2.3.4.5',
        studyDescription: 'Étude',
        studyDate: '20240229',
        seriesNumber: 3,
        instanceNumber: 9,
      });
      const file = readFile(made.bytes);
      const text = (tag: number) => firstString(file.dataSet, tag);
      expect(file.transferSyntaxUid).toBe(transferSyntaxUid);
      expect(file.warnings).toEqual([]);
      expect(text(tags.PatientName)).toBe('Müller^Jörg=穆勒');
      expect(text(tags.PatientID)).toBe('ID 7');
      expect(text(tags.PatientBirthDate)).toBe('19700102');
      expect(text(tags.PatientSex)).toBe('M');
      expect(text(tags.StudyDescription)).toBe('Étude');
      expect(text(tags.StudyDate)).toBe('20240229');
      expect(text(tags.SOPClassUID)).toBe(made.sopClassUid);
      expect(text(tags.StudyInstanceUID)).toBe('1.2.3');
      expect(made).toMatchObject({
        seriesInstanceUid: '1.2.3.4',
        sopInstanceUid: '1.2.3.4.5',
        patientId: 'ID 7',
      });
      expect(firstNumber(file.dataSet, tags.SeriesNumber)).toBe(3);
      expect(firstNumber(file.dataSet, tags.InstanceNumber)).toBe(9);
    });

    it('is the same file for the same options, and another instance for another number', () => {
      expect(make().bytes).toEqual(make().bytes);
      const next = make({ instanceNumber: 2 });
      expect(next.seriesInstanceUid).toBe(make().seriesInstanceUid);
      expect(next.sopInstanceUid).not.toBe(make().sopInstanceUid);
      expect(make({ seed: 'other' }).studyInstanceUid).not.toBe(make().studyInstanceUid);
    });

    it('is read by a parser that is not ours', () => {
      const made = make({ undefinedLengths: true });
      const parsed = dicomParser.parseDicom(made.bytes);
      expect(parsed.string('x00080018')).toBe(made.sopInstanceUid);
      expect(parsed.string('x00100010')).toBe('Phantom^Ada');
    });

    it('takes elements in, others in the place of its own, and leaves out what is to be omitted', () => {
      const made = make({
        elements: [element('InstitutionName', 'Here'), element('Modality', 'XX')],
        omit: [tags.PatientID],
      });
      const { dataSet } = readFile(made.bytes);
      expect(firstString(dataSet, tags.InstitutionName)).toBe('Here');
      expect(firstString(dataSet, tags.Modality)).toBe('XX');
      expect(dataSet.elements.has(tags.PatientID)).toBe(false);
    });

    it('writes its texts in the character set that it names', () => {
      const specificCharacterSet = ['', 'ISO 2022 IR 87'];
      const made = make({ specificCharacterSet, patientName: 'Yamada^Tarou=山田^太郎' });
      const { dataSet } = readFile(made.bytes);
      expect(stringValues(dataSet, tags.SpecificCharacterSet)).toEqual(specificCharacterSet);
      expect(firstString(dataSet, tags.PatientName)).toBe('Yamada^Tarou=山田^太郎');
      const element = dataSet.elements.get(tags.PatientName);
      expect(element && valueBytes(dataSet, element).includes(0x1b)).toBe(true);
    });
  },
);

describe('pixels', () => {
  const images = { aCtInstance, anMrInstance, aCrInstance, aSecondaryCapture };

  describe.each(Object.entries(images))('of %s', (_, make) => {
    const size = { rows: 20, columns: 30, frames: 3 };

    it.each(native)('are in the file as the maker says, in %s', (transferSyntaxUid) => {
      const made = make({ ...size, transferSyntaxUid });
      const { dataSet } = readFile(made.bytes);
      const found = dataSet.elements.get(tags.PixelData);
      if (found === undefined) throw new Error('no pixel data');
      const stored = valueBytes(dataSet, found).slice();
      const inWords = dataSet.bigEndian && found.vr === 'OW';
      expect(inWords ? swapPairs(stored) : stored).toEqual(made.pixelData);
    });

    it('come back from RLE, a fragment a frame', () => {
      const made = make({ ...size, transferSyntaxUid: rleLossless });
      const { dataSet } = readFile(made.bytes);
      const fragments = dataSet.elements.get(tags.PixelData)?.fragments ?? [];
      expect(fragments).toHaveLength(4);
      const bits = firstNumber(dataSet, tags.BitsAllocated) as 8 | 16;
      const samplesPerPixel = firstNumber(dataSet, tags.SamplesPerPixel) as 1 | 3;
      const layout = { bitsAllocated: bits, samplesPerPixel, pixels: 600 };
      const frames = fragments
        .slice(1)
        .map(({ offset, length }) => decodeRle(dataSet.bytes.subarray(offset, offset + length), layout));
      expect(Uint8Array.from(frames.flatMap((frame) => [...frame]))).toEqual(made.pixelData);
    });
  });

  it('come back from RLE whatever they are, in segments of even length', () => {
    const layouts = fc.constantFrom<FrameLayout>(
      { bitsAllocated: 8, samplesPerPixel: 1, pixels: 300 },
      { bitsAllocated: 16, samplesPerPixel: 1, pixels: 300 },
      { bitsAllocated: 8, samplesPerPixel: 3, pixels: 300 },
    );
    const rows = fc.constantFrom(1, 2, 3, 60, 150, 300);
    fc.assert(
      fc.property(
        layouts,
        rows,
        fc.integer(),
        fc.integer({ min: 1, max: 255 }),
        (layout, rowLength, seed, levels) => {
          const random = seededNumbers(seed);
          const size = (layout.pixels * layout.bitsAllocated * layout.samplesPerPixel) / 8;
          // Few levels make runs, many make literals.
          const frame = Uint8Array.from({ length: size }, () => Math.floor(random() ** 4 * levels));
          const fragment = encodeRleFrame(frame, layout, rowLength);
          expect(fragment.length % 2).toBe(0);
          expect(decodeRle(fragment, layout)).toEqual(frame);
        },
      ),
    );
  });
});

function swapPairs(bytes: Uint8Array): Uint8Array {
  return bytes.map((_, i) => bytes[i ^ 1] as number);
}

/** PS3.5 G, straight from its text: the decoder that judges the encoder. */
function decodeRle(fragment: Uint8Array, layout: FrameLayout): Uint8Array {
  const header = new DataView(fragment.buffer, fragment.byteOffset, 64);
  const count = header.getUint32(0, true);
  const bytesPerSample = layout.bitsAllocated / 8;
  const stride = bytesPerSample * layout.samplesPerPixel;
  const frame = new Uint8Array(layout.pixels * stride);
  for (let segment = 0; segment < count; segment++) {
    const start = header.getUint32(4 + 4 * segment, true);
    const sample = Math.floor(segment / bytesPerSample);
    let at = sample * bytesPerSample + (bytesPerSample - 1 - (segment % bytesPerSample));
    for (let i = start, done = 0; done < layout.pixels; ) {
      const control = fragment[i++] as number;
      const isRun = control > 128;
      const length = isRun ? 257 - control : control === 128 ? 0 : control + 1;
      for (let k = 0; k < length; k++, done++, at += stride)
        frame[at] = fragment[isRun ? i : i + k] as number;
      i += isRun ? 1 : control === 128 ? 0 : length;
    }
  }
  return frame;
}
