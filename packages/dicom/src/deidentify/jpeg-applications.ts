// Application data of JPEG codes (ISO 10918-1 B.2.4.6): of the few kinds that decoders look at their fixed fields stay, of any other
// segment nothing. Thumbnails, camera data, colour profiles and whatever somebody called by a known number become zero.

type Known = { readonly signature: readonly number[]; readonly bytesKept: number };

const knownApplications: ReadonlyMap<number, readonly Known[]> = new Map([
  // JFIF (ISO 10918-5) up to the thumbnail's size, and its extension's code: colours are read by them.
  [0xe0, [known('JFIF\0', 14), known('JFXX\0', 6)]],
  // SPIFF (ISO 10918-3 F) with the entry that ends its directory, and HP's colour transform of JPEG-LS.
  [0xe8, [known('SPIFF\0', 30), known('\0\0\0\x01\xff\xd8', 6), known('mrfx', 5)]],
  // Adobe's colour transform (ISO 10918-6).
  [0xee, [known('Adobe', 12)]],
]);

/** Whether a marker is one of APP0 to APP15. */
export function isApplication(marker: number): boolean {
  return marker >= 0xe0 && marker <= 0xef;
}

/** One segment's data as they pass. */
export class ApplicationData {
  private position = 0;
  private candidates: readonly Known[];

  constructor(marker: number) {
    this.candidates = knownApplications.get(marker) ?? [];
  }

  /** Takes the next bytes and sets to zero what nobody needs; what looks like a kind only at its beginning ends there. */
  pass(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      const at = this.position++;
      if (this.candidates.length > 0)
        this.candidates = this.candidates.filter(
          ({ signature, bytesKept }) => at < bytesKept && (signature[at] ?? byte) === byte,
        );
      if (this.candidates.length === 0) {
        bytes.fill(0, index);
        return;
      }
    }
  }
}

function known(signature: string, bytesKept: number): Known {
  return { signature: [...signature].map((letter) => letter.charCodeAt(0)), bytesKept };
}
