// From DICOM JSON to the Native DICOM Model, the XML form of a data set (PS3.19 A.1). Pure; the JSON is ours.
import { lookupTag } from '../dictionary/index.ts';
import {
  type DicomJson,
  type DicomJsonElement,
  type DicomJsonPersonName,
  type DicomJsonValue,
  personNameGroups,
} from '../json/dicom-json.ts';

/** The namespace of the Native DICOM Model. */
export const nativeDicomNamespace = 'http://dicom.nema.org/PS3.19/models/NativeDICOM';
/** The components of a person name's group in the order of PN (PS3.5 6.2.1). */
export const personNameParts = ['FamilyName', 'GivenName', 'MiddleName', 'NamePrefix', 'NameSuffix'] as const;

/** A data set as an XML document. Characters that XML 1.0 has not, such as form feeds in texts, become spaces. */
export function toDicomXml(json: DicomJson): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<NativeDicomModel xmlns="${nativeDicomNamespace}" xml:space="preserve">${attributesXml(json)}</NativeDicomModel>`
  );
}

function attributesXml(json: DicomJson): string {
  return Object.keys(json)
    .sort()
    .map((tag) => attributeXml(json, tag, json[tag] as DicomJsonElement))
    .join('');
}

function attributeXml(json: DicomJson, tag: string, element: DicomJsonElement): string {
  const keyword = lookupTag(Number.parseInt(tag, 16))?.keyword;
  const creator = privateCreatorOf(json, tag);
  const attributes = [
    ` tag="${tag}" vr="${element.vr}"`,
    keyword === undefined ? '' : ` keyword="${escapeXml(keyword)}"`,
    creator === undefined ? '' : ` privateCreator="${escapeXml(creator)}"`,
  ].join('');
  const content = contentXml(element);
  return content === ''
    ? `<DicomAttribute${attributes}/>`
    : `<DicomAttribute${attributes}>${content}</DicomAttribute>`;
}

/** Whose a private element is: the value of (gggg,00bb) for (gggg,bbxx) (PS3.5 7.8.1). */
function privateCreatorOf(json: DicomJson, tag: string): string | undefined {
  const isPrivate = Number.parseInt(tag.slice(3, 4), 16) % 2 === 1;
  if (!isPrivate || tag.slice(4, 6) === '00') return undefined;
  const creator = json[`${tag.slice(0, 4)}00${tag.slice(4, 6)}`]?.Value?.[0];
  return typeof creator === 'string' ? creator : undefined;
}

function contentXml({ vr, Value, InlineBinary, BulkDataURI }: DicomJsonElement): string {
  if (BulkDataURI !== undefined) return `<BulkData uri="${escapeXml(BulkDataURI)}"/>`;
  if (InlineBinary !== undefined) return `<InlineBinary>${InlineBinary}</InlineBinary>`;
  return (Value ?? []).map((value, index) => valueXml(vr, value, index + 1)).join('');
}

function valueXml(vr: string, value: DicomJsonValue, number: number): string {
  if (vr === 'SQ') return `<Item number="${number}">${attributesXml((value ?? {}) as DicomJson)}</Item>`;
  // A value that is empty among others keeps its place by its number alone.
  if (value === null) return '';
  if (typeof value === 'object') return `<PersonName number="${number}">${personNameXml(value)}</PersonName>`;
  return `<Value number="${number}">${escapeXml(String(value))}</Value>`;
}

function personNameXml(name: DicomJsonPersonName): string {
  return personNameGroups
    .map((group) => {
      const parts = (name[group] ?? '').split('^');
      const content = personNameParts
        .map((part, index) => {
          const text = index === 4 ? parts.slice(4).join(' ') : (parts[index] ?? '');
          return text === '' ? '' : `<${part}>${escapeXml(text)}</${part}>`;
        })
        .join('');
      return content === '' ? '' : `<${group}>${content}</${group}>`;
    })
    .join('');
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // As itself, a carriage return is read as a line feed (XML 1.0 2.11), and in an attribute white space as a space.
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};

function escapeXml(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r\x80-\x9f]|[\ufffe\uffff]/gu, ' ')
    .toWellFormed()
    .replace(/[&<>"\r\n\t]/g, (sign) => escapes[sign] ?? sign);
}
