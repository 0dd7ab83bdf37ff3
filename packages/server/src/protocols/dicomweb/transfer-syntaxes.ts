// In which transfer syntax and media type stored pixels are handed out (PS3.18 8.7.3). Pure.
import { lookupTransferSyntax, transferSyntaxUids } from '@lumenbox/dicom';
import { canTranscode } from '../../pixels/index.ts';
import { isInRange, isOutranked, type MediaRange } from './media-types.ts';

/** What `transfer-syntax` says for: in whatever it is stored (PS3.18 8.7.3.5.2). */
const anySyntax = '*';

/** The media types of compressed frames by transfer syntax (PS3.18 Tables 8.7.3-2 to 8.7.3-5): pattern of the UID behind `1.2.840.10008.1.2.`. */
const frameMediaTypes: readonly (readonly [RegExp, string])[] = [
  [/^4\.(5[0-9]|6[0-6]|70)$/, 'image/jpeg'],
  [/^4\.8[01]$/, 'image/jls'],
  [/^4\.9[01]$/, 'image/jp2'],
  [/^4\.9[23]$/, 'image/jpx'],
  [/^4\.20[123]$/, 'image/jphc'],
  [/^4\.11[012]$/, 'image/jxl'],
  [/^5$/, 'image/dicom-rle'],
  [/^4\.10[01](\.1)?$/, 'video/mpeg'],
  [/^4\.10[2-8](\.1)?$/, 'video/mp4'],
];

/** What clients call a media type that had another name in earlier editions. */
const formerNames: Readonly<Record<string, string>> = {
  'image/x-dicom-rle': 'image/dicom-rle',
  'image/x-jls': 'image/jls',
};

/** Today's name of a media type. */
export function currentMediaType(type: string): string {
  return formerNames[type] ?? type;
}

/** The media type of an instance's frames as they are stored. */
export function frameMediaType(transferSyntaxUid: string): string {
  const root = '1.2.840.10008.1.2.';
  if (!transferSyntaxUid.startsWith(root)) return 'application/octet-stream';
  const rest = transferSyntaxUid.slice(root.length);
  return frameMediaTypes.find(([pattern]) => pattern.test(rest))?.[1] ?? 'application/octet-stream';
}

/** A form in which something is wanted. */
export interface WantedSyntax {
  readonly range: MediaRange;
  /** `null`: as it is stored. */
  readonly transferSyntaxUid: string | null;
  /** The client names none. */
  readonly isDefault: boolean;
}

/**
 * The transfer syntaxes in which the client takes `application/dicom`, the most wanted first. Without a parameter it is
 * Explicit VR Little Endian (PS3.18 8.7.3.5.2).
 */
export function wantedDicomSyntaxes(
  ranges: readonly MediaRange[],
  offers: readonly { readonly type: string; readonly partType?: string }[],
): WantedSyntax[] {
  return ranges
    .filter((range) => range.quality > 0 && offers.some((offer) => isInRange(range, offer)))
    .map((range) => {
      const named = range.parameters.get('transfer-syntax');
      const uid = named ?? transferSyntaxUids.explicitLittleEndian;
      return {
        range,
        transferSyntaxUid: uid === anySyntax ? null : uid,
        isDefault: named === undefined,
      };
    });
}

/** How an instance is handed out: as it is stored, or converted. */
export type Service = 'stored' | 'converted';

/** How an instance of a transfer syntax is handed out where one is wanted; `undefined` where it cannot be had in that. */
export function serviceOf(stored: string, wanted: WantedSyntax): Service | undefined {
  const { transferSyntaxUid } = wanted;
  if (transferSyntaxUid === null || transferSyntaxUid === stored) return 'stored';
  if (canTranscode(stored, transferSyntaxUid)) return 'converted';
  // PS3.18 8.7.3.5.2: there is nothing but pixels in lossy compressed form, a film for instance.
  if (wanted.isDefault && lookupTransferSyntax(stored)?.lossy === true) return 'stored';
  return isServedAnyway(stored, wanted) ? 'stored' : undefined;
}

/**
 * Whether an instance is handed out whatever comes of its conversion: everybody takes Explicit VR Little Endian, and what is
 * native in another way, with implicit VR, big endian or deflated, is better had as it is stored than not at all.
 */
export function isServedAnyway(stored: string, { transferSyntaxUid }: WantedSyntax): boolean {
  return (
    transferSyntaxUid === transferSyntaxUids.explicitLittleEndian &&
    lookupTransferSyntax(stored)?.encapsulated === false
  );
}

/** Whether other ranges say more exactly that frames of a transfer syntax are wanted less than a range says, or not at all. */
export function isFrameOutranked(
  range: MediaRange,
  { transferSyntaxUid, form }: { transferSyntaxUid: string; form: 'parts' | 'single' },
  ranges: readonly MediaRange[],
): boolean {
  if (ranges.length === 1) return false;
  const partType = frameMediaType(transferSyntaxUid);
  const offer = form === 'single' ? { type: partType } : { type: 'multipart/related', partType };
  const ofSyntax = ranges.filter(({ parameters }) =>
    [undefined, anySyntax, transferSyntaxUid].includes(parameters.get('transfer-syntax')),
  );
  return isOutranked(range, offer, ofSyntax);
}

/** Whether a range takes frames of a media type, under today's name or a former one. */
export function takesMediaType(range: MediaRange, type: string): boolean {
  const named = range.parameters.get('type')?.toLowerCase();
  const known = named === undefined ? undefined : formerNames[named];
  const parameters = known === undefined ? range.parameters : new Map([...range.parameters, ['type', known]]);
  return isInRange(
    { type: formerNames[range.type] ?? range.type, parameters },
    { type: 'multipart/related', partType: type },
  );
}
