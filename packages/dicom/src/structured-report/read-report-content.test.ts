// The content of structured reports: every kind of value in words, and content that no honest maker writes.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ItemInput } from '../part10/element-input.ts';
import { readHeader } from '../part10/read-header.ts';
import { aCode, aContentItem, aCtInstance, aReportInstance, element } from '../testing/index.ts';
import { readReportContent } from './read-report-content.ts';

const read = (options: Parameters<typeof aReportInstance>[0]) =>
  readReportContent(readHeader(aReportInstance(options).bytes).dataSet);
const wordsOf = (type: string, elements: Parameters<typeof aContentItem>[1]) =>
  read({ content: [aContentItem(['CONTAINS', type, 'Name'], elements)] })?.items[1]?.value;

describe('the content of a report', () => {
  it('is read in the order in which it stands, with its levels', () => {
    const content = read({
      title: 'Chest report',
      content: [
        aContentItem(
          ['CONTAINS', 'CONTAINER', 'Findings'],
          [
            element('ContentSequence', [
              aContentItem(['CONTAINS', 'TEXT', 'Lungs'], [element('TextValue', 'Clear.')]),
              aContentItem(['CONTAINS', 'TEXT', 'Heart'], [element('TextValue', 'Of normal size.')]),
            ]),
          ],
        ),
        aContentItem(['CONTAINS', 'TEXT', 'Impression'], [element('TextValue', 'Übliches Bild.')]),
      ],
    });
    expect(content?.isWhole).toBe(true);
    expect(content?.items.map(({ level, type, name, value }) => [level, type, name, value])).toEqual([
      [0, 'CONTAINER', 'Chest report', null],
      [1, 'CONTAINER', 'Findings', null],
      [2, 'TEXT', 'Lungs', 'Clear.'],
      [2, 'TEXT', 'Heart', 'Of normal size.'],
      [1, 'TEXT', 'Impression', 'Übliches Bild.'],
    ]);
    expect(content?.items.map(({ relationship }) => relationship)).toEqual([
      null,
      'CONTAINS',
      'CONTAINS',
      'CONTAINS',
      'CONTAINS',
    ]);
  });

  it('says a measurement with its unit, and why there is none', () => {
    const measured = (unit: ItemInput) => [
      element('MeasuredValueSequence', [
        [element('NumericValue', '12.5'), element('MeasurementUnitsCodeSequence', [unit])],
      ]),
    ];
    expect(wordsOf('NUM', measured(aCode('mm', 'UCUM', 'millimeter')))).toBe('12.5 mm');
    expect(wordsOf('NUM', measured(aCode('1', 'UCUM', 'no units')))).toBe('12.5');
    expect(wordsOf('NUM', measured(aCode("[hnsf'U]", 'UCUM', 'Hounsfield unit')))).toBe(
      '12.5 Hounsfield unit',
    );
    expect(
      wordsOf('NUM', [
        element('MeasuredValueSequence', []),
        element('NumericValueQualifierCodeSequence', [aCode('114000', 'DCM', 'Not a number')]),
      ]),
    ).toBe('Not a number');
  });

  it('says names, dates, codes and coordinates as people write them', () => {
    expect(wordsOf('PNAME', [element('PersonName', 'Miller^Jane^^Dr')])).toBe('Miller, Jane, Dr');
    expect(wordsOf('PNAME', [element('PersonName', '=山田^太郎')])).toBe('山田, 太郎');
    expect(wordsOf('DATE', [element('Date', '20250110')])).toBe('2025-01-10');
    expect(wordsOf('TIME', [element('Time', '143022.5')])).toBe('14:30:22');
    expect(wordsOf('DATETIME', [element('DateTime', '20250110143022+0100')])).toBe(
      '2025-01-10 14:30:22 +0100',
    );
    expect(wordsOf('CODE', [element('ConceptCodeSequence', [aCode('T-D0050', 'SRT', 'Tissue')])])).toBe(
      'Tissue',
    );
    expect(wordsOf('UIDREF', [element('UID', '1.2.3')])).toBe('1.2.3');
    expect(
      wordsOf('SCOORD', [element('GraphicType', 'POLYLINE'), element('GraphicData', [1, 2, 3, 4])]),
    ).toBe('POLYLINE (2 points)');
  });

  it('tells which instance an item points to', () => {
    const content = read({
      content: [
        aContentItem(
          ['CONTAINS', 'IMAGE', 'Source'],
          [
            element('ReferencedSOPSequence', [
              [
                element('ReferencedSOPClassUID', '1.2.840.10008.5.1.4.1.1.2'),
                element('ReferencedSOPInstanceUID', '1.2.3.4'),
                element('ReferencedFrameNumber', ['3', '4']),
              ],
            ]),
          ],
        ),
      ],
    });
    expect(content?.items[1]?.reference).toEqual({
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      sopInstanceUid: '1.2.3.4',
      frames: [3, 4],
    });
  });

  it('points to an item elsewhere in it by its position', () => {
    const content = read({
      content: [
        [element('RelationshipType', 'INFERRED FROM'), element('ReferencedContentItemIdentifier', [1, 2, 3])],
      ],
    });
    expect(content?.items[1]).toMatchObject({ type: null, value: '→ 1.2.3', relationship: 'INFERRED FROM' });
  });

  it('keeps an item that has neither name nor value, and one of a kind that the standard does not know', () => {
    const content = read({ content: [[], [element('ValueType', 'POEM'), element('TextValue', 'x')]] });
    expect(content?.items.slice(1)).toEqual([
      { level: 1, relationship: null, type: null, name: null, value: null, reference: null },
      { level: 1, relationship: null, type: null, name: null, value: null, reference: null },
    ]);
  });

  it('is cut, and says so, where it is longer or deeper than anybody reads', () => {
    const many = read({
      content: Array.from({ length: 12_000 }, () => aContentItem(['CONTAINS', 'TEXT', 'x'])),
    });
    expect(many?.items).toHaveLength(10_000);
    expect(many?.isWhole).toBe(false);
    const nested = (depth: number): ItemInput =>
      aContentItem(
        ['CONTAINS', 'CONTAINER', `at ${depth}`],
        depth === 0 ? [] : [element('ContentSequence', [nested(depth - 1)])],
      );
    const deep = read({ content: [nested(50)] });
    expect(deep?.isWhole).toBe(false);
    expect(Math.max(...(deep?.items ?? []).map(({ level }) => level))).toBe(32);
  });

  it('is none of an image', () => {
    expect(readReportContent(readHeader(aCtInstance().bytes).dataSet)).toBeUndefined();
  });
});

const samples = fileURLToPath(new URL('../../../../../shared/data/dicom/sr/', import.meta.url));
const haveSamples = existsSync(samples);
if (!haveSamples && process.env.CI === 'true') throw new Error('../shared/data/dicom must be there in CI');
if (!haveSamples) console.warn('../shared/data/dicom is not there: its structured reports are not read');

describe.skipIf(!haveSamples)('the structured reports beside the project', () => {
  it.each(['reportsi.dcm', 'sr_document.dcm', 'test-SR.dcm'])('%s says something with names', (file) => {
    const content = readReportContent(readHeader(readFileSync(samples + file)).dataSet);
    expect(content?.isWhole).toBe(true);
    const named = content?.items.filter(({ name, value }) => name !== null && value !== null) ?? [];
    expect(named.length).toBeGreaterThan(2);
    for (const item of content?.items ?? []) expect(item.type ?? item.value).not.toBeNull();
  });
});
