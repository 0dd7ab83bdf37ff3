// The bundle that runs: its threads and placed work are programs of its own, too.
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { serverProgram } from '../../../scripts/build-server.mjs';

const sources = fileURLToPath(new URL('../src/', import.meta.url));

describe('the bundled server', () => {
  it('has a program for each source that is named by its address, and runs none from the sources', async () => {
    const addressed = globSync('**/*.ts', { cwd: sources })
      .filter((path) => !path.endsWith('.test.ts'))
      .flatMap((path) => {
        const text = readFileSync(join(sources, path), 'utf8');
        return [...text.matchAll(/new URL\(\s*'(\.[^']*)\.ts'/g)].map(([, name = '']) => basename(name));
      });
    expect(new Set(addressed)).toEqual(
      new Set([
        'index-work',
        'pixel-worker',
        'record-reading',
        'search-reading',
        'sqlite-worker',
        'worklist-reading',
      ]),
    );
    const build = dirname(await serverProgram('server'));
    const files = readdirSync(build).filter((name) => name.endsWith('.js'));
    for (const name of addressed)
      expect(
        files.some((file) => file.startsWith(`${name}-`)),
        name,
      ).toBe(true);
    const texts = files.map((file) => readFileSync(join(build, file), 'utf8'));
    for (const name of addressed)
      expect(
        texts.some((text) => text.includes(`${name}.ts"`)),
        name,
      ).toBe(false);
  });
});
