// The samples of the reference page run as they are printed there, once address, key and ids are put in.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aPdf } from '@lumenbox/dicom/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ProgramResult, runProgram, type Stage, startStage } from '../support/index.ts';
import { aCase, aPatient, aPatientWithImages, aStudy, ctImage } from './makers.ts';

/** The operations whose samples are run: every one of the API that existing clients know, and images in and out. */
const titles = [
  'List cases',
  'Create a case',
  'Show a case',
  'Update a case',
  'Delete a case',
  'Archive a case',
  'Unarchive a case',
  'List patients',
  'Create a patient',
  'Retrieve a patient',
  'Update a patient',
  'Delete a patient',
  'Archive a patient',
  'Unarchive a patient',
  'Add an identifier',
  "List a patient's identifiers",
  'List studies of a patient',
  'Create a study',
  'Retrieve a study',
  'Update a study',
  'Delete a study',
  'Add images to a patient',
  'Add images',
  'Download a study',
  'Write a report',
  'List reports of a study',
  'Retrieve a report',
  'Change a draft',
  'Sign a report',
  "Upload a report's PDF",
  'Delete a report',
  'List uploads',
  'List API tokens',
  'Generate an API token',
  'Who am I?',
  'List members',
  'Read the audit trail',
] as const;

/** How each language is run: a file is written, a program is given it. */
const languages = {
  curl: { file: 'sample.sh', program: 'bash', probe: ['curl', '--version'] },
  javascript: { file: 'sample.mjs', program: process.execPath, probe: [process.execPath, '--version'] },
  php: {
    file: 'sample.php',
    program: 'php',
    probe: ['php', '-r', 'exit(extension_loaded("curl") ? 0 : 1);'],
  },
  python: { file: 'sample.py', program: 'python3', probe: ['python3', '--version'] },
} as const;
type Language = keyof typeof languages;

const isThere = async (language: Language) => {
  const [program = '', ...args] = languages[language].probe;
  const there = await runProgram(program, args).then(
    ({ code }) => code === 0,
    () => false,
  );
  if (!there) process.stderr.write(`Skipped: the samples in ${language}, which is not installed here.\n`);
  return there;
};
const present: Record<Language, boolean> = {
  curl: await isThere('curl'),
  javascript: await isThere('javascript'),
  php: await isThere('php'),
  python: await isThere('python'),
};

let stage: Stage;
let page: string;
let folder: string;
beforeAll(async () => {
  stage = await startStage();
  page = await (await fetch(`${stage.server.url}/docs`)).text();
});
afterAll(() => stage?.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lumenbox-sample-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the page prints for an operation, as a reader copies it. */
function printedSample(title: string, language: Language): string {
  const escaped = title.replaceAll("'", '&#39;');
  const article = page.split('<article ').find((part) => part.includes(`>${escaped}</a>`));
  const code = new RegExp(
    `data-language="${language}"[^>]*>\\s*<summary>.*?</summary>\\s*<pre><code>(.*?)</code></pre>`,
    's',
  );
  const markup = article?.match(code)?.[1];
  if (markup === undefined) throw new Error(`The page prints no sample of ${title} in ${language}.`);
  return markup
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** Puts in the key, and ids of objects that stand for this sample alone. */
async function filledIn(sample: string): Promise<string> {
  const { api, token } = stage;
  let text = sample.replaceAll('{YOUR_AUTH_KEY}', token);
  if (text.includes('/archive') && text.includes('{STUDY_ID}')) {
    const { patient, study } = await aPatientWithImages(api, crypto.randomUUID());
    return text.replaceAll('{PATIENT_ID}', patient.id).replaceAll('{STUDY_ID}', study.id);
  }
  if (text.includes('{CASE_ID}')) text = text.replaceAll('{CASE_ID}', (await aCase(api)).id);
  if (!text.includes('{PATIENT_ID}')) return text;
  const { id } = await aPatient(api);
  text = text.replaceAll('{PATIENT_ID}', id);
  if (!text.includes('{STUDY_ID}')) return text;
  const study = (await aStudy(api, id)).id;
  text = text.replaceAll('{STUDY_ID}', study);
  if (!text.includes('{REPORT_ID}')) return text;
  const report = await api.post(`/patients/${id}/studies/${study}/reports`, { title: 'T', body: 'B' });
  return text.replaceAll('{REPORT_ID}', report.body.data.id);
}

async function runSample(title: string, language: Language): Promise<ProgramResult> {
  const { file, program } = languages[language];
  const code = await filledIn(printedSample(title, language));
  expect(code).not.toMatch(/\{[A-Z_]+\}/);
  await writeFile(join(folder, file), code);
  await writeFile(join(folder, 'image.dcm'), ctImage(crypto.randomUUID()));
  await writeFile(join(folder, 'report.pdf'), aPdf('Sample'));
  return runProgram(program, [file], { cwd: folder });
}

const status = (title: string) =>
  title.startsWith('Delete') ? 204 : /^(Create|Add|Generate|Write)/.test(title) ? 201 : 200;

describe.skipIf(!present.curl)('in curl', () => {
  it.each(titles)('%s', async (title) => {
    const { code, stdout, stderr } = await runSample(title, 'curl');
    expect(code, stderr).toBe(0);
    if (title === 'Download a study') {
      const zip = await readFile(join(folder, 'study.zip'));
      expect(zip.subarray(0, 2).toString()).toBe('PK');
      return;
    }
    if (status(title) === 204) expect(stdout).toBe('');
    else expect(JSON.parse(stdout)).toHaveProperty('data');
  });
});

describe.each(['javascript', 'php', 'python'] as const)('in %s', (language) => {
  it.skipIf(!present[language]).each(titles)('%s', async (title) => {
    const { code, stdout, stderr } = await runSample(title, language);
    expect(code, stderr).toBe(0);
    expect(stdout.trimStart().startsWith(String(status(title))), stdout).toBe(true);
    if (title === 'Download a study') {
      const zip = await readFile(join(folder, 'study.zip'));
      expect(zip.subarray(0, 2).toString()).toBe('PK');
    }
  });
});

/** Runs a sample that does not end by itself until it has said something, and ends it. Resolves with what it said. */
async function runUntil(title: string, language: Language, said: RegExp): Promise<string> {
  const { file, program } = languages[language];
  await writeFile(join(folder, file), await filledIn(printedSample(title, language)));
  // A group of its own: a shell's child goes with the shell.
  const child = spawn(program, [file], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  try {
    await expect.poll(() => stdout, { timeout: 20_000 }).toMatch(said);
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
  return stdout;
}

describe.each(Object.keys(languages) as Language[])('in %s', (language) => {
  it.skipIf(!present[language])('shows events as they come', async () => {
    expect(await runUntil('Follow changes', language, /^event: ready$/m)).not.toContain('Error');
  });

  it.skipIf(!present[language])('fails and writes no file when there is none', async () => {
    const code = printedSample('Download a study', language)
      .replaceAll('{YOUR_AUTH_KEY}', stage.token)
      .replace(/\{[A-Z]+_ID\}/g, () => crypto.randomUUID());
    const { file, program } = languages[language];
    await writeFile(join(folder, file), code);
    const result = await runProgram(program, [file], { cwd: folder });
    expect(result.code).not.toBe(0);
    expect(await readdir(folder)).toEqual([file]);
  });
});
