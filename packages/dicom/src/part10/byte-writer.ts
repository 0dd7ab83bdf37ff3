// Gathers bytes and numbers of either byte order into one growing array. Knows nothing of DICOM.
import { GrowingBytes } from './byte-source.ts';

export class ByteWriter {
  private readonly gathered = new GrowingBytes();
  private readonly scratch = new Uint8Array(4);
  private readonly view = new DataView(this.scratch.buffer);
  private readonly little: boolean;

  constructor({ bigEndian }: { bigEndian: boolean }) {
    this.little = !bigEndian;
  }

  get length(): number {
    return this.gathered.length;
  }

  /** What has been written; valid until the next write. */
  get bytes(): Uint8Array {
    return this.gathered.bytes;
  }

  write(bytes: Uint8Array): void {
    this.gathered.append(bytes);
  }

  writeUint16(value: number): void {
    this.view.setUint16(0, value, this.little);
    this.gathered.append(this.scratch.subarray(0, 2));
  }

  writeUint32(value: number): void {
    this.view.setUint32(0, value, this.little);
    this.gathered.append(this.scratch);
  }

  writeAscii(text: string): void {
    for (let index = 0; index < text.length; index += 1) {
      this.scratch[0] = text.charCodeAt(index);
      this.gathered.append(this.scratch.subarray(0, 1));
    }
  }
}
