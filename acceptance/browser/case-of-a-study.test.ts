// A study copied into a case from the dashboard, and the receipt of what was done to it.
import { readFile } from 'node:fs/promises';
import { phantomStudy } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { aPhantomPatient, phantom } from './support/phantom-patient.ts';
import { accessibilityFaults, heading, overhang, request, signIn, textOf, turn } from './support/walk.ts';

const slices = 3;

describe.skipIf(mustSkip())('a case made of a study', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let token: string;
  let patientId: string;
  beforeAll(async () => {
    stage = await openStage();
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Teaching' });
    token = await stage.server.createToken(account);
    const patient = await aPhantomPatient(stage.server.url, token);
    patientId = patient.patientId;
    for (const { bytes } of phantomStudy({ kind: 'mr', slices, seed: 'of a study', ...phantom }))
      await patient.send(bytes);
    person = await stage.person({ viewport: { width: 1440, height: 900 } });
    page = person.page;
    await signIn(page, account);
    await page.goto(`/patients/${patientId}`);
    await heading(page, 'Phantom, Ada');
  });
  afterAll(() => stage?.close());

  const openMenu = () =>
    page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .click();
  const copyItem = () => page.getByRole('menuitem', { name: 'Copy into a case, without identity' });
  const dialog = () => page.getByRole('dialog');
  const imageCount = async () => {
    const text = await textOf(page.getByRole('article').first());
    return Number(/(\d+) images/.exec(text)?.[1]);
  };

  it('is made by a label, holds the images, and names nobody', async () => {
    const originals = await imageCount();
    expect(originals).toBeGreaterThanOrEqual(slices);
    await openMenu();
    await copyItem().click();
    await dialog()
      .getByLabel(/^Label/)
      .fill('TEACH-1');
    await picture(page, 'case-copy-1440');
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'De-identify and copy' }).click();
    await page.getByText(`${originals} images were copied without identity.`).waitFor();
    await page.getByRole('link', { name: 'Open the case' }).click();
    await heading(page, 'TEACH-1');
    expect(await imageCount()).toBe(originals);
    const texts = await page.getByRole('article').allTextContents();
    expect(texts.join()).not.toMatch(/Phantom|Dec 1815|18151210/);
  });

  it('has a menu that stands in its place at once for who wants no motion, so that no click is lost', async () => {
    const moved = await page.evaluate(() => {
      const probe = document.createElement('div');
      document.body.append(probe);
      Object.assign(probe.style, { position: 'absolute', left: '0px' });
      const before = probe.getBoundingClientRect().left;
      probe.style.left = '100px';
      const by = probe.getBoundingClientRect().left - before;
      const running = probe.getAnimations().length;
      probe.remove();
      return { by, running };
    });
    expect(moved).toEqual({ by: 100, running: 0 });
  });

  it('is asked for when none is chosen, and takes the same study again without doubling it', async () => {
    await page.goto(`/patients/${patientId}`);
    const originals = await imageCount();
    await openMenu();
    await copyItem().click();
    await dialog().getByText('A case that is there').click();
    await dialog().getByRole('button', { name: 'De-identify and copy' }).click();
    await dialog().getByText('Choose a case.').waitFor();
    await dialog().getByLabel('TEACH-1').check();
    await dialog().getByRole('button', { name: 'De-identify and copy' }).click();
    await page.getByText(`${originals} were there already.`).waitFor();
    await page.getByRole('link', { name: 'Open the case' }).click();
    await heading(page, 'TEACH-1');
    expect(await imageCount()).toBe(originals);
  });

  it('tells who asks whose it was so: that nothing is kept, or in a file', async () => {
    const ask = async () => {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Download whose it was (CSV)' }).click();
    };
    await ask();
    await page.getByText('Nothing is kept of whose these images were.', { exact: false }).waitFor();
    await request(`${stage.server.url}/api/v1/realm`, token, {
      method: 'PUT',
      body: { keep_identity_map: true },
    });
    const [study] = (
      await request<{ data: { id: string }[] }>(
        `${stage.server.url}/api/v1/patients/${patientId}/studies`,
        token,
      )
    ).data;
    const made = await request<{ data: { id: string } }>(`${stage.server.url}/api/v1/cases`, token, {
      body: { label: 'TEACH-KEPT' },
    });
    await request(`${stage.server.url}/api/v1/cases/${made.data.id}/studies`, token, {
      body: { from_study: study?.id },
    });
    const teach = page.url();
    await page.goto(`/cases/${made.data.id}`);
    await heading(page, 'TEACH-KEPT');
    const download = page.waitForEvent('download');
    await ask();
    expect(await readFile(await (await download).path(), 'utf8')).toContain('TEACH-KEPT');
    await page.goto(teach);
    await heading(page, 'TEACH-1');
  });

  it('has a receipt that says what was done, whose signature the browser checks', async () => {
    await openMenu();
    await page.getByRole('menuitem', { name: 'De-identification receipt' }).click();
    await heading(page, 'De-identification receipt');
    await page.getByText('The signature is valid').waitFor();
    const table = page.getByRole('region', { name: 'What was done, by attribute' }).last();
    expect(await textOf(table)).toContain('PatientName');
    const offered = page.getByRole('link', { name: 'Download (JSON)' });
    const receipt = await page.request.get((await offered.getAttribute('href')) ?? '');
    expect(await receipt.json()).toMatchObject({ data: { content: { profile: { name: 'basic' } } } });
    expect(await textOf(page.getByRole('main'))).not.toMatch(/Phantom|Dec 1815|18151210/);
    for (const scheme of ['light', 'dark'] as const) {
      await turn(page, scheme);
      await picture(page, `receipt-${scheme}-1440`);
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, 'receipt-dark-390');
    await expect.poll(() => overhang(page)).toBeLessThanOrEqual(0);
    expect(person.faults()).toEqual([]);
  });

  it('has no receipt for a study that is not there', async () => {
    const [, caseId] = /cases\/([^/]+)/.exec(page.url()) ?? [];
    await page.goto(`/cases/${caseId}/studies/0199d2a4-7c18-7d44-8f6e-ab1c2d3e4f20/receipt`);
    await page.getByText('No receipt').waitFor();
  });
});
