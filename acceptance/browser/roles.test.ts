// What roles see that may do less: no button that would be refused, and of pages that are not for them one sentence.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../support/index.ts';
import { mustSkip, openStage, type Stage } from './support/browser.ts';
import { furnish } from './support/furnished-team.ts';
import { accessibilityFaults, heading, signIn, textOf } from './support/walk.ts';

/** Buttons and links that change something, wherever they stand. */
const changing =
  /^(New|Upload|Choose|Edit|Delete|Archive|Merge|Send|Move|Copy into|Add|Invite|Assign|Decide|Discard|Save|Remove|Write|Generate)\b/;

describe.skipIf(mustSkip())('the dashboard of who may do less', () => {
  let stage: Stage;
  let owner: Account;
  let patient: string;
  beforeAll(async () => {
    stage = await openStage({ env: { LUMENBOX_RATE_LIMIT: '0' } });
    owner = await stage.server.createAccount({ name: 'Anna Keller', team: 'Radiology' });
    patient = (await furnish(stage, owner)).patient;
  });
  afterAll(() => stage?.close());

  it('offers a viewer nothing that would be refused', async () => {
    const { page, faults } = await stage.person();
    await signIn(page, await stage.server.createAccount({ team: owner.team, role: 'viewer' }));
    const refused: string[] = [];
    page.on('response', (answer) => {
      if (answer.status() === 403) refused.push(answer.url());
    });
    const pages = [
      '/',
      '/studies',
      '/patients',
      `/patients/${patient}`,
      '/cases',
      '/transfers',
      '/settings/members',
    ];
    for (const path of [...pages, '/settings/imaging', '/settings/deidentification', '/settings/peers']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      const names = await page
        .getByRole('main')
        .locator('button, a')
        .evaluateAll((list) => list.map((one) => one.getAttribute('aria-label') ?? one.textContent ?? ''));
      expect(names.filter((name) => changing.test(name.trim()))).toEqual([]);
    }
    expect(refused).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('tells of pages that are not for the role in one sentence, without asking the server', async () => {
    const { page, faults } = await stage.person();
    await signIn(page, await stage.server.createAccount({ team: owner.team, role: 'viewer' }));
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    for (const path of [
      '/uploads',
      '/uploads/x',
      '/inbox',
      '/review-queue',
      '/review-queue/x',
      '/settings/audit',
    ]) {
      await page.goto(path);
      await heading(page, 'Not for your role');
      expect(await textOf(page.getByRole('main'))).not.toContain('Try again');
    }
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(asked.filter((path) => /^\/api\/v1\/(uploads|inbox|review-queue|audit)/.test(path))).toEqual([]);
    expect(faults()).toEqual([]);
  });
});
