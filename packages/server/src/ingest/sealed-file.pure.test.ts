// Sealed files: unreadable on the disk, readable from anywhere with their key.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSeal, sealing } from '../platform/seal.ts';
import { openSealed } from './sealed-file.ts';

it('reads what was sealed from any byte on, and the disk shows none of it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lumenbox-seal-'));
  const original = Buffer.from('Zauberfeld^Hieronymus '.repeat(10_000));
  const seal = createSeal();
  const cipher = sealing(seal);
  const file = { kind: 'sealed', path: join(folder, 'spooled'), seal } as const;
  await writeFile(
    file.path,
    Buffer.concat([cipher.update(original.subarray(0, 1001)), cipher.update(original.subarray(1001))]),
  );
  expect((await readFile(file.path)).includes('Zauberfeld')).toBe(false);
  for (const start of [0, 1, 15, 16, 17, 70_001, original.length - 1, original.length]) {
    const pieces: Uint8Array[] = [];
    for await (const bytes of openSealed(file, start)) pieces.push(bytes);
    expect(Buffer.concat(pieces).equals(original.subarray(start))).toBe(true);
    const some: Uint8Array[] = [];
    for await (const bytes of openSealed(file, start, start + 33)) some.push(bytes);
    expect(Buffer.concat(some).equals(original.subarray(start, start + 33))).toBe(true);
  }
  await rm(folder, { recursive: true });
});
