// How the dashboard is bundled: hashed files below assets/, no inlined data, the API proxied while developing.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.LUMENBOX_DEV_SERVER ?? 'http://127.0.0.1:8100';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2024',
    // The content security policy allows no data: URLs for scripts, styles and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
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
