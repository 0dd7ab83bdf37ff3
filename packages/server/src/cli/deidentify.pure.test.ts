// `lumenbox deidentify` on real files: what is written, what is held, what is never touched.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstString, readFile as readDicom, tags, transferSyntaxUids } from '@lumenbox/dicom';
import { aCrInstance, aCtInstance, aSecondaryCapture, drawText } from '@lumenbox/dicom/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPixels, sourceInMemory } from '../pixels/index.ts';
import { runCommands } from './command.ts';
import { createCommands } from './commands.ts';

let folder: string;
let written: { stdout: string; stderr: string };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lumenbox-deidentify-'));
  written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += String(chunk);
      return true;
    });
});
afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await rm(folder, { recursive: true, force: true });
});

const at = (...parts: string[]) => join(folder, ...parts);

async function run(...args: string[]) {
  written.stdout = '';
  process.exitCode = undefined;
  const code = await runCommands(createCommands(), ['deidentify', ...args]);
  return { code, text: written.stdout, messages: written.stderr };
}

async function runJson(...args: string[]) {
  const result = await run(...args, '--json');
  return { ...result, document: JSON.parse(result.text) };
}

const slice = (instanceNumber: number, more = {}) =>
  aCtInstance({
    rows: 8,
    columns: 8,
    instanceNumber,
    patientName: 'Zwetschgenbaum^Ottokar',
    patientId: 'Q4711',
    ...more,
  });

async function aFolder(): Promise<string> {
  await mkdir(at('Zwetschgenbaum', 'CT'), { recursive: true });
  await writeFile(at('Zwetschgenbaum', 'IM1'), slice(1).bytes);
  await writeFile(
    at('Zwetschgenbaum', 'CT', 'IM2'),
    slice(2, { patientName: '', seriesDescription: 'Zwetschgenbaum' }).bytes,
  );
  await writeFile(at('Zwetschgenbaum', 'notes.txt'), 'nothing');
  return at('Zwetschgenbaum');
}

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('lumenbox deidentify', () => {
  it('writes a folder of files under names that name nobody', async () => {
    const result = await runJson(await aFolder(), at('out'), '--label', 'Case 1', '--profile', 'teaching');
    expect(result.code).toBe(0);
    expect(result.document).toMatchObject({
      profile: 'teaching',
      label: 'Case 1',
      counts: { cleaned: 2, needs_review: 0, refused: 0, ignored: 1 },
      account: { edition: '2024e', dates: 'removed' },
    });
    const files = await filesIn(at('out'));
    expect(files).toHaveLength(2);
    for (const file of files) {
      expect(file.slice(at('out').length)).toMatch(/^\/2\.25\.\d+\/2\.25\.\d+\/2\.25\.\d+\.dcm$/);
      const bytes = await readFile(file);
      expect(bytes.toString('latin1')).not.toMatch(/Zwetschgenbaum|Ottokar|Q4711/);
      const { dataSet, warnings } = readDicom(bytes);
      expect(warnings).toEqual([]);
      expect(firstString(dataSet, tags.PatientName)).toBe('Case 1');
    }
    // The name stood in the other file's header, and in this one's text alone.
    const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
    expect(texts.some((text) => text.includes('***'))).toBe(true);
    expect(result.messages).toContain('--key FILE');
  });

  it('gives the same UIDs in another run with the same key, which it makes and keeps for itself', async () => {
    await writeFile(at('a.dcm'), slice(1).bytes);
    const uidOf = async (name: string) =>
      firstString(readDicom(await readFile(at(name))).dataSet, tags.SOPInstanceUID);
    expect((await run(at('a.dcm'), at('b.dcm'), '--key', at('key'))).code).toBe(0);
    expect((await run(at('a.dcm'), at('c.dcm'), '--key', at('key'))).code).toBe(0);
    expect(await uidOf('b.dcm')).toBe(await uidOf('c.dcm'));
    expect(await readFile(at('key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    await writeFile(at('short'), 'abc');
    expect((await run(at('a.dcm'), at('d.dcm'), '--key', at('short'))).code).toBe(1);
  });

  it('streams pixels as they are, of a deflated file too', async () => {
    const made = slice(1, {
      rows: 600,
      columns: 600,
      transferSyntaxUid: transferSyntaxUids.deflatedExplicitLittleEndian,
    });
    await writeFile(at('a.dcm'), made.bytes);
    expect((await run(at('a.dcm'), at('b.dcm'))).code).toBe(0);
    const { dataSet } = readDicom(await readFile(at('b.dcm')));
    const pixels = dataSet.elements.get(tags.PixelData);
    expect(
      pixels &&
        Buffer.compare(dataSet.bytes.subarray(pixels.offset, pixels.offset + pixels.length), made.pixelData),
    ).toBe(0);
  });

  it('writes nothing of what needs a person, says why, and writes it once that is accepted', async () => {
    await writeFile(at('a.dcm'), aSecondaryCapture({ rows: 8, columns: 8 }).bytes);
    const held = await run(at('a.dcm'), at('b.dcm'));
    expect(held.code).toBe(1);
    expect(held.text).toMatch(/needs-review +a\.dcm +secondary-capture/);
    expect(await readdir(folder)).toEqual(['a.dcm']);
    expect((await run(at('a.dcm'), at('b.dcm'), '--accept', 'secondary-capture')).code).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(['a.dcm', 'b.dcm']);
  });

  it('never writes over anything, nor beside its originals', async () => {
    const originals = await aFolder();
    expect((await run(originals, at('out'), '--key', at('key'))).code).toBe(0);
    const before = await Promise.all((await filesIn(at('out'))).map((file) => readFile(file)));
    const again = await runJson(originals, at('out'), '--key', at('key'));
    expect(again.code).toBe(1);
    expect(again.document.files[0]).toMatchObject({
      verdict: 'refused',
      reasons: ['already-there'],
      output: null,
    });
    expect(await Promise.all((await filesIn(at('out'))).map((file) => readFile(file)))).toEqual(before);
    expect((await run(originals, originals)).code).toBe(1);
    expect((await run(originals, join(originals, 'out'))).code).toBe(1);
    await writeFile(at('taken'), 'mine');
    expect((await run(originals, at('taken'))).code).toBe(1);
    expect(await readFile(at('taken'), 'utf8')).toBe('mine');
  });

  it('leaves nothing of a file that is cut', async () => {
    const { bytes } = slice(1, { rows: 64, columns: 64 });
    await writeFile(at('a.dcm'), bytes.subarray(0, bytes.length - 100));
    const result = await runJson(at('a.dcm'), at('out', 'b.dcm'));
    expect(result.code).toBe(1);
    expect(result.document.files).toEqual([
      { input: 'a.dcm', verdict: 'refused', reasons: ['truncated'], output: null },
    ]);
    expect(await filesIn(at('out'))).toEqual([]);
  });

  it.each([
    [['IN']],
    [['IN', 'OUT', '--profile', 'none']],
    [['IN', 'OUT', '--accept', 'anything']],
    [['IN', 'OUT', '--label', '']],
  ])('ends with 2 for %j', async (args) => {
    expect((await run(...args)).code).toBe(2);
  });

  it('ends with 1 when there is nothing to read', async () => {
    expect((await run(at('nowhere'), at('out'))).code).toBe(1);
  });

  it('cleans pixels as the profile file says: regions, and text that is read', async () => {
    const size = { rows: 256, columns: 256 };
    const pixelData = aCrInstance(size).pixelData.slice();
    const image = { columns: 256, pixel: [0xff, 0x0f] };
    drawText(pixelData, 'ADA PHANTOM 1961', { x: 20, y: 24, scale: 2, image });
    await writeFile(at('film.dcm'), aCrInstance({ ...size, pixelData }).bytes);
    await writeFile(
      at('profile.json'),
      JSON.stringify({ name: 'Own', options: ['cleanPixelData'], recognize_text: 'blank' }),
    );
    const result = await runJson(at('film.dcm'), at('out.dcm'), '--profile', at('profile.json'));
    expect(result.document).toMatchObject({ counts: { cleaned: 1 }, account: { pixel_boxes: 1 } });
    const { dataSet } = readDicom(await readFile(at('out.dcm')));
    expect(firstString(dataSet, tags.BurnedInAnnotation)).toBe('NO');
    const pixels = createPixels();
    const source = sourceInMemory(await readFile(at('out.dcm')), '');
    expect((await pixels.findText(source, {})).boxes).toEqual([]);
    await pixels.close();
    expect(`${result.text}${result.messages}`).not.toMatch(/phantom/i);
  });
});
