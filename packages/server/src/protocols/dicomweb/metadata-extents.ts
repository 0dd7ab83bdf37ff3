// Where each data set lies in a metadata part (PS3.18 10.5.1.4) while it streams by: an array of JSON objects, or one alone. Counts
// braces and holds nothing; what is between them is for whoever reads it.

/** A run of bytes in a part. */
export interface Extent {
  readonly start: number;
  readonly length: number;
}

const sign = (text: string) => text.charCodeAt(0);
const [quote, backslash, comma] = [sign('"'), sign('\\'), sign(',')];
const opening = new Set([sign('{'), sign('[')]);
const closing = new Set([sign('}'), sign(']')]);
const blanks = new Set([sign(' '), sign('\t'), sign('\r'), sign('\n')]);

/** Finds the objects of a metadata part. */
export class MetadataExtents {
  readonly #found: Extent[] = [];
  readonly #extentsMax: number;
  #position = 0;
  /** Brackets and braces that are open; those of the array around all objects count. */
  #depth = 0;
  #start = 0;
  #isArray = false;
  #isEnded = false;
  #isInText = false;
  #isEscaped = false;
  #isWrong = false;

  constructor(options: { extentsMax: number }) {
    this.#extentsMax = options.extentsMax;
  }

  /** Takes the next bytes. */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#isWrong; at += 1) this.#take(chunk[at] as number, at);
    this.#position += chunk.length;
  }

  /** The objects; undefined when the part is no list of objects, ends too soon, or has more than it may. */
  end(): readonly Extent[] | undefined {
    return this.#isWrong || !this.#isEnded ? undefined : this.#found;
  }

  #take(byte: number, at: number): void {
    if (this.#isInText) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === backslash) this.#isEscaped = true;
      else if (byte === quote) this.#isInText = false;
      return;
    }
    if (blanks.has(byte)) return;
    const isInObject = this.#depth > (this.#isArray ? 1 : 0);
    if (opening.has(byte)) this.#open(byte, { isInObject, at });
    else if (closing.has(byte)) this.#close({ at });
    else if (isInObject) this.#isInText = byte === quote;
    else if (!this.#isArray || byte !== comma) this.#isWrong = true;
  }

  #open(byte: number, { isInObject, at }: { isInObject: boolean; at: number }): void {
    const isList = byte === sign('[');
    if (this.#isEnded || (!isInObject && isList && this.#depth > 0)) this.#isWrong = true;
    if (!isInObject && isList) this.#isArray = true;
    else if (!isInObject) this.#start = this.#position + at;
    this.#depth += 1;
  }

  #close({ at }: { at: number }): void {
    this.#depth -= 1;
    if (this.#depth < 0) this.#isWrong = true;
    if (this.#depth === 0) this.#isEnded = true;
    if (this.#depth !== (this.#isArray ? 1 : 0) || (this.#isArray && this.#isEnded)) return;
    if (this.#found.length >= this.#extentsMax) this.#isWrong = true;
    else this.#found.push({ start: this.#start, length: this.#position + at + 1 - this.#start });
  }
}
