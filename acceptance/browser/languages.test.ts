// The dashboard in German: by the browser's language, whole, on a desk and on a phone; and the choice that stays.
import { aCtInstance } from '@lumenbox/dicom/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, picture, type Stage } from './support/browser.ts';
import { type FurnishedTeam, furnish } from './support/furnished-team.ts';
import { englishLeft, textsOnScreen } from './support/texts-on-screen.ts';
import { shown } from './support/viewer.ts';
import { accessibilityFaults, heading, overhang, request, resize } from './support/walk.ts';

const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

/** What images say of themselves, and the catalogue says too. */
const imagesSay = ['Soft tissue', 'Lung'];

interface Stop {
  readonly name: string;
  readonly path: string;
  /** The heading; none where the page fills the window. */
  readonly title?: string | RegExp;
  /** Opens what the page hides. */
  open?(page: Page): Promise<void>;
  /** It stands elsewhere on a phone, and has to be opened there again. */
  readonly opensAnew?: true;
}

describe.skipIf(mustSkip())('the dashboard in German', () => {
  let stage: Stage;
  let person: Person;
  let page: Page;
  let account: Account;
  let stops: Stop[];
  beforeAll(async () => {
    stage = await openStage({ env: { LUMENBOX_RATE_LIMIT: '0' } });
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology North' });
    const team = await furnish(stage, account);
    stops = [...stopsOf(team), ...(await stopsOfImages(stage, account, team))];
    person = await stage.person({ locale: 'de-DE', viewport: desk });
    page = person.page;
  });
  afterAll(() => stage?.close());

  const language = () => page.locator('html').getAttribute('lang');
  async function goTo(stop: Stop): Promise<void> {
    await page.goto(stop.path);
    if (stop.title !== undefined) await heading(page, stop.title);
    await expect.poll(() => page.locator('.mantine-Skeleton-root').count()).toBe(0);
    await stop.open?.(page);
  }

  it('is what a German browser gets, before sign-in too', async () => {
    await page.goto('/sign-in');
    await heading(page, 'Anmelden');
    expect(await language()).toBe('de');
    expect(await englishLeft(page)).toEqual([]);
    await page.getByLabel('E-Mail').fill(account.email);
    await page.getByRole('textbox', { name: 'Passwort' }).fill(account.password);
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await heading(page, 'Patienten');
  });

  it('has no English left on any page, dialog or menu, and fits on a desk and on a phone', async () => {
    const found: string[] = [];
    const look = async (stop: Stop, width: number) => {
      await picture(page, `german-${stop.name}-${width}`);
      for (const text of await englishLeft(page, imagesSay)) found.push(`${stop.name} ${width}: ${text}`);
      const pixels = await overhang(page);
      if (pixels > 0) found.push(`${stop.name} ${width}: ${pixels} px too wide`);
    };
    for (const stop of stops) {
      await goTo(stop);
      await look(stop, desk.width);
      await resize(page, phone);
      // What stands behind the drawer on a phone is not there when it folds up.
      if (stop.opensAnew) await goTo(stop);
      await look(stop, phone.width);
      await resize(page, desk);
    }
    expect(found).toEqual([]);
  });

  it('is English to nobody who looks for it: the search for what is left finds some in English', async () => {
    const english = await stage.person({ viewport: desk });
    await english.page.goto('/sign-in');
    await heading(english.page, 'Sign in');
    expect(await englishLeft(english.page)).toEqual(expect.arrayContaining(['Sign in', 'Welcome back.']));
  });

  it('writes days, moments and counts as Germans do', async () => {
    await page.goto('/patients');
    await heading(page, 'Patienten');
    await page.getByText('15.06.1985').waitFor();
    await page.goto('/settings/appearance');
    await heading(page, 'Darstellung');
    await page
      .getByText(/^So werden Datum und Zahlen geschrieben: \d\d\.\d\d\.\d{4}, \d\d:\d\d, 12\.345,6$/)
      .waitFor();
  });

  it('turns English at once when that is chosen, stays so over a reload, and turns back', async () => {
    await page.goto('/settings/appearance');
    await page.getByLabel('English').check();
    await heading(page, 'Appearance');
    expect(await language()).toBe('en');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByText(/12,345\.6$/).waitFor();
    await page.reload();
    await heading(page, 'Appearance');
    expect(await language()).toBe('en');
    expect(await textsOnScreen(page)).toContain('Members');
    await page.getByLabel('Like the browser: Deutsch').check();
    await heading(page, 'Darstellung');
    await page.reload();
    await heading(page, 'Darstellung');
    expect(await language()).toBe('de');
  });

  it('can be had by whoever has another browser, on the first page that they see', async () => {
    const french = await stage.person({ locale: 'fr-FR', viewport: phone });
    await french.page.goto('/sign-in');
    await heading(french.page, 'Sign in');
    await french.page.getByRole('button', { name: 'Deutsch' }).click();
    await heading(french.page, 'Anmelden');
    expect(await accessibilityFaults(french.page)).toEqual([]);
    await french.page.reload();
    await heading(french.page, 'Anmelden');
    expect(french.faults()).toEqual([]);
  });

  it('is English where its texts cannot be loaded', async () => {
    const cutOff = await stage.person({ locale: 'de-DE' });
    await cutOff.page.route(/\/assets\/first-texts-/, async (route) => {
      const response = await route.fetch();
      const isGerman = (await response.text()).includes('Willkommen zurück.');
      await (isGerman ? route.abort() : route.fulfill({ response }));
    });
    await cutOff.page.goto('/sign-in');
    await heading(cutOff.page, 'Sign in');
    await cutOff.page.getByRole('button', { name: 'Deutsch' }).click();
    await cutOff.page.getByText('The texts of this language could not be loaded.').waitFor();
    expect(await cutOff.page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('showed no fault on the way', () => {
    expect(person.faults()).toEqual([]);
  });
});

const openDialog = (name: string) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click();
  await page.getByRole('dialog').waitFor();
};
const openMenu = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click();
  await page.getByRole('menu').waitFor();
};
async function openAccountMenu(page: Page): Promise<void> {
  const drawer = page.getByRole('button', { name: 'Navigation öffnen' });
  if (await drawer.isVisible()) await drawer.click();
  await openMenu(/^Kontomenü/)(page);
}

function stopsOf({ patient, upload }: FurnishedTeam): Stop[] {
  const onPatient = { path: `/patients/${patient}`, title: 'Jones, Jessica' };
  const ofStudy = (item: string) => async (page: Page) => {
    await openMenu('Aktionen für CT chest')(page);
    await page.getByRole('menuitem', { name: item }).click();
    await page.getByRole('dialog').waitFor();
  };
  return [
    { name: 'home', path: '/', title: 'Start' },
    { name: 'studies', path: '/studies', title: 'Studien' },
    { name: 'studies-none', path: '/studies?search=nobody', title: 'Studien' },
    { name: 'patients', path: '/patients', title: 'Patienten' },
    { name: 'patients-none', path: '/patients?search=nobody', title: 'Patienten' },
    { name: 'patient-form', path: '/patients', title: 'Patienten', open: openDialog('Neuer Patient') },
    {
      name: 'patient',
      ...onPatient,
      open: async (page) => {
        await page
          .getByRole('button', { name: /CT chest/ })
          .first()
          .click();
        await page.getByRole('cell', { name: 'Soft tissue' }).waitFor();
      },
    },
    { name: 'patient-menu', ...onPatient, open: openMenu('Weitere Aktionen') },
    { name: 'study-menu', ...onPatient, open: openMenu('Aktionen für CT chest') },
    { name: 'study-form', ...onPatient, open: openDialog('Studie erfassen') },
    { name: 'study-copy', ...onPatient, open: ofStudy('De-identifiziert in einen Fall kopieren') },
    { name: 'study-send', ...onPatient, open: ofStudy('Senden an …') },
    { name: 'study-delete', ...onPatient, open: ofStudy('Löschen') },
    { name: 'cases', path: '/cases', title: 'Fälle' },
    { name: 'case-form', path: '/cases', title: 'Fälle', open: openDialog('Neuer Fall') },
    { name: 'uploads', path: '/uploads', title: 'Uploads' },
    { name: 'upload', path: `/uploads/${upload}`, title: /^Upload vom/ },
    { name: 'inbox', path: '/inbox', title: 'Posteingang' },
    { name: 'inbox-decide', path: '/inbox', title: 'Posteingang', open: openDialog('Entscheiden') },
    { name: 'transfers', path: '/transfers', title: 'Übertragungen' },
    { name: 'members', path: '/settings/members', title: 'Mitglieder' },
    { name: 'invite', path: '/settings/members', title: 'Mitglieder', open: openDialog('Mitglied einladen') },
    { name: 'tokens', path: '/settings/tokens', title: 'API-Token' },
    {
      name: 'token-form',
      path: '/settings/tokens',
      title: 'API-Token',
      open: async (page) => {
        await openDialog('API-Token erzeugen')(page);
        await page.getByLabel('Berechtigungen wählen').check();
      },
    },
    { name: 'team', path: '/settings/team', title: 'Team' },
    { name: 'imaging', path: '/settings/imaging', title: 'Bildgebung' },
    { name: 'profiles', path: '/settings/deidentification', title: 'De-Identifizierung' },
    { name: 'profile-new', path: '/settings/deidentification/new', title: 'Neues Profil' },
    { name: 'peers', path: '/settings/peers', title: 'DICOM-Knoten' },
    {
      name: 'peer-form',
      path: '/settings/peers',
      title: 'DICOM-Knoten',
      open: openDialog('Knoten hinzufügen'),
    },
    { name: 'audit', path: '/settings/audit', title: 'Audit-Protokoll' },
    { name: 'appearance', path: '/settings/appearance', title: 'Darstellung' },
    { name: 'account', path: '/settings/account', title: 'Ihr Konto' },
    { name: 'about', path: '/settings/about', title: 'Über Lumenbox' },
    {
      name: 'account-menu',
      path: '/settings/account',
      title: 'Ihr Konto',
      open: openAccountMenu,
      opensAnew: true,
    },
    {
      name: 'search',
      path: '/studies',
      title: 'Studien',
      open: async (page) => {
        await page.keyboard.press('Control+k');
        const dialog = page.getByRole('dialog', { name: 'Alles durchsuchen' });
        await dialog.getByRole('combobox').fill('jon');
        await dialog.getByRole('option').first().waitFor();
      },
    },
    { name: 'nowhere', path: '/nowhere', title: 'Seite nicht gefunden' },
  ];
}

/** The viewer, what stands above it, and the receipt of a study without identity. */
async function stopsOfImages(stage: Stage, account: Account, { patient }: FurnishedTeam): Promise<Stop[]> {
  const api = `${stage.server.url}/api/v1`;
  const token = await stage.server.createToken(account);
  const made = await request<{ data: { id: string } }>(`${api}/cases`, token, { body: { label: 'FALL-1' } });
  const caseId = made.data.id;
  const { bytes } = aCtInstance({ seed: 'receipt' });
  const sent = await fetch(`${api}/patients/${caseId}/imaging`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/dicom' },
    body: new Uint8Array(bytes),
  });
  expect(sent.status).toBe(201);
  const studyOf = async (path: string) => {
    const { data } = await request<{ data: { id: string; instance_count: number | null }[] }>(
      `${api}${path}/studies`,
      token,
    );
    return data.find(({ instance_count }) => (instance_count ?? 0) > 0)?.id;
  };
  const viewer = `/patients/${patient}/studies/${await studyOf(`/patients/${patient}`)}/viewer`;
  const pressed = (key: string) => async (page: Page) => {
    await shown(page, 1);
    await page.keyboard.press(key);
  };
  return [
    { name: 'case', path: `/cases/${caseId}`, title: 'FALL-1' },
    {
      name: 'receipt',
      path: `/cases/${caseId}/studies/${await studyOf(`/patients/${caseId}`)}/receipt`,
      title: 'De-Identifizierungsbeleg',
    },
    { name: 'viewer', path: viewer, open: pressed('r') },
    { name: 'viewer-keys', path: viewer, open: pressed('?') },
  ];
}
