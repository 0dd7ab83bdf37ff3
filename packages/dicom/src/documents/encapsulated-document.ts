// The document that an instance encapsulates: its bytes and what they are.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, valueBytes } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';

/** A document as it was put into an instance. */
export interface EncapsulatedDocument {
  /** In lower case and without parameters: what the instance says, else what its SOP class is for. */
  readonly mediaType: string;
  /** The character set that the instance names beside the media type. */
  readonly charset: string | undefined;
  readonly bytes: Uint8Array;
}

/** What the SOP classes are for (PS3.3 A.45 to A.85). */
const typesOfClasses: Readonly<Record<string, string>> = {
  '1.2.840.10008.5.1.4.1.1.104.1': 'application/pdf',
  '1.2.840.10008.5.1.4.1.1.104.2': 'text/xml',
  '1.2.840.10008.5.1.4.1.1.104.3': 'model/stl',
  '1.2.840.10008.5.1.4.1.1.104.4': 'model/obj',
  '1.2.840.10008.5.1.4.1.1.104.5': 'model/mtl',
};
/** RFC 6838 4.2: names of media types, which may stand in a header. */
const mediaTypePattern = /^[a-z0-9][\w!#$&^.+-]{0,126}\/[a-z0-9][\w!#$&^.+-]{0,126}$/;

/** The document of an instance; `undefined` when it has none. */
export function encapsulatedDocument(dataSet: DataSet): EncapsulatedDocument | undefined {
  const element = dataSet.elements.get(tags.EncapsulatedDocument);
  if (element === undefined || element.items !== undefined) return undefined;
  const stated = firstString(dataSet, tags.MIMETypeOfEncapsulatedDocument) ?? '';
  const mediaType = (stated.split(';', 1)[0] ?? '').trim().toLowerCase();
  const sopClass = firstString(dataSet, tags.SOPClassUID) ?? '';
  return {
    mediaType: mediaTypePattern.test(mediaType)
      ? mediaType
      : (typesOfClasses[sopClass] ?? 'application/octet-stream'),
    charset: /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(stated)?.[1],
    bytes: withoutPadding(
      valueBytes(dataSet, element),
      firstNumber(dataSet, tags.EncapsulatedDocumentLength),
    ),
  };
}

/** The bytes that the stated length leaves (PS3.3 C.24.2): all of them when what is behind it is more than padding. */
function withoutPadding(bytes: Uint8Array, length: number | undefined): Uint8Array {
  const isSound = length !== undefined && length > 0 && bytes.subarray(length).every((value) => value === 0);
  return isSound ? bytes.subarray(0, length) : bytes;
}

const textTypes: ReadonlySet<string> = new Set(['model/obj', 'model/mtl', 'application/json']);

/** Whether a document of a media type is text, that of a model among them. */
export function isTextDocument(mediaType: string): boolean {
  return (
    mediaType.startsWith('text/') ||
    isMarkup(mediaType) ||
    textTypes.has(mediaType) ||
    mediaType.endsWith('+json')
  );
}

/** Whether a document of a media type is words between tags. */
export function isMarkup(mediaType: string): boolean {
  return /^(?:text|application)\/(?:xml|html)$|\+xml$/.test(mediaType);
}
