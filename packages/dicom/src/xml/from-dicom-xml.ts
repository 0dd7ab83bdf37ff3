// From the Native DICOM Model (PS3.19 A.1) to DICOM JSON, which fromDicomJson checks and makes elements of.
import { isVr, lookupTag, type VR } from '../dictionary/index.ts';
import {
  binaryWordSizes,
  type DicomJson,
  type DicomJsonElement,
  type DicomJsonPersonName,
  type DicomJsonValue,
  personNameGroups,
} from '../json/dicom-json.ts';
import { personNameParts } from './to-dicom-xml.ts';
import { DicomXmlError, parseXml, type XmlElement } from './xml-document.ts';

/** VRs whose values are JSON numbers. */
const numberVrs: ReadonlySet<VR> = new Set<VR>(['FL', 'FD', 'SL', 'SS', 'UL', 'US', 'IS', 'DS']);
/** More values than any attribute has, and a number that claims more makes no array. */
const valuesMax = 100_000;

/**
 * The data set of an XML document. Bulk data stands as its URI, a UUID as `urn:uuid:…`.
 *
 * @throws DicomXmlError when it is not XML, or not the Native DICOM Model
 */
export function fromDicomXml(text: string): DicomJson {
  const root = parseXml(text);
  if (root.name !== 'NativeDicomModel') throw new DicomXmlError('not a NativeDicomModel');
  return dataSetOf(root);
}

function dataSetOf(parent: XmlElement): DicomJson {
  const json: DicomJson = {};
  for (const child of parent.children) {
    if (child.name !== 'DicomAttribute') throw new DicomXmlError('an element that is no DicomAttribute');
    const tag = (child.attributes.get('tag') ?? '').toUpperCase();
    if (!/^[\dA-F]{8}$/.test(tag)) throw new DicomXmlError('a DicomAttribute without a tag');
    if (json[tag] !== undefined) throw new DicomXmlError('a tag that is there twice');
    json[tag] = elementOf(child, tag);
  }
  return json;
}

function elementOf(attribute: XmlElement, tag: string): DicomJsonElement {
  const vr = attribute.attributes.get('vr') ?? lookupTag(Number.parseInt(tag, 16))?.vr ?? 'UN';
  if (!isVr(vr)) throw new DicomXmlError('no such VR');
  const [first] = attribute.children;
  if (first === undefined) return { vr };
  if (first.name === 'BulkData') {
    const { attributes } = first;
    const uri = attributes.get('uri') ?? attributes.get('URI');
    const uuid = attributes.get('uuid');
    if (uri === undefined && uuid === undefined) throw new DicomXmlError('a BulkData without an address');
    return { vr, BulkDataURI: uri ?? `urn:uuid:${uuid}` };
  }
  if (first.name === 'InlineBinary') return { vr, InlineBinary: first.text.replace(/\s+/g, '') };
  if (binaryWordSizes.has(vr)) throw new DicomXmlError('a binary VR with a Value');
  const values: DicomJsonValue[] = [];
  for (const [index, child] of attribute.children.entries()) {
    const number = Number(child.attributes.get('number') ?? index + 1);
    if (!Number.isInteger(number) || number < 1 || number > valuesMax)
      throw new DicomXmlError('a number that is none');
    while (values.length < number) values.push(vr === 'SQ' ? {} : null);
    values[number - 1] = jsonValueOf(vr, child);
  }
  return values.every((value) => value === null) ? { vr } : { vr, Value: values };
}

function jsonValueOf(vr: VR, child: XmlElement): DicomJsonValue {
  const expected = vr === 'SQ' ? 'Item' : vr === 'PN' ? 'PersonName' : 'Value';
  if (child.name !== expected) throw new DicomXmlError(`an element that is no ${expected}`);
  if (vr === 'SQ') return dataSetOf(child);
  if (vr === 'PN') return personNameOf(child);
  if (child.text === '') return null;
  if (!numberVrs.has(vr)) return child.text;
  const number = Number(child.text);
  // NaN and infinities are texts in DICOM JSON, and what is no number is for its reader to refuse.
  return child.text.trim() !== '' && Number.isFinite(number) ? number : child.text.trim();
}

/** Null for a name of which nothing is said: `^^^^` has no parts to write. */
function personNameOf(element: XmlElement): DicomJsonPersonName | null {
  const name: DicomJsonPersonName = {};
  for (const group of personNameGroups) {
    const parts = element.children.find((child) => child.name === group)?.children ?? [];
    const texts = personNameParts.map((part) => parts.find((child) => child.name === part)?.text ?? '');
    const text = texts.join('^').replace(/\^+$/, '');
    if (text !== '') name[group] = text;
  }
  return Object.keys(name).length === 0 ? null : name;
}
