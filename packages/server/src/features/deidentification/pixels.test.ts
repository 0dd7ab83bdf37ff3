// Pixels on their way into a case: what the profile knows of devices is blanked in whatever form it lies, told in the receipt, and what
// cannot be cleaned never gets there.
import { firstString, readFile as readDicom, readHeader, sequence, tags } from '@lumenbox/dicom';
import {
  aCrInstance,
  aSecondaryCapture,
  type DrawnText,
  drawText,
  element,
  type SliceOptions,
} from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagingClient } from '../../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { framesReadMax, sourceInMemory } from '../../pixels/index.ts';

let server: TestServer;
let team: TestMember;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  await aProfile('Ultrasound', {
    options: ['cleanPixelData'],
    trust_regions: true,
    device_regions: [
      { manufacturer: 'Own', rows: 40, columns: 64, blank: [{ x: 0, y: 0, width: 64, height: 12 }] },
    ],
  });
});
afterAll(() => server.close());

const api = () => restClient(server, team);
const imaging = () => imagingClient(server, team);
const explicitLittleEndian = '1.2.840.10008.1.2.1';
const jpegLs = '1.2.840.10008.1.2.4.80';

/** Saves a profile, and begins new cases with it. */
async function aProfile(name: string, content: object): Promise<void> {
  const made = await api().post('/deidentification-profiles', { name, ...content });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const chosen = await api().put('/realm', { case_profile: made.body.data.id });
  expect(chosen.status, JSON.stringify(chosen.body)).toBe(200);
}

async function aCase(label: string): Promise<string> {
  return (await api().post('/cases', { label })).body.data.id;
}

/** An ultrasound in colour with a name on top. */
function anUltrasound(seed: string, more: SliceOptions = {}): Uint8Array {
  const { elements = [], ...options } = more;
  const made = aSecondaryCapture({ seed, rows: 40, columns: 64, ...options });
  const pixelData = made.pixelData.slice();
  const image = { columns: options.columns ?? 64, pixel: [255, 255, 255] };
  drawText(pixelData, image.columns < 64 ? '' : 'ADA', { x: 2, y: 2, scale: 1, image });
  return aSecondaryCapture({
    seed,
    rows: 40,
    columns: 64,
    pixelData,
    ...options,
    elements: [
      element('SOPClassUID', '1.2.840.10008.5.1.4.1.1.6.1'),
      element('Modality', 'US'),
      element('Manufacturer', 'Own Devices'),
      ...elements,
    ],
  }).bytes;
}

async function transcoded(file: Uint8Array, transferSyntaxUid: string): Promise<Buffer> {
  const { bytes } = await server.parts.pixels.transcodeInstance(sourceInMemory(file, ''), {
    transferSyntaxUid,
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Native samples of a file. */
async function samplesOf(file: Uint8Array): Promise<Buffer> {
  const native = await transcoded(file, explicitLittleEndian);
  return native.subarray(readHeader(native).pixelData?.offset);
}

async function sent(caseId: string, bytes: Uint8Array) {
  const { status, body } = await imaging().send(`/patients/${caseId}/imaging`, bytes);
  return { status, reason: body.data.files[0].reason as string | null };
}

async function onlyFileOf(caseId: string): Promise<{ file: Buffer; studyId: string }> {
  const [study] = (await api().get(`/patients/${caseId}/studies`)).body.data;
  const zip = await imaging().download(caseId, study.id);
  const [, file] = [...zip].find(([name]) => !name.endsWith('DICOMDIR')) ?? [];
  return { file: Buffer.from(file ?? []), studyId: study.id };
}

describe('an image of a device that the profile knows', () => {
  it.each([
    ['native', explicitLittleEndian],
    ['compressed', jpegLs],
  ])('comes %s into the case without its text, and the receipt says what was blanked', async (name, uid) => {
    const caseId = await aCase(`Device ${name}`);
    const original = anUltrasound(`device ${name}`);
    const answer = await sent(caseId, await transcoded(original, uid));
    expect(answer).toEqual({ status: 201, reason: null });
    const { file, studyId } = await onlyFileOf(caseId);
    const { dataSet, transferSyntaxUid } = readDicom(file);
    expect(transferSyntaxUid).toBe(uid);
    const samples = await samplesOf(file);
    const barBytes = 64 * 12 * 3;
    expect(samples.subarray(0, barBytes).every((byte) => byte === 0)).toBe(true);
    expect(samples.subarray(barBytes).equals((await samplesOf(original)).subarray(barBytes))).toBe(true);
    expect(firstString(dataSet, tags.BurnedInAnnotation)).toBe('NO');
    const methods = sequence(dataSet, tags.DeidentificationMethodCodeSequence);
    expect(methods.map((item) => firstString(item, tags.CodeValue))).toContain('113101');
    const receipt = (await api().get(`/patients/${caseId}/studies/${studyId}/receipt`)).body.data;
    expect(receipt.content.instances).toMatchObject([
      { pixel_boxes: [{ frame: 'all', x: 0, y: 0, width: 64, height: 12, source: 'device-region' }] },
    ]);
  });

  it('is refused when a frame cannot be decoded, and nothing of it is kept', async () => {
    const caseId = await aCase('Damaged');
    const file = await transcoded(anUltrasound('damaged'), jpegLs);
    file.fill(0, file.length - 400, file.length - 8);
    expect((await sent(caseId, file)).reason).toMatch(/^needs-review: .*pixels-not-cleaned/);
    expect((await api().get(`/patients/${caseId}/studies`)).body.data).toEqual([]);
  });

  it('is refused like any other when its size is another', async () => {
    const caseId = await aCase('Other size');
    const other = aSecondaryCapture({
      seed: 'other size',
      rows: 20,
      columns: 64,
      elements: [
        element('SOPClassUID', '1.2.840.10008.5.1.4.1.1.6.1'),
        element('Manufacturer', 'Own Devices'),
      ],
    });
    expect((await sent(caseId, other.bytes)).reason).toMatch(/^needs-review: .*burned-in-risk/);
  });
});

/** A radiograph with a name in its body, which no header tells. */
function aRadiograph(seed: string, text = 'ADA PHANTOM 1961'): { original: Buffer; drawn: DrawnText } {
  const made = aCrInstance({ seed, ...radiograph });
  const pixelData = made.pixelData.slice();
  const drawn = drawText(pixelData, text, {
    x: 20,
    y: 24,
    scale: 2,
    image: { columns: radiograph.columns, pixel: [0xff, 0x0f] },
  });
  return { original: Buffer.from(aCrInstance({ seed, ...radiograph, pixelData }).bytes), drawn };
}
const radiograph = { rows: 256, columns: 256 };

describe('text that no header tells of', () => {
  it('is read and blanked, in a compressed image too, and the receipt says where but not what', async () => {
    await aProfile('Reading', { options: ['cleanPixelData'], recognize_text: 'blank' });
    const caseId = await aCase('Read and blanked');
    const { original, drawn } = aRadiograph('read');
    expect(await sent(caseId, await transcoded(original, jpegLs))).toEqual({ status: 201, reason: null });
    const { file, studyId } = await onlyFileOf(caseId);
    const samples = await samplesOf(file);
    for (let row = drawn.y; row < drawn.y + drawn.height; row += 1) {
      const at = 2 * (row * radiograph.columns + drawn.x);
      expect(samples.subarray(at, at + 2 * drawn.width).every((byte) => byte === 0)).toBe(true);
    }
    const below = 2 * radiograph.columns * 128;
    expect(samples.subarray(below).equals((await samplesOf(original)).subarray(below))).toBe(true);
    expect(firstString(readDicom(file).dataSet, tags.BurnedInAnnotation)).toBe('NO');
    expect(await server.parts.pixels.findText(sourceInMemory(file, ''), {})).toEqual({
      boxes: [],
      isWhole: true,
    });
    const { content } = (await api().get(`/patients/${caseId}/studies/${studyId}/receipt`)).body.data;
    expect(content.instances[0].pixel_boxes).toMatchObject([{ frame: 1, source: 'recognized-text' }]);
    expect(JSON.stringify(content)).not.toMatch(/phantom/i);
  });

  it('holds the image where the profile wants a person to see it, and lets others pass', async () => {
    await aProfile('Holding', { recognize_text: 'review' });
    const caseId = await aCase('Read and held');
    const { original } = aRadiograph('held');
    expect((await sent(caseId, original)).reason).toMatch(/^needs-review: .*recognized-text/);
    expect((await sent(caseId, aCrInstance({ seed: 'clear', ...radiograph }).bytes)).status).toBe(201);
    const { file } = await onlyFileOf(caseId);
    const methods = sequence(readDicom(file).dataSet, tags.DeidentificationMethodCodeSequence);
    expect(methods.map((item) => firstString(item, tags.CodeValue))).not.toContain('113101');
  });

  it('holds a film of more frames than are looked at', async () => {
    await aProfile('Films', { options: ['cleanPixelData'], recognize_text: 'blank' });
    const film = anUltrasound('film', { frames: framesReadMax + 1, rows: 16, columns: 16 });
    const caseId = await aCase('Film');
    expect((await sent(caseId, film)).reason).toMatch(/^needs-review: .*pixels-not-cleaned/);
  });
});

describe('a profile with devices', () => {
  it.each([
    [
      { device_regions: [{ rows: 4, blank: [{ x: 0, y: 0, width: 1, height: 1 }] }] },
      'device_regions.0.manufacturer',
    ],
    [{ device_regions: [{ model: 'A', blank: [] }] }, 'device_regions.0.blank'],
    [{ trust_regions: true }, 'trust_regions'],
    [{ recognize_text: 'blank' }, 'recognize_text'],
  ])('that would do nothing, or everything, is none: %j', async (content, field) => {
    const answer = await api().post('/deidentification-profiles', { name: 'Odd', ...content });
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.body.errors)).toContain(field);
  });

  it('shows in its preview what it would blank', async () => {
    const { body } = await imaging().send('/imaging', anUltrasound('preview'));
    const [study] = body.data.studies;
    const address = `/patients/${study.patient_id}/studies/${study.id}/deidentification-preview`;
    const device = { manufacturer: 'OWN', blank: [{ x: 60, y: 2, width: 99, height: 3 }] };
    const shown = await api().post(address, {
      profile: { options: ['cleanPixelData'], device_regions: [device] },
    });
    expect(shown.body.data.image).toEqual({
      rows: 40,
      columns: 64,
      // The profile does not ask for it.
      text_frames_read: null,
      boxes: [{ frame: 'all', x: 60, y: 2, width: 4, height: 3, source: 'device-region' }],
    });
  });
});
