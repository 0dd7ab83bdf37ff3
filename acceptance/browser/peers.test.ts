// DICOM peers in the dashboard: added, called, sent to, followed and called off. The peer is another team of the same server.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { heading, request, signIn } from './support/walk.ts';

const jones = { patientName: 'Jones^Jessica', patientBirthDate: '19850615', patientSex: 'F', patientId: '' };
const slices = [
  aCtInstance({ ...jones, seed: 'peers-1', studyDescription: 'CT chest', instanceNumber: 1 }),
  aCtInstance({ ...jones, seed: 'peers-1', studyDescription: 'CT chest', instanceNumber: 2 }),
  aCtInstance({
    ...jones,
    seed: 'peers-1',
    studyDescription: 'CT chest',
    seriesNumber: 2,
    seriesDescription: 'Lung',
  }),
  aCtInstance({ ...jones, seed: 'peers-2', studyDescription: 'CT head' }),
];

describe.skipIf(mustSkip())('DICOM peers in the dashboard', () => {
  let stage: Stage;
  let person: Person;
  let radiology: Account;
  let archive: Account;
  let patientPath: string;
  beforeAll(async () => {
    stage = await openStage();
    radiology = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    archive = await stage.server.createAccount({ team: 'Archive' });
    patientPath = await furnish(stage, radiology);
    await welcome('ARCHIVE', archive.team, 'all');
    person = await stage.person();
    await signIn(person.page, radiology);
  });
  afterAll(() => stage?.close());

  /** Lets a team be called by the radiology. */
  async function welcome(title: string, team: string, rights: 'all' | 'query'): Promise<void> {
    const { lumenbox } = stage.server;
    const allow = rights === 'all' ? [] : ['--allow', rights];
    for (const args of [
      ['realm', 'set', '--team', team, '--ae-title', title],
      ['peer', 'add', '--team', team, '--ae-title', 'RADIOLOGY', ...allow],
    ])
      expect(await lumenbox(args)).toMatchObject({ code: 0 });
  }
  /** Adds a peer by the dialog. */
  async function addPeer(title: string, port: number): Promise<void> {
    const { page } = person;
    await page.getByRole('button', { name: 'Add a peer' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('AE title').fill(title);
    await dialog.getByLabel('Host').fill('127.0.0.1');
    await dialog.getByLabel('Port').fill(String(port));
    await dialog.getByRole('button', { name: 'Add a peer' }).click();
    await page.getByText(`${title} was added.`).waitFor();
  }
  /** Sends by the dialog that is open. */
  async function send(to: string, series?: string): Promise<void> {
    const dialog = person.page.getByRole('dialog');
    await dialog.getByLabel('To', { exact: true }).selectOption(to);
    if (series !== undefined) await dialog.getByLabel('What').selectOption({ label: series });
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  async function openSend(study: string): Promise<void> {
    const { page } = person;
    await page.goto(patientPath);
    await page.getByRole('button', { name: `Actions for ${study}` }).click();
    await page.getByRole('menuitem', { name: 'Send to…' }).click();
  }
  /** A line of the page of transfers. */
  const line = (text: string) => person.page.getByRole('row').filter({ hasText: text });

  it('says what a peer is, and that the team has no title to be called by yet', async () => {
    const { page } = person;
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'DICOM peers' }).click();
    await heading(page, 'DICOM peers');
    await page.getByText("npx lumenbox peer add --team 'Radiology'").waitFor();
    await picture(page, 'peers-none');
    await page.getByRole('link', { name: 'Set the AE title' }).click();
    await heading(page, 'Imaging');
    await page.getByText('Size of the images').waitFor();
    await page.getByLabel('AE title').fill('RADIOLOGY');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The rules were saved.').waitFor();
    await page.getByLabel('AE title').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('A title can be changed, but not taken away', { exact: false }).waitFor();
    await page.getByRole('link', { name: 'DICOM peers' }).click();
    await expect.poll(() => page.getByTestId('own-title').textContent()).toBe('RADIOLOGY');
  });

  it('adds peers, shows a mistake at its field, and says what came of C-ECHO', async () => {
    const { page } = person;
    await page.getByRole('button', { name: 'Add a peer' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('AE title').fill('ARCHIVE');
    await dialog.getByLabel('Host').fill('127.0.0.1');
    await dialog.getByRole('button', { name: 'Add a peer' }).click();
    await dialog.getByText('A destination has both a host and a port.').waitFor();
    const title = dialog.getByLabel('AE title');
    await title.fill('AN_ARCHIVE_WITH_A_NAME');
    await dialog.getByText('6 characters too many: at most 16.').waitFor();
    expect(await title.inputValue()).toBe('AN_ARCHIVE_WITH_A_NAME');
    expect(await title.getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.press('Escape');
    await addPeer('ARCHIVE', stage.server.dimsePort());
    await addPeer('AWAY', 1);
    await page.getByRole('button', { name: 'Send C-ECHO to ARCHIVE' }).click();
    await page.getByText(/^It answered in \d+ ms\.$/).waitFor();
    await page.getByRole('button', { name: 'Send C-ECHO to AWAY' }).click();
    await page.getByText(/^Nobody could be reached at its address\. \(\d+ ms\)$/).waitFor();
    await picture(page, 'peers-echoed');
  });

  it('changes what a peer may do', async () => {
    const { page } = person;
    await page.getByRole('button', { name: 'Actions for AWAY' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Port').inputValue()).toBe('1');
    for (const right of ['Store', 'Query', 'Retrieve']) await dialog.getByLabel(right).uncheck();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row').filter({ hasText: 'AWAY' }).getByText('C-ECHO only').waitFor();
  });

  it('sends a series, and shows it complete', async () => {
    const { page } = person;
    await openSend('CT chest');
    await send('ARCHIVE', 'Series 2: Lung');
    await page.getByText('CT chest goes to ARCHIVE. Follow it under Transfers.').waitFor();
    await page.getByRole('link', { name: 'Transfers' }).click();
    await heading(page, 'Transfers');
    await line('CT chest').getByText('Complete').waitFor();
    await line('CT chest').getByText('1 of 1 images').waitFor();
    await line('CT chest').getByText('One series').waitFor();
  });

  it('sends all studies of a patient, which then are with the peer', async () => {
    const { page } = person;
    await page.goto(patientPath);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Send all studies…' }).click();
    await send('ARCHIVE');
    await page.getByText('2 studies go to ARCHIVE.').waitFor();
    await page.goto('/transfers');
    await line('CT head').getByText('Complete').waitFor();
    await line('CT chest').getByText('3 of 3 images').waitFor();
    const token = await stage.server.createToken(archive);
    const held = await request<{ data: { instance_count: number }[] }>(
      `${stage.server.url}/api/v1/inbox`,
      token,
    );
    expect(held.data.map((study) => study.instance_count).reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it('names what the peer did not take', async () => {
    const { page } = person;
    const strict = await stage.server.createAccount({ team: 'Strict' });
    await welcome('STRICT', strict.team, 'query');
    await page.goto('/settings/peers');
    await addPeer('STRICT', stage.server.dimsePort());
    await openSend('CT head');
    await send('STRICT');
    await page.goto('/transfers');
    await page.getByRole('button', { name: 'Show what STRICT did not take' }).click();
    await page
      .getByRole('dialog')
      .getByText(slices[3]?.sopInstanceUid ?? '')
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await picture(page, 'transfers-ended');
  });

  it('tells why a transfer waits, and calls it off', async () => {
    const { page } = person;
    await openSend('CT head');
    await send('AWAY');
    await page.goto('/transfers');
    await line('AWAY').getByText('Nobody could be reached at the address of the peer.').waitFor();
    await picture(page, 'transfers-waiting');
    await page.getByRole('button', { name: 'Stop sending CT head to AWAY' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await line('AWAY').getByText('Cancelled').waitFor();
  });

  it('removes a peer, and lets those only read who do not run the team', async () => {
    const { page } = person;
    await page.goto('/settings/peers');
    await page.getByRole('button', { name: 'Actions for AWAY' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('AWAY was removed.').waitFor();
    const viewer = await stage.server.createAccount({ team: radiology.team, role: 'viewer' });
    const reader = await stage.person();
    await signIn(reader.page, viewer);
    await reader.page.goto('/settings/peers');
    await reader.page.getByRole('row').filter({ hasText: 'ARCHIVE' }).waitFor();
    expect(await reader.page.getByRole('button', { name: /Add a peer|C-ECHO|Actions/ }).count()).toBe(0);
    expect(reader.faults()).toEqual([]);
  });

  it('showed no fault on the way', () => {
    expect(person.faults()).toEqual([]);
  });
});

/** Makes a patient with two studies. Gives the address of the page. */
async function furnish(stage: Stage, account: Account): Promise<string> {
  const api = `${stage.server.url}/api/v1`;
  const token = await stage.server.createToken(account);
  const { data } = await request<{ data: { id: string } }>(`${api}/patients`, token, {
    body: { given_names: 'Jessica', family_name: 'Jones', date_of_birth: '1985-06-15', sex: 'female' },
  });
  const form = new FormData();
  for (const [index, { bytes }] of slices.entries())
    form.append('files[]', new Blob([new Uint8Array(bytes)]), `${index}.dcm`);
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(`${api}/patients/${data.id}/imaging`, { method: 'POST', headers, body: form });
  expect(answer.status).toBe(201);
  return `/patients/${data.id}`;
}
