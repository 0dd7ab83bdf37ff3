// Names that the bytes of numbers spell, in every VR of numbers.
import { describe, expect, it } from 'vitest';
import { valueBytes } from '../data-set/values.ts';
import { tags } from '../dictionary/index.ts';
import { readHeader } from '../part10/read-header.ts';
import { aCtInstance } from '../testing/index.ts';
import { clean } from './case-of-tests.ts';

/** Attributes that stay, one of each VR of numbers. */
const numberTags = {
  US: tags.LUTDescriptor,
  SS: tags.TagAngleSecondAxis,
  UL: tags.SimpleFrameList,
  SL: tags.ReferencePixelX0,
  FL: tags.BeamAngle,
  FD: tags.DiffusionGradientOrientation,
  AT: tags.FrameIncrementPointer,
  UV: tags.SelectorUVValue,
  SV: tags.SelectorSVValue,
  OF: tags.VectorGridData,
  OD: tags.DoublePointCoordinatesData,
  OL: tags.LongPrimitivePointIndexList,
  OV: tags.SelectorOVValue,
};

describe('a de-identified instance', () => {
  it.each(['US', 'SS', 'UL', 'SL', 'FL', 'FD', 'AT', 'UV', 'SV', 'OF', 'OD', 'OL', 'OV'] as const)(
    'keeps no numbers of %s that spell a name, in any alphabet, and keeps numbers',
    (vr) => {
      for (const patientName of ['Zwetschgenbaum^Li', 'Сливовицкая^Анна']) {
        const words = patientName.split('^')[0] ?? '';
        const spelled = new Uint8Array(64);
        new TextEncoder().encodeInto(words, spelled);
        const numbers = Uint8Array.from({ length: 64 }, (_, index) => (index * 37) % 256);
        const made = aCtInstance({
          patientName,
          elements: [
            {
              tag: tags.PixelMeasuresSequence,
              vr: 'SQ',
              value: [[{ tag: numberTags[vr], vr, value: spelled }]],
            },
            { tag: numberTags[vr], vr, value: numbers },
          ],
        });
        const { dataSet } = readHeader(clean(made.bytes).head);
        expect(new TextDecoder().decode(dataSet.bytes)).not.toContain(words);
        const kept = dataSet.elements.get(numberTags[vr]);
        expect(kept && valueBytes(dataSet, kept)).toEqual(numbers);
      }
    },
  );

  it('keeps no numbers that spell two short names, where one of them is an identifier as well', () => {
    const spelled = new TextEncoder().encode('of Otto, Bart '.padEnd(64));
    const made = aCtInstance({
      patientName: 'Bart^Otto',
      accessionNumber: 'OTTO',
      elements: [{ tag: tags.RedPaletteColorLookupTableData, vr: 'OW', value: spelled }],
    });
    const { dataSet } = readHeader(clean(made.bytes).head);
    expect(new TextDecoder().decode(dataSet.bytes)).not.toMatch(/Otto|Bart/);
  });
});
