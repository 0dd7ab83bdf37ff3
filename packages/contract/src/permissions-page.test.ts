// The page that shows the permissions is a golden file: a change of the table is seen in it.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { permissionsPage } from './permissions-page.ts';

it('docs/permissions.md shows the table as it is', () => {
  const file = new URL('../../../docs/permissions.md', import.meta.url);
  if (process.env.LUMENBOX_UPDATE_GOLDEN === '1') writeFileSync(file, permissionsPage());
  expect(readFileSync(file, 'utf8')).toBe(permissionsPage());
});
