// Key object selections: what is written comes back, one that is emptied says so, and what is broken is left out.
import { describe, expect, it } from 'vitest';
import type { ElementInput } from '../part10/element-input.ts';
import { readHeader } from '../part10/read-header.ts';
import { encodePart10 } from '../part10/write.ts';
import { aReportInstance, element } from '../testing/index.ts';
import {
  type KeyImageReference,
  keyObjectElements,
  keyObjectSopClass,
  readKeyObjectSelection,
} from './key-objects.ts';

const image: KeyImageReference = {
  sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
  sopInstanceUid: '1.2.3.4.5',
  frameNumbers: [],
};
const film = { ...image, sopInstanceUid: '1.2.3.4.6', frameNumbers: [2, 7] };
const observer = { kind: 'person', name: 'Keller^Anna' } as const;
const studyInstanceUid = '1.2.3';

function reread(elements: readonly ElementInput[], sopClass = keyObjectSopClass) {
  const file = encodePart10({
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    elements: [element('SOPClassUID', sopClass), element('SOPInstanceUID', '1.2.3.9'), ...elements],
  });
  return readHeader(file).dataSet;
}
const written = (images: readonly KeyImageReference[], before?: string) =>
  keyObjectElements({
    studyInstanceUid,
    observer,
    images: images.map((one) => ({ ...one, seriesInstanceUid: '1.2.3.4' })),
    before: before === undefined ? undefined : { sopInstanceUid: before, seriesInstanceUid: '1.2.3.8' },
  });

describe('a key object selection', () => {
  it('gives back the images and frames that were written', () => {
    expect(readKeyObjectSelection(reread(written([image, film])))).toEqual({
      title: 'Of Interest',
      description: '',
      images: [image, film],
    });
  });

  it('of nothing selects the selection that it takes the place of, and no image', () => {
    const dataSet = reread(written([], '1.2.3.7'));
    expect(readKeyObjectSelection(dataSet)?.images).toEqual([]);
    expect(() => written([])).toThrow(RangeError);
  });

  it('is no other document', () => {
    expect(readKeyObjectSelection(readHeader(aReportInstance({ seed: 'ko' }).bytes).dataSet)).toBeUndefined();
  });

  it('leaves out items that name no image, and frames that are none', () => {
    const item = (...more: ElementInput[]) => [element('ValueType', 'IMAGE'), ...more];
    const reference = (frames: string[]) =>
      element('ReferencedSOPSequence', [
        [element('ReferencedSOPInstanceUID', '1.2.3.4.5'), element('ReferencedFrameNumber', frames)],
      ]);
    const dataSet = reread([
      element('ContentSequence', [
        item(),
        item(element('ReferencedSOPSequence', [])),
        item(reference(['-1', '0', '3', 'x'])),
        [element('ValueType', 'TEXT'), reference(['1'])],
      ]),
    ]);
    expect(readKeyObjectSelection(dataSet)).toEqual({
      title: '',
      description: '',
      images: [{ sopClassUid: '', sopInstanceUid: '1.2.3.4.5', frameNumbers: [3] }],
    });
  });
});
