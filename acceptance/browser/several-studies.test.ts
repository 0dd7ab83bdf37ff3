// What the worklist does to several studies at once, to its end: a peer has them, another patient has them, a case has them.
import { aCtInstance } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, type Stage } from './support/browser.ts';
import { aPhantomPatient, phantom } from './support/phantom-patient.ts';
import { heading, request, signIn } from './support/walk.ts';

const patience = { timeout: 20_000 };
const descriptions = ['CT chest', 'CT head'];

interface ListedStudy {
  readonly study_description: string | null;
  readonly instance_count: number | null;
}

describe.skipIf(mustSkip())('several studies of the worklist', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let archive: Account;
  let token: string;
  let adaId: string;
  let gretaId: string;

  const api = (path: string) => `${stage.server.url}/api/v1${path}`;
  beforeAll(async () => {
    stage = await openStage();
    const radiology = await stage.server.createAccount({ team: 'Radiology' });
    archive = await stage.server.createAccount({ team: 'Archive' });
    token = await stage.server.createToken(radiology);
    await introduce(archive.team);
    const ada = await aPhantomPatient(stage.server.url, token);
    adaId = ada.patientId;
    for (const studyDescription of descriptions)
      await ada.send(aCtInstance({ ...phantom, seed: studyDescription, studyDescription }).bytes);
    const born = { date_of_birth: '1907-08-08', sex: 'female' };
    const greta = { given_names: 'Greta', family_name: 'Hermann', ...born };
    gretaId = (await request<{ data: { id: string } }>(api('/patients'), token, { body: greta })).data.id;
    person = await stage.person();
    page = person.page;
    await signIn(page, radiology);
  });
  afterAll(() => stage?.close());

  /** Lets the radiology and the archive know each other. */
  async function introduce(team: string): Promise<void> {
    const place = ['--host', '127.0.0.1', '--port', String(stage.server.dimsePort())];
    for (const args of [
      ['realm', 'set', '--team', 'Radiology', '--ae-title', 'RADIOLOGY'],
      ['realm', 'set', '--team', team, '--ae-title', 'ARCHIVE'],
      ['peer', 'add', '--team', 'Radiology', '--ae-title', 'ARCHIVE', ...place],
      ['peer', 'add', '--team', team, '--ae-title', 'RADIOLOGY'],
    ])
      expect(await stage.server.lumenbox(args)).toMatchObject({ code: 0 });
  }

  const dialog = () => page.getByRole('dialog');
  /** Chooses every study that has images, and what is to be done to them. */
  async function chooseAll(action: string): Promise<void> {
    await page.goto('/studies');
    await heading(page, 'Studies');
    for (const name of descriptions) await page.getByRole('checkbox', { name: new RegExp(name) }).check();
    const bar = page.getByRole('toolbar', { name: 'What to do with the chosen studies' });
    await bar.getByRole('button', { name: action }).click();
    await dialog().waitFor();
  }
  async function doIt(name: string): Promise<void> {
    await dialog().getByRole('button', { name, exact: true }).click();
    await dialog().getByText('2 of 2 done.').waitFor(patience);
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await dialog().waitFor({ state: 'detached' });
  }
  const studiesOf = async (patientId: string) =>
    (await request<{ data: ListedStudy[] }>(api(`/patients/${patientId}/studies`), token)).data
      .map(({ study_description, instance_count }) => `${study_description}: ${instance_count}`)
      .toSorted();

  it('go to a peer, which then has them', async () => {
    await chooseAll('Send to…');
    await dialog().getByLabel('To', { exact: true }).selectOption('ARCHIVE');
    await doIt('Send');
    const there = await stage.server.createToken(archive);
    const held = async () =>
      (await request<{ data: { instance_count: number }[] }>(api('/inbox'), there)).data.length;
    await expect.poll(held, patience).toBe(2);
  });

  it('go into a new case, which has them without the identity', async () => {
    await chooseAll('Copy into a case…');
    await dialog().getByLabel('Label').fill('Teaching file 9');
    await doIt('De-identify and copy');
    const cases = await request<{ data: { id: string; label: string }[] }>(api('/cases'), token);
    expect(cases.data.map(({ label }) => label)).toEqual(['Teaching file 9']);
    const ofCase = await studiesOf(cases.data[0]?.id ?? '');
    expect(ofCase.map((study) => study.slice(-3))).toEqual([': 1', ': 1']);
    expect(await studiesOf(adaId)).toEqual(['CT chest: 1', 'CT head: 1']);
  });

  it('go to another patient, whose they are from then on', async () => {
    await page.goto('/studies');
    await chooseAll('Move…');
    await dialog().getByLabel('The patient who gets it').first().fill('Hermann');
    await dialog()
      .getByRole('radio', { name: /Hermann/ })
      .check();
    await doIt('Move');
    expect(await studiesOf(gretaId)).toEqual(['CT chest: 1', 'CT head: 1']);
    expect(await studiesOf(adaId)).toEqual([]);
    expect(person.faults()).toEqual([]);
  });
});
