// Files broken on purpose: each is broken in the way that its maker names.
import { describe, expect, it } from 'vitest';
import { firstString } from '../data-set/values.ts';
import { tags } from '../dictionary/index.ts';
import { DicomError } from '../part10/errors.ts';
import { readFile } from '../part10/read-header.ts';
import {
  aCtInstance,
  aDataSet,
  deeplyNested,
  lyingLength,
  truncate,
  withAppended,
  withoutMeta,
  withoutPreamble,
} from './index.ts';

const made = aCtInstance();

function reasonOf(bytes: Uint8Array): string {
  try {
    readFile(bytes);
  } catch (error) {
    if (error instanceof DicomError) return error.reason;
    throw error;
  }
  return 'read';
}

describe('malformed files', () => {
  it('are cut where they were to be cut', () => {
    const cut = truncate(made.bytes, made.bytes.length - 100);
    expect(cut).toHaveLength(made.bytes.length - 100);
    expect(reasonOf(cut)).toBe('truncated');
  });

  it.each([
    ['with a 32 bit length', tags.PixelData, 0xfffffff0],
    ['with a 16 bit length', tags.ReferringPhysicianName, 0xfffe],
  ])('claim more than they have, in an element %s', (_, tag, length) => {
    expect(reasonOf(lyingLength(made.bytes, tag, length))).not.toBe('read');
    expect(reasonOf(made.bytes)).toBe('read');
  });

  it('cannot lie about an element that is not there', () => {
    expect(() => lyingLength(made.bytes, tags.TextValue, 2)).toThrow(RangeError);
  });

  it('nest as deep as asked', () => {
    const { dataSet } = readFile(deeplyNested(20));
    let depth = 0;
    let inner = dataSet.elements.get(0x00991001)?.items?.[0];
    while (inner !== undefined) {
      depth++;
      inner = inner.elements.get(0x00991001)?.items?.[0];
    }
    expect(depth).toBe(20);
    expect(reasonOf(deeplyNested(100_000))).toBe('too-deep');
  });

  it('are whole but for the preamble, or for preamble and file meta information', () => {
    expect(firstString(readFile(withoutPreamble(made.bytes)).dataSet, tags.SOPInstanceUID)).toBe(
      made.sopInstanceUid,
    );
    const bare = withoutMeta(made.bytes);
    const { meta, dataSet } = readFile(bare);
    expect(meta.elements.size).toBe(0);
    expect(firstString(dataSet, tags.SOPInstanceUID)).toBe(made.sopInstanceUid);
  });

  it('end with what was appended', () => {
    const { bytes } = aDataSet();
    expect(withAppended(bytes, Uint8Array.of(1, 2)).slice(-2)).toEqual(Uint8Array.of(1, 2));
  });
});
