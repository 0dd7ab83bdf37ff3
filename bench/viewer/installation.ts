// The installation that the viewer is measured with: one patient, one CT study of many slices of 512 x 512. Made once, and kept.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { openStage, type Stage } from '../../acceptance/browser/support/browser.ts';
import { aPhantomPatient, phantom } from '../../acceptance/browser/support/phantom-patient.ts';
import { signIn } from '../../acceptance/browser/support/walk.ts';
import { phantomStudy } from '../../packages/dicom/src/testing/index.ts';

/** Options of every measurement; a thousand slices take a minute to make, and stay in `dir`. */
export const installationOptions = {
  slices: { type: 'string', default: '1000' },
  // Of the window: without a graphics card the processor draws every pixel of it.
  size: { type: 'string', default: '1440x900' },
  // `none`: the server renders, as for a browser without WebGL.
  webgl: { type: 'string', default: 'software' },
  dir: { type: 'string', default: join(tmpdir(), 'lumenbox-first-image') },
} as const;

/** Who opens what. */
interface Installation {
  readonly email: string;
  readonly password: string;
  readonly patientId: string;
}

/** The server and the browser, and who signs in. */
export interface ViewerStage extends Stage {
  /** Another browser with nothing in its cache, on the patient's page, whose study is there to be clicked. */
  openPatient(): Promise<{ page: Page; faults(): readonly string[] }>;
}

/** Starts the server on the installation of so many slices, and makes it where there is none. */
export async function openViewerStage(options: {
  slices: number;
  dir: string;
  size: string;
  webgl: string;
}): Promise<ViewerStage> {
  const [width = 1440, height = 900] = options.size.split('x').map(Number);
  const dir = join(resolve(options.dir), String(options.slices));
  mkdirSync(join(dir, 'data'), { recursive: true });
  const stage = await openStage(
    { dataDir: join(dir, 'data'), env: { LUMENBOX_RATE_LIMIT: '0', LUMENBOX_LOG_LEVEL: 'error' } },
    { webgl: options.webgl === 'none' ? 'none' : 'software' },
  );
  const { patientId, ...account } = await makeReady(stage, join(dir, 'installation.json'), options.slices);
  return {
    ...stage,
    openPatient: async () => {
      const { page, faults } = await stage.person({ viewport: { width, height } });
      await signIn(page, account);
      await page.goto(`/patients/${patientId}`);
      await studyLink(page).waitFor();
      return { page, faults };
    },
  };
}

async function makeReady({ server }: Stage, file: string, slices: number): Promise<Installation> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Installation;
  const account = await server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
  const patient = await aPhantomPatient(server.url, await server.createToken(account));
  for (const { bytes } of phantomStudy({ kind: 'ct', slices, seed: 'first image', ...phantom }))
    await patient.send(bytes);
  const installation = { email: account.email, password: account.password, patientId: patient.patientId };
  writeFileSync(file, JSON.stringify(installation), { mode: 0o600 });
  return installation;
}

/** What opens the study. */
export function studyLink(page: Page) {
  return page.getByRole('link', { name: 'Open CT CHEST in the viewer' });
}
