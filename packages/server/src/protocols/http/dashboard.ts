// Serves the built dashboard: hashed files for ever, the page itself never from a cache.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/**
 * Scripts from us alone; styles inline too, because the component library sets them at run time. Frames of ours alone: in them
 * the browser's own reader shows the PDFs of reports, whose answers may load nothing. Media of ours alone: films of DICOM.
 */
export const dashboardPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Mounts the dashboard's files and gives the function that sends its page, or undefined when it is not built. */
export async function registerDashboard(
  app: FastifyInstance,
  dir: string | undefined,
): Promise<((response: FastifyReply) => FastifyReply) | undefined> {
  if (dir === undefined || !existsSync(join(dir, 'index.html'))) return undefined;
  await app.register(fastifyStatic, {
    root: dir,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header('Content-Security-Policy', dashboardPolicy);
      response.header(
        'Cache-Control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  const sendPage = (response: FastifyReply) => response.status(200).sendFile('index.html');
  app.get('/', (_request, response) => sendPage(response));
  return sendPage;
}
