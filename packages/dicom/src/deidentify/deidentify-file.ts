// De-identifies a file that is wholly in memory, as a browser has it: head and pixels in one. Files that stream by go through
// `Deidentifier.deidentify` and `createPixelDataPassage`.
import type { ReadOptions } from '../part10/header-result.ts';
import { readHeader } from '../part10/read-header.ts';
import type { CleanInstance, Deidentifier, DoubtfulInstance, InstanceOptions } from './deidentify-header.ts';
import { createPixelDataPassage } from './pixel-data-passage.ts';

/** A whole file without identity. */
export interface CleanFile extends Omit<CleanInstance, 'head'> {
  readonly bytes: Uint8Array;
}

/**
 * De-identifies a file. Its bytes are not changed. Regions are blanked in native pixels.
 *
 * @throws DicomError when it cannot be read to the end of its pixel data
 */
export function deidentifyFile(
  deidentifier: Deidentifier,
  bytes: Uint8Array,
  options: InstanceOptions & { readonly reading?: ReadOptions },
): CleanFile | DoubtfulInstance {
  const header = readHeader(bytes, options.reading);
  // Native pixels are cleaned as they pass; for others it would take a codec.
  const abilities = options.abilities ?? [];
  const isNative = header.pixelData?.length !== undefined;
  const done = deidentifier.deidentify(header, {
    ...options,
    abilities: isNative ? [...abilities, 'clean-pixel-data'] : abilities,
  });
  if (done.kind === 'review') return done;
  const { head, ...rest } = done;
  const passage = createPixelDataPassage(header, done.pixels);
  const passed = passage.push(bytes.subarray(passage.startOffset));
  const end = passage.end();
  const whole = new Uint8Array(head.length + passed.length + end.length);
  whole.set(head);
  whole.set(passed, head.length);
  whole.set(end, head.length + passed.length);
  return { ...rest, bytes: whole };
}
