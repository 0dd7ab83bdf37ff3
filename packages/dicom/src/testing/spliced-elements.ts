// A file with elements set into it, every other byte as it was: what a program leaves that has forgotten something.
import { type ElementInput, tagOfInput } from '../part10/element-input.ts';
import { readHeader } from '../part10/read-header.ts';
import { encodeDataSet } from '../part10/write.ts';

/** A file of Explicit or Implicit VR Little Endian with elements at their places, in the stead of those that are there. */
export function withElements(file: Uint8Array, elements: readonly ElementInput[]): Uint8Array {
  return elements.reduce(withElement, file);
}

function withElement(file: Uint8Array, input: ElementInput): Uint8Array {
  const { dataSet, transferSyntaxUid, pixelData } = readHeader(file);
  const tag = tagOfInput(input);
  const found = [...dataSet.elements.values()].sort((one, other) => one.tag - other.tag);
  const own = dataSet.elements.get(tag);
  const next = found.find((one) => one.tag > tag);
  const start =
    own?.start ??
    next?.start ??
    (pixelData === undefined ? file.length : pixelData.offset - (dataSet.explicit ? 12 : 8));
  const end = own === undefined ? start : own.offset + own.length;
  const bytes = encodeDataSet([input], { transferSyntaxUid, characterSets: dataSet.characterSets });
  const whole = new Uint8Array(start + bytes.length + file.length - end);
  whole.set(file.subarray(0, start));
  whole.set(bytes, start);
  whole.set(file.subarray(end), start + bytes.length);
  return whole;
}
