// How the dashboard is bundled: hashed files below assets/, no inlined data, the API proxied while developing.

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { thirdParties } from './third-parties.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const server = process.env.LUMENBOX_DEV_SERVER ?? 'http://127.0.0.1:8100';

export default defineConfig({
  plugins: [react(), mantineStyles(), thirdParties(root)],
  build: {
    target: 'es2024',
    // The content security policy allows no data: URLs for scripts, styles and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every first load needs is few files, not one for each module that two pages share.
            { name: 'frame', tags: ['$initial'], priority: 1 },
            // Not for what two pages alone share: the field for numbers would cost every first page 10 KB.
            { name: 'widgets', test: /@mantine|@tabler|web\/src\/shared\//, minShareCount: 3 },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    proxy: {
      '/api': server,
      '/dicomweb': server,
      '/files': server,
      '/docs': server,
      '/openapi.json': server,
    },
  },
});

/**
 * Each of Mantine's components brings its own styles, so that those of a page come with the page: half of the whole
 * sheet is for components that nobody uses. While developing, all of them come at once. They stand in a layer, because
 * what comes with a page comes after our own styles of the frame, and those must win.
 */
function mantineStyles(): Plugin {
  return {
    name: 'mantine-styles',
    apply: 'build',
    enforce: 'pre',
    load: (id) =>
      id.endsWith('/@mantine/core/styles.layer.css')
        ? ['baseline', 'default-css-variables', 'global']
            .map((name) => `@import './styles/${name}.layer.css';`)
            .join('\n')
        : undefined,
    transform: (code, id) => {
      const component = /\/@mantine\/core\/esm\/.*\/(\w+)\.module\.mjs$/.exec(id)?.[1];
      if (component === undefined) return undefined;
      return { code: `import '@mantine/core/styles/${component}.layer.css';\n${code}`, map: null };
    },
  };
}
