// Cuts a header's data sets loose from the buffers that they arrived in: whoever sends one to another thread sends the whole buffer
// of every view in it.
import type { DataSet, HeaderResult } from '@lumenbox/dicom';

/** The same header over memory of its own. */
export function compactHeader(header: HeaderResult): HeaderResult {
  const own = new Map<Uint8Array, Uint8Array>();
  return { ...header, meta: compact(header.meta, own), dataSet: compact(header.dataSet, own) };
}

function compact(dataSet: DataSet, own: Map<Uint8Array, Uint8Array>): DataSet {
  const elements = new Map(
    [...dataSet.elements].map(([tag, element]) => [
      tag,
      element.items === undefined
        ? element
        : { ...element, items: element.items.map((item) => compact(item, own)) },
    ]),
  );
  return { ...dataSet, bytes: copyOnce(dataSet.bytes, own), elements };
}

function copyOnce(bytes: Uint8Array, own: Map<Uint8Array, Uint8Array>): Uint8Array {
  const known = own.get(bytes);
  if (known !== undefined) return known;
  const copy = bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
  own.set(bytes, copy);
  return copy;
}
