// Bundles the server's programs into a folder: `node bundle-server.mjs FOLDER`. Runs under the suitable Node; build-server.mjs calls it.
import { dirname, join, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './suitable-node.mjs';

const source = join(root, 'packages', 'server', 'src');
const outDir = resolve(process.argv[2] ?? '');

/** They bring native programs, load files beside themselves, or are rarely needed: they stay where npm put them. */
const external = [
  /^@node-rs\//,
  /^@aws-sdk\//,
  /^dcmjs-codecs/,
  /^tesseract\.js/,
  /^pino-pretty/,
  /^pg-native/,
];

/**
 * A source that names another by `new URL('./x.ts', import.meta.url)` (a thread, work for one) means a program of its own: it becomes
 * one beside the others. Every other `import.meta.url` goes on to mean the source's place, where the files lie that it reads.
 * @type {import('rolldown').Plugin}
 */
const addresses = {
  name: 'addresses',
  transform: {
    filter: { id: /\.ts$/, code: 'import.meta.url' },
    handler(code, id) {
      const place = relative(outDir, id).replaceAll(sep, '/');
      const resolved = code.replace(
        /new URL\('(\.[^']*\.ts)', import\.meta\.url\)|import\.meta\.url/g,
        (_all, /** @type {string | undefined} */ path) =>
          path === undefined
            ? `new URL('${place}', import.meta.url).href`
            : `new URL(import.meta.ROLLDOWN_FILE_URL_${this.emitFile({ type: 'chunk', id: join(dirname(id), path) })})`,
      );
      // Lines stay what they were.
      return { code: resolved, map: null };
    },
  },
};

const bundle = await rolldown({
  input: { server: join(source, 'main.ts'), lumenbox: join(source, 'cli', 'main.ts') },
  platform: 'node',
  external,
  plugins: [addresses],
});
await bundle.write({
  dir: outDir,
  format: 'esm',
  sourcemap: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();
