// The first visit, signing in and out, and a session that ends in mid-work.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustSkip, openStage, type Person, type Stage } from './support/browser.ts';
import { heading, signIn } from './support/walk.ts';

const owner = { name: 'Olivia Owner', email: 'olivia@example.org', password: 'a long enough password' };

describe.skipIf(mustSkip())('the first visit', () => {
  let stage: Stage;
  let person: Person;
  beforeAll(async () => {
    stage = await openStage();
    person = await stage.person();
  });
  afterAll(() => stage?.close());

  it('leads to the first-run form and refuses a wrong code at its field', async () => {
    const { page } = person;
    await page.goto('/');
    await heading(page, 'Set up Lumenbox');
    expect(new URL(page.url()).pathname).toBe('/setup');
    await page.getByLabel('Setup code').fill('WRONG-CODE');
    await page.getByLabel('Your name').fill(owner.name);
    await page.getByLabel('Email').fill(owner.email);
    await page.getByLabel(/^Password/).fill('short');
    await page.getByLabel(/^Team/).fill('Radiology');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('The password field must be at least 10 characters.').waitFor();
    await page.getByLabel(/^Password/).fill(owner.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.locator('[aria-invalid="true"]').first().waitFor();
    expect(await page.getByLabel('Setup code').getAttribute('aria-invalid')).toBe('true');
  });

  it('makes the owner with the code that the console printed', async () => {
    const { page } = person;
    const code = /with the code (\S+)/.exec(stage.server.logs())?.[1] ?? '';
    await page.getByLabel('Setup code').fill(code);
    await page.getByRole('button', { name: 'Create account' }).click();
    await heading(page, 'Patients');
    await page.getByRole('button', { name: /Current team: Radiology/ }).waitFor();
    await page.goto('/setup');
    await heading(page, 'Patients');
  });

  it('signs out, shows the sign-in page for every address, and comes back to it', async () => {
    const { page } = person;
    await page.getByRole('button', { name: /Olivia Owner/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
    await heading(page, 'Sign in');
    await page.goto('/cases?search=abc');
    await heading(page, 'Sign in');
    await page.getByLabel('Email').fill(owner.email);
    await page.getByLabel(/^Password/).fill(owner.password);
    await page.keyboard.press('Enter');
    await heading(page, 'Cases');
    expect(new URL(page.url()).search).toBe('?search=abc');
  });

  it('keeps what was typed when the session ends in mid-work', async () => {
    const { page } = person;
    await page.goto('/patients');
    await heading(page, 'Patients');
    await page.getByRole('button', { name: 'New patient' }).first().click();
    await page.getByLabel('Given names').fill('Jessica');
    await page.getByLabel('Family name').fill('Jones');
    await page.getByLabel('Date of birth').fill('1985-06-15');
    await page.getByLabel('Sex').selectOption('female');
    await page.context().clearCookies();
    await page.getByRole('dialog').getByRole('button', { name: 'New patient' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.waitFor();
    expect(await dialog.getByLabel('Email').inputValue()).toBe(owner.email);
    await dialog.getByLabel(/^Password/).fill(owner.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await heading(page, 'Jones, Jessica');
  });

  it('changes name and password', async () => {
    const { page } = person;
    await page.goto('/settings/account');
    await page.getByLabel('Your name').fill('Olivia Other');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: /Olivia Other/ }).waitFor();
    await page.getByLabel('Current password').fill('not it');
    await page.getByLabel('New password').fill('another long password');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.locator('[aria-invalid="true"]').waitFor();
    expect(await page.getByLabel('Current password').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Current password').fill(owner.password);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The password was changed.').waitFor();
    owner.password = 'another long password';
  });

  it('signs out everywhere', async () => {
    const second = await stage.person();
    await signIn(second.page, owner);
    await second.page.getByRole('button', { name: /Account menu/ }).click();
    await second.page.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
    await second.page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await heading(second.page, 'Sign in');
    await person.page.goto('/patients');
    await heading(person.page, 'Sign in');
    expect(second.faults()).toEqual([]);
  });

  it('says how long to wait after too many wrong passwords', async () => {
    const { page } = person;
    await page.getByLabel('Email').fill(owner.email);
    const alert = page.getByRole('alert').filter({ hasText: 'Too many failed attempts. Try again in' });
    for (let attempt = 0; attempt < 8 && !(await alert.isVisible()); attempt++) {
      await page.getByLabel(/^Password/).fill(`wrong ${attempt}`);
      const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/session'));
      await page.getByRole('button', { name: 'Sign in' }).click();
      const isLocked = (await answered).status() === 429;
      await (isLocked ? alert : page.getByText('These credentials do not match our records.')).waitFor();
    }
    expect(await alert.isVisible()).toBe(true);
  });

  it('showed no fault on the way', () => {
    expect(person.faults()).toEqual([]);
  });
});
