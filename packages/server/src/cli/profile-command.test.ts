// `lumenbox profile` in processes of their own: from a file into the realm, out again, on to new cases; and files tried without a server.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstString, readFile as readDicom, tags } from '@lumenbox/dicom';
import { aCrInstance, aCtInstance, drawText } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../test/support/cli.ts';
import { makeTestPlace, type TestPlace } from '../../test/support/test-database.ts';

let place: TestPlace;
let folder: string;
beforeAll(async () => {
  place = await makeTestPlace();
  folder = await mkdtemp(join(tmpdir(), 'lumenbox-profile-'));
  const account = ['--email', 'a@example.com', '--name', 'A', '--team', 'T', '--password-stdin'];
  await runCli(place, ['user', 'create', ...account], { stdin: 'correct horse battery\n' });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await place.remove();
});

const run = (...args: string[]) => runCli(place, args);
const ofTeam = async (...args: string[]) => {
  const result = await run('profile', ...args, '--team', 'T', '--json');
  expect(result, result.stderr).toMatchObject({ code: 0 });
  return JSON.parse(result.stdout);
};
const radiotherapy = {
  name: 'Radiotherapy',
  options: ['cleanDescriptors'],
  rules: [{ tag: '00080060', action: 'replace', value: 'OT' }],
};
async function aFile(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify(content));
  return path;
}

describe("a realm's own profiles", () => {
  it('are saved from files, shown as files, chosen for new cases, and archived', async () => {
    const file = await aFile('own.json', radiotherapy);
    expect((await ofTeam('save', file)).profile).toMatchObject({ name: 'Radiotherapy', version: 1 });
    const shown = await ofTeam('show', 'Radiotherapy');
    const edited = await aFile('edited.json', {
      profile: { ...shown.profile, retain_birth_year: true },
    });
    expect((await ofTeam('save', edited)).profile).toMatchObject({ version: 2, retain_birth_year: true });
    // The file was made from version 1, and somebody has made another since.
    const late = await aFile('late.json', { ...shown.profile, accept: ['graphics'] });
    const refused = await run('profile', 'save', late, '--team', 'T');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('version 2')]);
    const set = (name: string) => run('realm', 'set', '--team', 'T', '--case-profile', name);
    expect((await set('Nobody')).code).toBe(1);
    expect(await set('Radiotherapy')).toMatchObject({ code: 0 });
    expect((await ofTeam('list')).profiles).toMatchObject([{ version: 2, used_for_new_cases: true }]);
    expect((await run('profile', 'archive', 'Radiotherapy', '--team', 'T')).code).toBe(1);
    expect(await set('basic')).toMatchObject({ code: 0 });
    expect((await ofTeam('archive', 'Radiotherapy')).profile.archived).toBe(true);
    expect([(await ofTeam('list')).profiles, (await ofTeam('list', '--archived')).profiles.length]).toEqual([
      [],
      1,
    ]);
  });

  it('are refused with each fault at its place', async () => {
    const wrong = await aFile('wrong.json', {
      name: 'Wrong',
      rules: [{ tag: '00100010', action: 'keep' }],
    });
    const refused = await run('profile', 'save', wrong, '--team', 'T');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('rules.0.tag: 00100010 identifies the patient');
    await writeFile(join(folder, 'text.json'), 'nothing');
    expect((await run('profile', 'save', join(folder, 'text.json'), '--team', 'T')).code).toBe(1);
  });
});

it('a profile in a file is tried on a file, and de-identifies files, without a server', async () => {
  const profile = await aFile('alone.json', radiotherapy);
  const image = join(folder, 'image.dcm');
  await writeFile(image, aCtInstance({ patientName: 'Zauberfeld^Hieronymus', rows: 8, columns: 8 }).bytes);
  const preview = await run('profile', 'preview', profile, image, '--json');
  expect(preview, preview.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(preview.stdout).changes).toContainEqual({
    path: '',
    tag: '00080060',
    keyword: 'Modality',
    vr: 'CS',
    before: 'CT',
    after: 'OT',
    action: 'replace',
  });
  expect((await run('profile', 'preview', profile, image)).stdout).toContain('+ OT');
  expect((await run('profile', 'preview', profile, profile)).code).toBe(1);
  const out = join(folder, 'out');
  const done = await run('deidentify', image, join(out, 'clean.dcm'), '--profile', profile, '--json');
  expect(done, done.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(done.stdout).account.profile).toEqual({ name: 'Radiotherapy', version: 1 });
  expect(await readdir(out)).toEqual(['clean.dcm']);
  const { dataSet } = readDicom(await readFile(join(out, 'clean.dcm')));
  expect([firstString(dataSet, tags.Modality), firstString(dataSet, tags.PatientName)]).toEqual([
    'OT',
    'CASE',
  ]);
  expect((await run('deidentify', image, join(out, 'x.dcm'), '--profile', 'nonsense')).code).toBe(2);
});

it('a profile that has text read is shown where it stands in the image', async () => {
  const [rows, columns] = [200, 320];
  const pixelData = new Uint8Array(rows * columns * 2).fill(40);
  drawText(pixelData, 'ZAUBERFELD', { x: 30, y: 60, scale: 4, image: { columns, pixel: [0xff, 0x0f] } });
  const image = join(folder, 'burned-in.dcm');
  await writeFile(image, aCrInstance({ patientName: 'Quast^Ada', rows, columns, pixelData }).bytes);
  const of = async (name: string, more: object) => {
    const profile = await aFile(`${name}.json`, { name: 'Reading', ...more });
    const result = await run('profile', 'preview', profile, image, '--json');
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(result.stdout).not.toContain('ZAUBERFELD');
    return JSON.parse(result.stdout);
  };
  expect(await of('unread', {})).toMatchObject({ reasons: [], image: { boxes: [], text_frames_read: null } });
  const held = await of('held', { recognize_text: 'review' });
  expect(held).toMatchObject({ reasons: ['recognized-text'], image: { text_frames_read: 1 } });
  expect(held.image.boxes).toMatchObject([{ frame: 1, source: 'recognized-text' }]);
  const [box] = held.image.boxes;
  expect(box.x <= 30 && box.y <= 60 && box.y + box.height >= 60 + 7 * 4).toBe(true);
  const text = await run('profile', 'preview', join(folder, 'held.json'), image);
  expect(text.stdout).toContain(`box in frame 1: ${box.width} x ${box.height} at ${box.x},${box.y}`);
});
