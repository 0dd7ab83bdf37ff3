// The Native DICOM Model: there and back, what the standard's form is, and documents that are none.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DicomJson, DicomJsonError, fromDicomJson, toDicomJson } from '../json/index.ts';
import { readHeader } from '../part10/read-header.ts';
import { aCtInstance, anMrInstance } from '../testing/index.ts';
import { DicomXmlError, fromDicomXml, toDicomXml } from './index.ts';

const model = (content: string) =>
  `<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">${content}</NativeDicomModel>`;

describe('a data set as XML', () => {
  it('has the form of the standard', () => {
    const json: DicomJson = {
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎' }] },
      '00080018': { vr: 'UI', Value: ['1.2.3'] },
      '00081110': { vr: 'SQ', Value: [{ '00081150': { vr: 'UI', Value: ['1.2'] } }] },
      '00090010': { vr: 'LO', Value: ['A & B'] },
      '00091001': { vr: 'LO', Value: ['<x>'] },
      '00080060': { vr: 'CS' },
      '7FE00010': { vr: 'OW', BulkDataURI: 'http://x/y?a=1&b=2' },
    };
    expect(toDicomXml(json)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>' +
        '<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM" xml:space="preserve">' +
        '<DicomAttribute tag="00080018" vr="UI" keyword="SOPInstanceUID"><Value number="1">1.2.3</Value></DicomAttribute>' +
        '<DicomAttribute tag="00080060" vr="CS" keyword="Modality"/>' +
        '<DicomAttribute tag="00081110" vr="SQ" keyword="ReferencedStudySequence"><Item number="1">' +
        '<DicomAttribute tag="00081150" vr="UI" keyword="ReferencedSOPClassUID"><Value number="1">1.2</Value></DicomAttribute></Item></DicomAttribute>' +
        '<DicomAttribute tag="00090010" vr="LO"><Value number="1">A &amp; B</Value></DicomAttribute>' +
        '<DicomAttribute tag="00091001" vr="LO" privateCreator="A &amp; B"><Value number="1">&lt;x&gt;</Value></DicomAttribute>' +
        '<DicomAttribute tag="00100010" vr="PN" keyword="PatientName"><PersonName number="1">' +
        '<Alphabetic><FamilyName>Yamada</FamilyName><GivenName>Tarou</GivenName></Alphabetic>' +
        '<Ideographic><FamilyName>山田</FamilyName><GivenName>太郎</GivenName></Ideographic></PersonName></DicomAttribute>' +
        '<DicomAttribute tag="7FE00010" vr="OW" keyword="PixelData"><BulkData uri="http://x/y?a=1&amp;b=2"/></DicomAttribute>' +
        '</NativeDicomModel>',
    );
  });

  it.each([
    ['CT', aCtInstance({ rows: 4, columns: 4 }).bytes],
    ['MR', anMrInstance({ rows: 4, columns: 4, patientName: 'Müller^Jürgen' }).bytes],
  ])('comes back from XML as it was: %s', (_, bytes) => {
    const json = toDicomJson(readHeader(bytes).dataSet);
    expect(fromDicomXml(toDicomXml(json))).toEqual(json);
  });

  it('comes back whatever its texts are', () => {
    // What XML has not becomes a space, and a value of nothing is no value.
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((value) => !/[^\P{Cc}\t\n]|[\ufffe\uffff]/u.test(value));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (values) => {
        const json: DicomJson = { '00104000': { vr: 'LT', Value: values } };
        expect(fromDicomXml(toDicomXml(json))).toEqual(json);
      }),
    );
  });

  it('keeps empty values among others in their places', () => {
    const json: DicomJson = { '00080008': { vr: 'CS', Value: ['A', null, 'B'] } };
    expect(fromDicomXml(toDicomXml(json))).toEqual(json);
  });
});

describe('XML of others', () => {
  it('may have prefixes, comments, CDATA, other quotes and line ends', () => {
    const text =
      "\ufeff<?xml version='1.0'?>\r\n<!-- hello --><d:NativeDicomModel xmlns:d='x'>\r\n" +
      "<d:DicomAttribute vr='LO' tag='0008103e'><d:Value number='1'><![CDATA[<a&b>]]>&#x41;&apos;</d:Value></d:DicomAttribute>" +
      '</d:NativeDicomModel>\n';
    expect(fromDicomXml(text)).toEqual({ '0008103E': { vr: 'LO', Value: ["<a&b>A'"] } });
  });

  it('names bulk data by URI or UUID', () => {
    const read = (bulk: string) =>
      fromDicomXml(model(`<DicomAttribute tag="7FE00010" vr="OW">${bulk}</DicomAttribute>`))['7FE00010'];
    expect(read('<BulkData uri="a"/>')).toEqual({ vr: 'OW', BulkDataURI: 'a' });
    expect(read('<BulkData uuid="b"/>')).toEqual({ vr: 'OW', BulkDataURI: 'urn:uuid:b' });
    expect(read('<InlineBinary>AQI=</InlineBinary>')).toEqual({ vr: 'OW', InlineBinary: 'AQI=' });
  });

  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['JSON', '{}'],
    ['another root', '<x/>'],
    ['an element without end', '<NativeDicomModel>'],
    ['ends that cross', model('<DicomAttribute tag="00100010" vr="PN"></Value>')],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${model('')}`],
    [
      'an entity of its own',
      model('<DicomAttribute tag="00100020" vr="LO"><Value number="1">&a;</Value></DicomAttribute>'),
    ],
    ['an attribute without a tag', model('<DicomAttribute vr="LO"/>')],
    [
      'a tag twice',
      model('<DicomAttribute tag="00100020" vr="LO"/><DicomAttribute tag="00100020" vr="LO"/>'),
    ],
    ['a VR that is none', model('<DicomAttribute tag="00100020" vr="XX"/>')],
    [
      'a number beyond every value',
      model('<DicomAttribute tag="00100020" vr="LO"><Value number="1000000000"/></DicomAttribute>'),
    ],
    [
      'a name in a text',
      model('<DicomAttribute tag="00100020" vr="LO"><PersonName number="1"/></DicomAttribute>'),
    ],
    ['two roots', `${model('')}${model('')}`],
  ])('is refused when it is %s', (_, text) => {
    expect(() => fromDicomXml(text)).toThrow(DicomXmlError);
  });

  it('is refused when it is nested without end, soon', () => {
    const deep = '<Item number="1"><DicomAttribute tag="00081110" vr="SQ">'.repeat(100_000);
    expect(() => fromDicomXml(model(`<DicomAttribute tag="00081110" vr="SQ">${deep}`))).toThrow(
      DicomXmlError,
    );
  });

  it('ends in elements or an error of its own, whatever it is', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      'DicomAttribute',
      ' tag="00100010"',
      ' vr="US"',
      '<Value number="1">',
      '7',
      '</Value>',
      '&amp;',
      '"',
      '<!--',
      ']]>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          fromDicomJson(fromDicomXml(model(pieces.join(''))));
        } catch (error) {
          expect(error instanceof DicomXmlError || error instanceof DicomJsonError).toBe(true);
        }
      }),
    );
  });
});
