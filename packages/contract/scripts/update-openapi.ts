// Writes docs/api/openapi.json anew: `node packages/contract/scripts/update-openapi.ts`, after a change of the API.
import { readFileSync, writeFileSync } from 'node:fs';
import { goldenDocumentText } from '../src/openapi-golden.ts';

const root = new URL('../../../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
writeFileSync(new URL('docs/api/openapi.json', root), goldenDocumentText(version));
