// Data sets as XML, one part each (PS3.19 A.1, PS3.18 8.7.3): what metadata and the matches of a search look like to who
// asks for XML. It knows no data set's source.
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { type DicomJson, toDicomXml } from '@lumenbox/dicom';
import type { Answer } from './handler.ts';

const xml = 'application/dicom+xml';

/** What is offered to who asks for XML. */
export const xmlPartsOffer = { type: 'multipart/related', partType: xml };

/** An answer of XML parts. Each is made when the one before has gone: XML is several times as long as JSON. */
export function xmlPartsAnswer(
  dataSets: Iterable<DicomJson> | AsyncIterable<DicomJson>,
  headers: Readonly<Record<string, string>>,
): Answer {
  const boundary = randomUUID();
  return {
    headers: { ...headers, 'Content-Type': `multipart/related; type="${xml}"; boundary=${boundary}` },
    body: { sizeBytes: undefined, open: async () => Readable.from(partsOf(dataSets, boundary)) },
  };
}

async function* partsOf(
  dataSets: Iterable<DicomJson> | AsyncIterable<DicomJson>,
  boundary: string,
): AsyncIterable<Buffer> {
  for await (const dataSet of dataSets)
    yield Buffer.from(`--${boundary}\r\nContent-Type: ${xml}\r\n\r\n${toDicomXml(dataSet)}\r\n`);
  yield Buffer.from(`--${boundary}--\r\n`);
}
