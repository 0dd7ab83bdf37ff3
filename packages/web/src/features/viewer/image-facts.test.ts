// What the metadata of an instance say of its frames.
import { describe, expect, it } from 'vitest';
import type { JsonDataSet } from './dicom-json.ts';
import { readImages, type ViewedImage } from './image-facts.ts';

const value = (vr: string, ...values: unknown[]) => ({ vr, Value: values });
const plain: JsonDataSet = {
  '00080016': value('UI', '1.2.840.10008.5.1.4.1.1.2'),
  '00080018': value('UI', '1.2.3.4'),
  '00080060': value('CS', 'CT'),
  '0020000D': value('UI', '1.2'),
  '0020000E': value('UI', '1.2.3'),
  '00200013': value('IS', 7),
  '00280002': value('US', 1),
  '00280004': value('CS', 'MONOCHROME2'),
  '00280010': value('US', 512),
  '00280011': value('US', 256),
  '00280030': value('DS', 0.5, 0.25),
  '00280100': value('US', 16),
  '00280101': value('US', 12),
  '00280102': value('US', 11),
  '00280103': value('US', 0),
  '7FE00010': { vr: 'OW', BulkDataURI: 'bulkdata/7FE00010' },
};
const read = (patch: JsonDataSet) => readImages({ ...plain, ...patch })[0] as ViewedImage;

describe('an image', () => {
  it('has its address as its name, and its own pixels', () => {
    expect(read({})).toMatchObject({
      id: 'lumenbox:1.2/1.2.3/1.2.3.4/1',
      rows: 512,
      columns: 256,
      bitsStored: 12,
      isSigned: false,
      kind: 'grey',
      spacing: [0.5, 0.25],
      spacingOf: 'patient',
      isLossy: false,
    });
  });

  it('says that it was compressed with loss, and by how much', () => {
    expect(read({ '00282110': value('CS', '01'), '00282112': value('DS', 10.5) })).toMatchObject({
      isLossy: true,
      lossyRatio: 10.5,
    });
  });

  it('is scaled at the detector where nothing better is said', () => {
    const { '00280030': _none, ...without } = plain;
    const [image] = readImages({ ...without, '00181164': value('DS', 0.1, 0.1) });
    expect(image).toMatchObject({ spacing: [0.1, 0.1], spacingOf: 'detector' });
    expect(read({ '00181164': value('DS', 0.5, 0.25) }).spacingOf).toBe('detector');
    expect(read({ '00181164': value('DS', 0.6, 0.6) }).spacingOf).toBe('patient');
  });

  it('has no scale where the file has none, or nonsense', () => {
    expect(read({ '00280030': value('DS', 0, 0) })).not.toHaveProperty('spacing');
    expect(read({ '00280030': value('DS', 'x', 'y') })).not.toHaveProperty('spacing');
  });

  it('is a picture when it has colours, a palette or single bits', () => {
    expect(read({ '00280002': value('US', 3), '00280004': value('CS', 'RGB') }).kind).toBe('picture');
    expect(read({ '00280004': value('CS', 'PALETTE COLOR') }).kind).toBe('picture');
    expect(read({ '00280100': value('US', 1) }).kind).toBe('picture');
  });

  it('is a film, a document or nothing to draw where it says so', () => {
    expect(read({ '00083002': value('UI', '1.2.840.10008.1.2.4.102') }).kind).toBe('video');
    expect(read({ '00080016': value('UI', '1.2.840.10008.5.1.4.1.1.104.1') }).kind).toBe('document');
    const { '00280010': _rows, ...report } = plain;
    expect(readImages(report)[0]?.kind).toBe('none');
    // An image that came without its pixels, or with none in their place.
    expect(read({ '7FE00010': undefined }).kind).toBe('none');
    expect(read({ '7FE00010': { vr: 'OW' } }).kind).toBe('none');
    expect(read({ '7FE00010': undefined, '7FE00008': { vr: 'OF', InlineBinary: 'AAAA' } }).kind).toBe('grey');
  });
});

describe('frames of one instance', () => {
  const plane = (z: number) => ({ '00209113': value('SQ', { '00200032': value('DS', 0, 0, z) }) });
  const enhanced: JsonDataSet = {
    '00280008': value('IS', 2),
    '52009229': value('SQ', {
      '00289110': value('SQ', { '00280030': value('DS', 2, 2), '00180050': value('DS', 4) }),
      '00209116': value('SQ', { '00200037': value('DS', 1, 0, 0, 0, 1, 0) }),
      '00289132': value('SQ', { '00281050': value('DS', 100), '00281051': value('DS', 300) }),
    }),
    '52009230': value(
      'SQ',
      { ...plane(5), '00289145': value('SQ', { '00281052': value('DS', -10), '00281053': value('DS', 2) }) },
      plane(9),
    ),
  };

  it('have what is said of all of them, and what is said of each', () => {
    const images = readImages({ ...plain, ...enhanced });
    expect(images.map(({ frame, position }) => [frame, position])).toEqual([
      [1, [0, 0, 5]],
      [2, [0, 0, 9]],
    ]);
    expect(images[0]).toMatchObject({
      spacing: [2, 2],
      sliceThickness: 4,
      orientation: [1, 0, 0, 0, 1, 0],
      window: { center: 100, width: 300 },
      slope: 2,
      intercept: -10,
    });
    expect(images[1]).toMatchObject({ slope: 1, intercept: 0 });
  });

  it('are played at the rate of the film', () => {
    const film = { '00280008': value('IS', 30), '00181063': value('DS', 40) };
    expect(readImages({ ...plain, ...film })).toHaveLength(30);
    expect(read(film).frameTimeMs).toBe(40);
    expect(read({ '00180040': value('IS', 25) }).frameTimeMs).toBe(40);
  });
});
