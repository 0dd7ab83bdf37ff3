// Makes zips byte by byte, so that they can lie: names that lead away, links, sizes that are not true.
import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a zip, with what it claims. */
export interface RawEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isDeflated?: boolean;
  /** Instead of the true one. */
  readonly claimedSize?: number;
  readonly claimedCrc?: number;
  /** Unix mode, for instance 0o120777 for a link. */
  readonly mode?: number;
  /** General purpose bits (APPNOTE 4.4.4); bit 0: encrypted. Bit 11, UTF-8, is always set. */
  readonly flags?: number;
  readonly method?: number;
}

/** The bytes of a zip. */
export function rawZip(entries: readonly RawEntry[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const packed = entry.isDeflated === true ? deflateRawSync(entry.bytes) : Buffer.from(entry.bytes);
    // Encryption puts twelve bytes before the data (APPNOTE 6.1.5).
    const data = ((entry.flags ?? 0) & 1) === 1 ? Buffer.concat([Buffer.alloc(12), packed]) : packed;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE((entry.flags ?? 0) | 0x800, 2);
    fields.writeUInt16LE(entry.method ?? (entry.isDeflated === true ? 8 : 0), 4);
    fields.writeUInt32LE(entry.claimedCrc ?? crc32(entry.bytes), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(entry.claimedSize ?? entry.bytes.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const madeByUnix = Buffer.from([20, 3]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), madeByUnix, fields, tail, name]));
    bodies.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}
