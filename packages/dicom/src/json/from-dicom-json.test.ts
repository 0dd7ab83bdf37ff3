// Elements from DICOM JSON: what is added, what is left out, and JSON that is none.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import { type DicomJson, DicomJsonError, fromDicomJson } from './index.ts';

const { explicitLittleEndian } = transferSyntaxUids;

describe('elements from JSON', () => {
  it('adds ISO_IR 192 when the texts need it and the JSON does not say so', () => {
    const json: DicomJson = { '00100010': { vr: 'PN', Value: [{ Ideographic: '山' }] } };
    expect(fromDicomJson(json).map(({ tag }) => tag)).toEqual([tags.SpecificCharacterSet, tags.PatientName]);
    expect(fromDicomJson({ '00100010': { vr: 'PN', Value: [{ Alphabetic: 'A' }] } })).toHaveLength(1);
  });

  it('takes bulk data from the caller and refuses what is not there', () => {
    const json: DicomJson = { '00420011': { vr: 'OB', BulkDataURI: 'one' } };
    const bulkData = (uri: string) => (uri === 'one' ? Uint8Array.of(1, 2) : undefined);
    expect(fromDicomJson(json, { bulkData })).toEqual([
      { tag: 0x00420011, vr: 'OB', value: Uint8Array.of(1, 2) },
    ]);
    expect(() => fromDicomJson(json)).toThrow(DicomJsonError);
  });

  it('leaves group lengths and file meta information out', () => {
    const json: DicomJson = {
      '00020010': { vr: 'UI', Value: [explicitLittleEndian] },
      '00080000': { vr: 'UL', Value: [4] },
      '00080060': { vr: 'CS', Value: ['CT'] },
    };
    expect(fromDicomJson(json)).toEqual([{ tag: 0x00080060, vr: 'CS', value: ['CT'] }]);
  });

  it('writes numbers in the sixteen characters of DS', () => {
    const [input] = fromDicomJson({ '00280030': { vr: 'DS', Value: [1 / 3, -Math.PI * 1e-300, 5] } });
    const texts = input?.value as string[];
    expect(texts.every((text) => text.length <= 16)).toBe(true);
    expect(texts.map(Number)[0]).toBeCloseTo(1 / 3, 13);
    expect(texts[2]).toBe('5');
  });

  it.each([
    ['a list', []],
    ['a name that is no tag', { PatientName: { vr: 'PN' } }],
    ['an element that is a text', { '00100010': 'x' }],
    ['an unknown VR', { '00100010': { vr: 'XX' } }],
    ['a Value that is no list', { '00100010': { vr: 'PN', Value: 'x' } }],
    ['a number beyond its VR', { '00280010': { vr: 'US', Value: [65_536] } }],
    ['a fraction in an integer', { '00280010': { vr: 'US', Value: [0.5] } }],
    ['a word in a float', { '00720074': { vr: 'FD', Value: ['much'] } }],
    ['a word in a tag', { '00280009': { vr: 'AT', Value: ['x'] } }],
    ['an object in a text', { '00080080': { vr: 'LO', Value: [{}] } }],
    ['a list in a person name', { '00100010': { vr: 'PN', Value: [[]] } }],
    ['an integer beyond 64 bits', { '00720083': { vr: 'UV', Value: ['99999999999999999999'] } }],
    ['a binary VR with a Value', { '7FE00010': { vr: 'OW', Value: [1] } }],
    ['bad Base64', { '7FE00010': { vr: 'OW', InlineBinary: '*' } }],
    ['a sequence as Base64', { '00081110': { vr: 'SQ', InlineBinary: 'AAAA' } }],
    ['a sequence elsewhere', { '00081110': { vr: 'SQ', BulkDataURI: 'b' } }],
    ['an item that is a text', { '00081110': { vr: 'SQ', Value: ['x'] } }],
  ])('refuses %s', (_, json) => {
    expect(() => fromDicomJson(json as unknown as DicomJson)).toThrow(DicomJsonError);
  });

  it('refuses sequences without end', () => {
    let json: DicomJson = {};
    for (let level = 0; level < 5000; level++) json = { '00081110': { vr: 'SQ', Value: [json] } };
    expect(() => fromDicomJson(json)).toThrow(DicomJsonError);
  });

  it('names the place and never the value', () => {
    const json = { '00081110': { vr: 'SQ', Value: [{ '00100010': { vr: 'PN', Value: [['Secret']] } }] } };
    const refusal = () => fromDicomJson(json as unknown as DicomJson);
    expect(refusal).toThrow('00081110/0/00100010');
    expect(refusal).not.toThrow('Secret');
  });

  it('ends in elements or a DicomJsonError, whatever the JSON is', () => {
    const tag = fc.constantFrom('00100010', '00280010', '00081110', '7FE00010', '00020010', 'x');
    const member = fc.record(
      {
        vr: fc.constantFrom<unknown>('PN', 'US', 'SQ', 'OW', 'DS', 'AT', 'UV', 'FD', 'ZZ', 7),
        Value: fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()),
        InlineBinary: fc.string(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.dictionary(tag, fc.oneof(member, fc.jsonValue())), (json) => {
        try {
          expect(Array.isArray(fromDicomJson(json as unknown as DicomJson))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(DicomJsonError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
