// Reads one instance while it streams by: header first, pixel data scanned behind it. For whoever spools files.
import type { HeaderResult, ReadOptions } from '../part10/header-result.ts';
import { createHeaderReader } from '../part10/read-header.ts';
import type { PixelDataScan, ScanOptions } from './frame-extents.ts';
import { createPixelDataScanner, type PixelDataScanner } from './pixel-data-scanner.ts';

/** Takes a whole file in chunks. */
export type InstanceReader = {
  /** Takes the next bytes. @throws DicomError when the header is refused, the same one again at every further call */
  push(chunk: Uint8Array): void;
  /** The header as soon as it is complete. */
  readonly header: HeaderResult | undefined;
  /** No more bytes come. @throws DicomError when the header is refused or not complete */
  end(): { header: HeaderResult; pixels: PixelDataScan };
};

/** A reader for one file. */
export function createInstanceReader(options: ReadOptions & ScanOptions = {}): InstanceReader {
  const reader = createHeaderReader(options);
  let header: HeaderResult | undefined;
  let scanner: PixelDataScanner | undefined;
  return {
    push(chunk) {
      if (scanner !== undefined) {
        scanner.push(chunk);
        return;
      }
      if (reader.push(chunk) === 'more') return;
      header = reader.result();
      scanner = createPixelDataScanner(header, options);
      for (const bytes of reader.unread()) scanner.push(bytes);
    },
    get header() {
      return header;
    },
    end() {
      reader.end();
      header ??= reader.result();
      if (scanner === undefined) {
        scanner = createPixelDataScanner(header, options);
        for (const bytes of reader.unread()) scanner.push(bytes);
      }
      return { header, pixels: scanner.end() };
    },
  };
}
