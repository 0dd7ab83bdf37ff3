// Bulk data as the pixels of a file (PS3.18 8.7.3.3, PS3.5 A.4): octets as a native value, frames of a compressed media type as
// fragments in the order in which they came. Pixels are read for their first markers alone.
import {
  type DicomJson,
  encapsulatedPixelDataEnd,
  encapsulatedPixelDataHead,
  fragmentHead,
  lookupTransferSyntax,
  nativePixelDataHead,
  transferSyntaxUids,
  type VR,
} from '@lumenbox/dicom';
import { readSpooled, type SpooledBytes } from '../../ingest/index.ts';
import { type CodestreamDescription, describeCodestream } from '../../pixels/index.ts';
import type { BulkDataPart } from './bulk-data.ts';
import type { pixelKeys } from './described-instance.ts';
import { failureReasons } from './store-reasons.ts';
import { currentMediaType, frameMediaType } from './transfer-syntaxes.ts';

/** Which element holds the pixels. */
export type PixelKey = (typeof pixelKeys)[number];

/** How the pixels of a file are written. */
export interface PixelForm {
  readonly transferSyntaxUid: string;
  /** What the first frame says of itself, where it is read. */
  readonly codestream?: CodestreamDescription;
}

const { explicitLittleEndian, implicitLittleEndian, rleLossless } = transferSyntaxUids;
/** Uncompressed bulk data is little endian in any of these (PS3.18 8.7.3.3.1). */
const nativeUids: readonly string[] = [explicitLittleEndian, implicitLittleEndian];
/** Media types whose frames say which transfer syntax they are of. */
const describedTypes: readonly string[] = ['image/jpeg', 'image/jls', 'image/jp2', 'image/jphc'];
/** Profiles of colours stand in front of the frame's own markers; more than this no camera writes. */
const headBytesMax = 1024 * 1024;
/** The largest even length of 32 bits that is not the undefined one (PS3.5 7.1.1). */
const valueBytesMax = 0xfffffffe;

/** Finds out how pixels are to be written, or why they cannot be. Without parts: as a data set without pixels. */
export async function pixelForm(
  parts: readonly BulkDataPart[],
  { key, frameCount }: { key: PixelKey | undefined; frameCount: number },
): Promise<PixelForm | { readonly reason: number }> {
  const [first] = parts;
  if (first === undefined || key === undefined) return { transferSyntaxUid: explicitLittleEndian };
  if (parts.some(({ bytes }) => bytes === undefined || bytes.sizeBytes > valueBytesMax))
    return { reason: failureReasons.outOfResources };
  const stated = first.media.parameters.get('transfer-syntax');
  const type = currentMediaType(first.media.type);
  if (
    !type.startsWith('image/') &&
    !type.startsWith('video/') &&
    nativeUids.includes(stated ?? explicitLittleEndian)
  )
    return parts.length === 1
      ? { transferSyntaxUid: explicitLittleEndian }
      : { reason: failureReasons.bulkDataMismatch };
  const isAlike = parts.every(
    ({ media }) =>
      currentMediaType(media.type) === type && media.parameters.get('transfer-syntax') === stated,
  );
  if (!isAlike || key !== '7FE00010') return { reason: failureReasons.bulkDataMismatch };
  const form = await compressedForm(first, { type, stated });
  if ('reason' in form) return form;
  const partCount = lookupTransferSyntax(form.transferSyntaxUid)?.video === true ? 1 : frameCount;
  return parts.length === partCount ? form : { reason: failureReasons.bulkDataMismatch };
}

/** What the media type states counts; without a statement the frame's own markers do (PS3.18 8.7.3.3.2 leaves a default). */
async function compressedForm(
  { bytes }: BulkDataPart,
  { type, stated }: { type: string; stated: string | undefined },
): Promise<PixelForm | { readonly reason: number }> {
  const isDescribed = describedTypes.includes(type);
  const codestream = isDescribed ? describeCodestream(await headOf(bytes as SpooledBytes)) : undefined;
  const isOther = codestream !== undefined && frameMediaType(codestream.transferSyntaxUid) !== type;
  // A whole JP2 file instead of a bare code is met; it is taken on its sender's word, and then as it is.
  if (isOther || (isDescribed && codestream === undefined && stated === undefined))
    return { reason: failureReasons.bulkDataMismatch };
  const transferSyntaxUid =
    stated ?? codestream?.transferSyntaxUid ?? (type === 'image/dicom-rle' ? rleLossless : undefined);
  if (transferSyntaxUid === undefined || lookupTransferSyntax(transferSyntaxUid)?.encapsulated !== true)
    return { reason: failureReasons.transferSyntaxNotSupported };
  const isOfType = type === 'application/octet-stream' || frameMediaType(transferSyntaxUid) === type;
  if (!isOfType) return { reason: failureReasons.bulkDataMismatch };
  return { transferSyntaxUid, ...(codestream === undefined ? {} : { codestream }) };
}

async function headOf(part: SpooledBytes): Promise<Uint8Array> {
  const head = new Uint8Array(Math.min(part.sizeBytes, headBytesMax));
  let at = 0;
  for await (const chunk of readSpooled(part.source)) {
    const piece = chunk.subarray(0, head.length - at);
    head.set(piece, at);
    at += piece.length;
    if (at === head.length) break;
  }
  return head;
}

/** The Image Pixel Description Macro as a frame tells it: a sender may leave it out (PS3.18 10.5.1.4). */
export function imagePixelAttributes(codestream: CodestreamDescription | undefined): DicomJson {
  if (codestream === undefined) return {};
  const { facts, photometricInterpretation } = codestream;
  const { components, rows, columns, precision } = facts;
  const number = (value: number): DicomJson[string] => ({ vr: 'US', Value: [value] });
  return {
    '00280002': number(components),
    '00280004': { vr: 'CS', Value: [photometricInterpretation] },
    ...(components === 1 ? {} : { '00280006': number(0) }),
    '00280010': number(rows),
    '00280011': number(columns),
    '00280100': number(precision > 8 ? 16 : 8),
    '00280101': number(precision),
    '00280102': number(precision - 1),
    '00280103': number(facts.isSigned === true ? 1 : 0),
  };
}

const nativeVrs: Readonly<Record<PixelKey, readonly [usual: VR, ...others: VR[]]>> = {
  '7FE00008': ['OF'],
  '7FE00009': ['OD'],
  '7FE00010': ['OW', 'OB'],
};

/** The element of the pixels, piece by piece. */
export function pixelPieces(
  parts: readonly BulkDataPart[],
  { key, vr, form }: { key: PixelKey; vr: VR | undefined; form: PixelForm },
): (Uint8Array | SpooledBytes)[] {
  const bytes = parts.map((part) => part.bytes as SpooledBytes);
  const { transferSyntaxUid } = form;
  if (lookupTransferSyntax(transferSyntaxUid)?.encapsulated === true)
    return [
      encapsulatedPixelDataHead([]),
      ...bytes.flatMap((part) => [fragmentHead(evenSize(part)), ...padded(part)]),
      encapsulatedPixelDataEnd(),
    ];
  const [usual] = nativeVrs[key];
  const length = bytes.reduce((sum, part) => sum + evenSize(part), 0);
  return [
    nativePixelDataHead({
      tag: Number.parseInt(key, 16),
      vr: nativeVrs[key].find((one) => one === vr) ?? usual,
      length,
      transferSyntaxUid,
    }),
    ...bytes.flatMap(padded),
  ];
}

function evenSize({ sizeBytes }: SpooledBytes): number {
  return sizeBytes + (sizeBytes % 2);
}

function padded(part: SpooledBytes): (Uint8Array | SpooledBytes)[] {
  return part.sizeBytes % 2 === 0 ? [part] : [part, Uint8Array.of(0)];
}
