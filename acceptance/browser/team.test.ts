// Teams, members, roles and API tokens: what each may see, and a key that works as soon as it is shown.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Person, type Stage } from './support/browser.ts';
import { heading, request, signIn, textOf } from './support/walk.ts';

describe.skipIf(mustSkip())('teams in the dashboard', () => {
  let stage: Stage;
  let owner: Person;
  let guest: Person;
  let account: Account;
  beforeAll(async () => {
    stage = await openStage();
    account = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology North' });
    const token = await stage.server.createToken(account);
    await request(`${stage.server.url}/api/v1/patients`, token, {
      body: { given_names: 'Jessica', family_name: 'Jones', date_of_birth: '1985-06-15', sex: 'female' },
    });
    owner = await stage.person();
    guest = await stage.person();
    await signIn(owner.page, account);
  });
  afterAll(() => stage?.close());

  it('generates an API token that works as shown, and fails as soon as it is revoked', async () => {
    const { page } = owner;
    await page.goto('/settings/tokens');
    await page.getByRole('button', { name: 'Generate API token' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Generate API token' }).click();
    await dialog.getByText('The name field is required.').waitFor();
    await dialog.getByLabel('Name').fill('Nightly export');
    await dialog.getByLabel('Choose scopes').check();
    await dialog.getByLabel('patients:read').check();
    await dialog.getByLabel('Expires').selectOption('30d');
    await dialog.getByRole('button', { name: 'Generate API token' }).click();
    await heading2(page, 'Your new API token');
    const key = await textOf(page.getByTestId('new-token'));
    expect(key).toMatch(/^lbx_\S{40,}$/);
    expect(await textOf(page.locator('pre'))).toContain(`Authorization: Bearer ${key}`);
    await page.getByRole('button', { name: 'Copy token' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
    const list = await request<{ data: unknown[] }>(`${stage.server.url}/api/v1/patients`, key);
    expect(list.data).toHaveLength(1);
    const refused = await fetch(`${stage.server.url}/api/v1/cases`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    expect(refused.status).toBe(403);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    const row = page.locator('tbody tr').filter({ hasText: 'Nightly export' });
    expect(await textOf(row)).toContain(`ends in ${key.slice(-4)}`);
    expect(await page.content()).not.toContain(key);
    await row.getByRole('button', { name: 'Revoke Nightly export' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await row.waitFor({ state: 'detached' });
    const revoked = await fetch(`${stage.server.url}/api/v1/patients`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    expect(revoked.status).toBe(401);
  });

  it('invites somebody who joins in another browser, by a link whose code no request carries in its address', async () => {
    const { page } = owner;
    await page.goto('/settings/members');
    await page.getByRole('button', { name: 'Invite a member' }).click();
    await page.getByRole('dialog').getByLabel('Role').selectOption('viewer');
    await page.getByRole('button', { name: 'Make the link' }).click();
    const url = await textOf(page.getByTestId('invitation-url'));
    const code = url.split('#')[1] ?? '';
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/invite#\S{20,}$/);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Anyone with the link').waitFor();
    const addresses: string[] = [];
    guest.page.on('request', (sent) => addresses.push(sent.url()));
    await guest.page.goto(url);
    await heading(guest.page, 'Join Radiology North');
    await guest.page.getByLabel('Your name').fill('Victor Viewer');
    await guest.page.getByLabel('Email').fill('victor@example.org');
    await guest.page.getByLabel(/^Password/).fill('a long enough password');
    await guest.page.getByRole('button', { name: 'Join the team' }).click();
    await heading(guest.page, 'Patients');
    expect(addresses.filter((address) => address.split('#')[0]?.includes(code))).toEqual([]);
    await page.reload();
    await page.getByText('No open invitations.').waitFor();
    await page.getByText('victor@example.org').waitFor();
  });

  it('refuses a link that was used already', async () => {
    const third = await stage.person();
    await third.page.goto('/invite#not-a-code-of-ours');
    await heading(third.page, 'This invitation cannot be used');
    expect(third.faults()).toEqual([]);
  });

  it('hides from a viewer what a viewer may not do', async () => {
    const { page } = guest;
    await page.getByRole('link', { name: 'Jones, Jessica' }).waitFor();
    expect(await page.getByRole('button', { name: 'New patient' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Uploads' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Jones, Jessica' }).click();
    await heading(page, 'Jones, Jessica');
    await page.getByText('Nothing has been uploaded or recorded here.').waitFor();
    for (const name of ['Edit', 'More actions', 'Upload images', 'Record a study', 'Add identifier'])
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    await page.getByRole('link', { name: 'Settings' }).click();
    await heading(page, 'Members');
    expect(await page.getByRole('button', { name: 'Invite a member' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Audit trail' }).count()).toBe(0);
  });

  it('changes a role, with effect on what the other one sees', async () => {
    await owner.page.getByLabel('Role of Victor Viewer').selectOption('member');
    await owner.page.getByText('Victor Viewer is now Member.').waitFor();
    await guest.page.goto('/patients');
    await guest.page.getByRole('button', { name: 'New patient' }).waitFor();
  });

  it('creates a team, is in it at once, sees nothing of the other, and switches back', async () => {
    const { page } = owner;
    await page.goto('/patients');
    await page.getByRole('link', { name: 'Jones, Jessica' }).waitFor();
    await page.getByRole('button', { name: /Switch team/ }).click();
    await page.getByRole('menuitem', { name: 'Create a team' }).click();
    await page.getByLabel('Team name').fill('Teaching');
    await page.getByRole('dialog').getByRole('button', { name: 'Create a team' }).click();
    await page.getByRole('button', { name: /Current team: Teaching/ }).waitFor();
    await page.getByText('No patients yet').waitFor();
    await page.getByRole('button', { name: /Switch team/ }).click();
    await page.getByRole('menuitem', { name: 'Radiology North' }).click();
    await page.getByRole('link', { name: 'Jones, Jessica' }).waitFor();
  });

  it('is in the team of its other tab at once, and leaves the page of the team before', async () => {
    const { page } = owner;
    await page.goto('/patients');
    await page.getByRole('link', { name: 'Jones, Jessica' }).click();
    await page.getByRole('button', { name: /Current team: Radiology North/ }).waitFor();
    const other = await page.context().newPage();
    const switchTo = async (team: string) => {
      await other.getByRole('button', { name: /Switch team/ }).click();
      await other.getByRole('menuitem', { name: team }).click();
      await other.getByRole('button', { name: new RegExp(`Current team: ${team}`) }).waitFor();
    };
    await other.goto('/patients');
    await switchTo('Teaching');
    await page.getByRole('button', { name: /Current team: Teaching/ }).waitFor({ timeout: 10_000 });
    await page.getByText('No patients yet').waitFor();
    await switchTo('Radiology North');
    await page.getByRole('link', { name: 'Jones, Jessica' }).waitFor({ timeout: 10_000 });
    await other.close();
  });

  it('renames the team', async () => {
    const { page } = owner;
    await page.goto('/settings/team');
    await page.getByLabel('Team name').fill('Radiology South');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: /Current team: Radiology South/ }).waitFor();
  });

  it('shows who did what in the audit trail, filtered through the URL', async () => {
    const { page } = owner;
    await page.goto('/settings/audit');
    await page.getByLabel('Event').selectOption('member.joined');
    await page.waitForURL('**/settings/audit?event=member.joined');
    const rows = page.locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(1);
    expect(await textOf(rows)).toContain('Victor Viewer');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('audit-trail.csv');
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
    expect(lines[0]).toMatch(/^id,occurred_at,event,/);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/,member\.joined,.*Victor Viewer/);
    await rows.getByRole('button', { name: 'Victor Viewer' }).click();
    await page.waitForURL(/actor_id=/);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.waitForURL('**/settings/audit');
    await page.getByText(/^1–25 of/).waitFor();
  });

  it('says at the field that days of the audit trail are reversed, and gives no file of them', async () => {
    const { page } = owner;
    await page.goto('/settings/audit?date_from=2025-05-02&date_to=2025-05-01');
    await page.getByText('Before the first day.').waitFor();
    expect(await page.getByRole('link', { name: 'Download as CSV' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Download as CSV' }).isDisabled()).toBe(true);
    await page.getByLabel('To', { exact: true }).fill('2025-05-02');
    await page.getByRole('link', { name: 'Download as CSV' }).waitFor();
  });

  it('removes a member, who is out at once', async () => {
    const { page } = owner;
    await page.goto('/settings/members');
    await page.getByRole('button', { name: 'Remove Victor Viewer' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Victor Viewer was removed.').waitFor();
    const answer = await guest.page.evaluate(async () => (await fetch('/api/v1/patients')).status);
    expect([401, 403]).toContain(answer);
  });

  it('showed no fault on the way', () => {
    expect(owner.faults()).toEqual([]);
    expect(guest.faults()).toEqual([]);
  });
});

async function heading2(page: Person['page'], name: string): Promise<void> {
  await page.getByRole('heading', { level: 2, name }).waitFor();
}
