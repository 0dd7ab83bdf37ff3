// A PDF as the body of a request: looked at as it comes, kept as an object, refused when it is none. Bytes are streamed.
import type { Readable } from 'node:stream';
import { reportFileBytesMax } from '@lumenbox/contract';
import { type Archive, type KeptPiece, PieceWriter } from '../../archive/index.ts';
import { failure } from '../../platform/errors.ts';
import type { RequestFacts } from '../../platform/http/index.ts';
import { pdfType } from './encapsulated-pdf.ts';

/** ISO 32000-1 7.5.2: a PDF begins so. Readers forgive what stands before it; we take no file that is something else as well. */
const start = Buffer.from('%PDF-');
/** ISO 32000-1 7.5.5: a PDF ends so, and readers look for it in its last 1024 bytes. */
const end = Buffer.from('%%EOF');
const tailBytes = 1024;

/**
 * Keeps the PDF in a body. Throws `unsupportedMediaType` when it is said to be something else, `validation` when it is no PDF
 * or breaks off, `payloadTooLarge`, and `unavailable` when the disk is full. Nothing is left of what is refused.
 */
export async function keepPdf(archive: Archive, request: RequestFacts): Promise<KeptPiece> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== pdfType) throw failure.unsupportedMediaType('Send one PDF as application/pdf.');
  if (Number(request.headers['content-length'] ?? 0) > reportFileBytesMax) throw tooLarge();
  const writer = new PieceWriter(archive, { isSecret: false });
  try {
    const { head, tail } = await write(writer, request.body);
    if (head.length === 0) throw noPdf('The request body is empty. Send one PDF.');
    if (!head.subarray(0, start.length).equals(start)) throw noPdf('The file is no PDF.');
    if (!tail.includes(end)) throw noPdf('The PDF breaks off: its end is missing.');
  } catch (error) {
    await writer.drop();
    throw error;
  }
  return writer.keep();
}

/** Takes the bytes over and gives the first and the last of them. */
async function write(writer: PieceWriter, body: Readable): Promise<{ head: Buffer; tail: Buffer }> {
  let head: Buffer = Buffer.alloc(0);
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of chunksOf(body)) {
    if (writer.sizeBytes + chunk.length > reportFileBytesMax) throw tooLarge();
    if (head.length < start.length) head = Buffer.concat([head, chunk]).subarray(0, start.length);
    // What is no PDF is not written to its end.
    if (head.length === start.length && !head.equals(start)) return { head, tail };
    tail = Buffer.concat([tail, chunk.subarray(-tailBytes)]).subarray(-tailBytes);
    await writer.write(chunk);
  }
  return { head, tail };
}

/** The stream stays open when its reader stops: the refusal goes out on the same connection. */
async function* chunksOf(body: Readable): AsyncIterable<Buffer> {
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch (cause) {
    const error = noPdf('The request body breaks off.');
    error.cause = cause;
    throw error;
  }
}

function noPdf(sentence: string) {
  return failure.validation({ file: [sentence] });
}

function tooLarge() {
  return failure.payloadTooLarge('A PDF may have 64 MiB.');
}
