// An instance on its way to a peer: in which of the agreed contexts it goes, and its data set in that one's transfer syntax.
import { lookupTransferSyntax, rewriteHead, transferSyntaxUids } from '@lumenbox/dicom';
import type { AcceptedContext, ProposedContext } from '@lumenbox/dicom/network';
import {
  type Archive,
  frameSource,
  type InstanceLayout,
  parseLayout,
  readStoredHeader,
  type StoredInstance,
  type StoredObject,
} from '../../archive/index.ts';
import { canTranscode, PixelError, type Pixels } from '../../pixels/index.ts';

/** What handing out instances takes. */
export interface OutgoingDeps {
  readonly archive: Archive;
  readonly pixels: Pixels;
}

/** What every receiver must take (PS3.5 10.1), and what it may prefer to that. */
const plainSyntaxes = [
  transferSyntaxUids.explicitLittleEndian,
  transferSyntaxUids.implicitLittleEndian,
] as const;

const isPlain = (uid: string) => plainSyntaxes.some((plain) => plain === uid);

/** PS3.8 9.3.2: presentation context ids are odd, 1 to 255. */
export const contextsMax = 128;

/**
 * The contexts to propose for objects: of each class one for every transfer syntax that it is stored in, and one that any
 * receiver can take. Classes beyond what an association can hold are left out, and what is of them is not sent.
 */
export function proposedContexts(
  objects: readonly Pick<StoredObject, 'sop_class_uid' | 'transfer_syntax_uid'>[],
): ProposedContext[] {
  const syntaxesOf = new Map<string, Set<string>>();
  for (const { sop_class_uid, transfer_syntax_uid } of objects) {
    const known = syntaxesOf.get(sop_class_uid) ?? new Set();
    syntaxesOf.set(sop_class_uid, known.add(transfer_syntax_uid));
  }
  const wanted = [...syntaxesOf].flatMap(([abstractSyntax, syntaxes]) => [
    ...[...syntaxes]
      .filter((uid) => !isPlain(uid))
      .map((uid) => ({ abstractSyntax, transferSyntaxes: [uid] })),
    ...plainSyntaxes.map((uid) => ({ abstractSyntax, transferSyntaxes: [uid] })),
  ]);
  return wanted.slice(0, contextsMax).map((context, index) => ({ id: 2 * index + 1, ...context }));
}

/** The context that an object goes in: as it is stored where that was agreed upon, else made into what was. */
export function contextFor(
  contexts: Iterable<AcceptedContext>,
  object: Pick<StoredObject, 'sop_class_uid' | 'transfer_syntax_uid'>,
): AcceptedContext | undefined {
  const ofClass = [...contexts].filter(({ abstractSyntax }) => abstractSyntax === object.sop_class_uid);
  return (
    ofClass.find(({ transferSyntax }) => transferSyntax === object.transfer_syntax_uid) ??
    ofClass.find(({ transferSyntax }) => canTranscode(object.transfer_syntax_uid, transferSyntax))
  );
}

/**
 * The data set of an instance in a transfer syntax, to be read once. It is made to its end, whatever is called off meanwhile: a message
 * that has begun can only be ended by ending its association.
 *
 * @throws PixelError, ObjectMissingError, DicomError
 */
export async function outgoingDataSet(
  { archive, pixels }: OutgoingDeps,
  instance: StoredInstance,
  { transferSyntaxUid }: { transferSyntaxUid: string },
): Promise<AsyncIterable<Uint8Array>> {
  const layout = parseLayout(instance.layout);
  if (transferSyntaxUid === instance.transfer_syntax_uid) {
    const start = layout.dataSet;
    const length = instance.size_bytes - start;
    if (length % 2 === 0) return archive.open(instance.object_key, { start, length });
    if (!isPlain(transferSyntaxUid)) return filledUp(archive, instance, layout);
  }
  if (layout.pixels === undefined) {
    const header = await readStoredHeader(archive, instance);
    return onlyOne(rewriteHead(header, { transferSyntaxUid, form: 'data-set' }));
  }
  const source = frameSource(archive, instance);
  return (await pixels.transcodeInstance(source, { transferSyntaxUid, form: 'data-set' })).bytes;
}

/** Tag, VR, reserved bytes and length of encapsulated pixel data (PS3.5 A.4). */
const pixelDataHeadBytes = 12;

/**
 * A stored data set of an odd number of bytes, as files from outside have it where a value was not filled up. A message must not
 * (PS3.8 9.3.1): receivers end the association at its last fragment, and with it all that was to come behind.
 */
async function filledUp(
  archive: Archive,
  instance: StoredInstance,
  { dataSet, pixels }: InstanceLayout,
): Promise<AsyncIterable<Uint8Array>> {
  const syntax = lookupTransferSyntax(instance.transfer_syntax_uid);
  const rest = (start: number) =>
    archive.open(instance.object_key, { start, length: instance.size_bytes - start });
  // PS3.5 A.5: what is deflated is filled up by a NUL behind it.
  if (syntax?.deflated === true) return joined(await rest(dataSet), onlyOne(new Uint8Array(1)));
  const start = pixels === undefined ? instance.size_bytes : pixels.offset - pixelDataHeadBytes;
  if (syntax?.encapsulated !== true || (instance.size_bytes - start) % 2 === 1)
    throw new PixelError('bad-image-attributes', 'an odd number of bytes');
  const header = await readStoredHeader(archive, instance);
  const head = rewriteHead(header, { transferSyntaxUid: instance.transfer_syntax_uid, form: 'data-set' });
  return pixels === undefined ? onlyOne(head) : joined(onlyOne(head), await rest(start));
}

async function* joined(...parts: readonly AsyncIterable<Uint8Array>[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield* part;
}

async function* onlyOne(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
