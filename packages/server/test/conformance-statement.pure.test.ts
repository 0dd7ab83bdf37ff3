// docs/dicom-conformance.md is a golden file: what we say to others of our DICOM changes with the code, and is seen when it does.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { conformanceStatement } from './conformance/statement.ts';

it('docs/dicom-conformance.md says what the code does', () => {
  const file = new URL('../../../docs/dicom-conformance.md', import.meta.url);
  if (process.env.LUMENBOX_UPDATE_GOLDEN === '1') writeFileSync(file, conformanceStatement());
  expect(readFileSync(file, 'utf8')).toBe(conformanceStatement());
});
