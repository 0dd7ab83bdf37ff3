// The bulk data of one request as its parts come in, in any order (PS3.18 10.5.1.4): laid aside under the address that metadata
// names, until every instance that names it is done.
import { lookupTransferSyntax } from '@lumenbox/dicom';
import type { SpooledBytes } from '../../ingest/index.ts';
import { failure } from '../../platform/errors.ts';
import type { DescribedInstance } from './described-instance.ts';
import type { MediaType } from './media-types.ts';

/** Addresses that the metadata of one request names at most: each is remembered until its part has come. */
const addressesMax = 200_000;

/** A part of bulk data at rest. */
export interface BulkDataPart {
  readonly media: MediaType;
  /** Undefined: it was larger than what is taken. */
  readonly bytes: SpooledBytes | undefined;
}

/** The bulk data of a request, and the instances that wait for some. */
export class BulkData {
  readonly #parts = new Map<string, BulkDataPart[]>();
  /** Addresses that some instance has named. */
  readonly #named = new Set<string>();
  readonly #waiting = new Map<string, Set<DescribedInstance>>();

  /** The parts that an address has by now, in the order in which they came. */
  partsOf(address: string): readonly BulkDataPart[] {
    return [...(this.#parts.get(address) ?? [])];
  }

  /** Takes an instance in; true when all of its bulk data is here already. Throws `payloadTooLarge`. */
  expect(instance: DescribedInstance): boolean {
    for (const address of instance.addresses) {
      this.#named.add(address);
      const waiting = this.#waiting.get(address) ?? new Set();
      this.#waiting.set(address, waiting.add(instance));
    }
    if (this.#named.size > addressesMax)
      throw failure.payloadTooLarge(`At most ${addressesMax} pieces of bulk data at once.`);
    return this.#isWhole(instance);
  }

  /** Lays a part aside; gives the instances that have become whole with it. */
  add(address: string, part: BulkDataPart): readonly DescribedInstance[] {
    const parts = this.#parts.get(address);
    if (parts === undefined) this.#parts.set(address, [part]);
    else parts.push(part);
    const waiting = [...(this.#waiting.get(address) ?? [])];
    return waiting.filter((instance) => this.#isWhole(instance));
  }

  /** An instance is done: what no other one waits for is thrown away. */
  async finish(instance: DescribedInstance): Promise<void> {
    for (const address of instance.addresses) {
      const waiting = this.#waiting.get(address);
      waiting?.delete(instance);
      if (waiting === undefined || waiting.size > 0) continue;
      this.#waiting.delete(address);
      await this.#drop(address);
    }
  }

  /** Throws everything away. Gives the number of parts that nobody has named. */
  async end(): Promise<number> {
    let unnamed = 0;
    for (const [address, parts] of this.#parts) {
      if (!this.#named.has(address)) unnamed += parts.length;
      await this.#drop(address);
    }
    return unnamed;
  }

  #isWhole(instance: DescribedInstance): boolean {
    return [...instance.addresses].every((address) => {
      const parts = this.partsOf(address);
      const isOfFrames = address === instance.pixelAddress && isStillImage(parts[0]?.media);
      return parts.length >= (isOfFrames ? instance.frameCount : 1);
    });
  }

  async #drop(address: string): Promise<void> {
    const parts = this.partsOf(address);
    this.#parts.delete(address);
    for (const { bytes } of parts) await bytes?.release();
  }
}

/** Media types that hold one frame each (PS3.18 Table 8.7.3-5). */
export function isStillImage(media: MediaType | undefined): boolean {
  if (media?.type.startsWith('image/') === true) return true;
  const syntax = lookupTransferSyntax(media?.parameters.get('transfer-syntax') ?? '');
  return syntax?.encapsulated === true && !syntax.video;
}
