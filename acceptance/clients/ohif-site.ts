// OHIF as it is published, served as static files beside the server that it is to look at: a site of its own, with a configuration of ours.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const folder = process.env.LUMENBOX_TEST_OHIF;

/** True when there is no OHIF and nobody demands one; in CI there must be one. */
export function mustSkipOhif(): boolean {
  if (folder !== undefined && existsSync(join(folder, 'index.html'))) return false;
  if (process.env.CI === 'true')
    throw new Error('There is no OHIF. Set LUMENBOX_TEST_OHIF to the folder of its built files.');
  process.stderr.write('SKIPPED: no OHIF (npm pack @ohif/app, and LUMENBOX_TEST_OHIF=…/package/dist).\n');
  return true;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Serves it on a port; every path that is no file is the page, which has routes of its own. */
export async function serveOhif(options: {
  port: number;
  configuration: string;
}): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
    if (path === '/app-config.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(options.configuration);
      return;
    }
    const wanted = join(folder ?? '', path);
    const isFile = statSync(wanted, { throwIfNoEntry: false })?.isFile() === true;
    const file = isFile ? wanted : join(folder ?? '', 'index.html');
    response.writeHead(200, { 'Content-Type': mediaTypes[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
}
