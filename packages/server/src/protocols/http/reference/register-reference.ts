// Serves the reference page, its two files and the OpenAPI document. Public, without credentials, nothing of anybody's data.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { allCodeSamples } from '@lumenbox/contract/code-samples';
import { type OpenApiDocument, openApiDocument } from '@lumenbox/contract/openapi';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { renderReferencePage } from './reference-page.ts';

/** What the reference is made from. */
export interface ReferenceOptions {
  /** Used in samples and links; without it they say the address that a client asks at. */
  publicUrl?: string | undefined;
  /** The product's. */
  version: string;
}

/** Nothing inline, nothing from elsewhere. */
const referencePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The style sheet in its parts; later ones refine earlier ones. */
const styleFiles = [
  'reference-base.css',
  'reference-contents.css',
  'reference-reading.css',
  'reference-code.css',
];

/** A name or an address, with a port or without: what stands in samples must be nothing else. */
const hostForm = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i;

/** A server is reached under few addresses; whoever makes up host names makes no more than so many pages. */
const addressesMax = 8;

/** Mounts `/docs`, `/docs/reference.css`, `/docs/reference.js` and `/openapi.json`. */
export function registerReference(app: FastifyInstance, options: ReferenceOptions): void {
  // Made when somebody asks: a start does not wait for it.
  let template: OpenApiDocument | undefined;
  const forAddress = rememberLast(addressesMax, (address) => {
    template ??= openApiDocument({ serverUrl: '/', version: options.version });
    return renderFor(template, address);
  });
  const contentFor = (request: FastifyRequest) => forAddress(options.publicUrl ?? addressOf(request));
  app.get('/openapi.json', (request, response) => {
    response.header('Access-Control-Allow-Origin', '*');
    return send(request, response, contentFor(request).document);
  });
  app.get('/docs', (request, response) => {
    // The page's own links are relative; routes are the same with a slash at the end.
    if (request.url.split('?', 1)[0]?.endsWith('/')) return response.redirect('../docs', 308);
    response.header('Content-Security-Policy', referencePolicy);
    return send(request, response, contentFor(request).page);
  });
  const style = content('text/css; charset=utf-8', styleFiles.map(readBeside).join('\n'));
  const script = content('text/javascript; charset=utf-8', readBeside('reference.js'));
  app.get('/docs/reference.css', (request, response) => send(request, response, style));
  app.get('/docs/reference.js', (request, response) => send(request, response, script));
}

/** A text that is served, with the tag that names this state of it. */
interface Content {
  readonly type: string;
  readonly text: string;
  readonly etag: string;
}

function content(type: string, text: string): Content {
  return { type, text, etag: `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"` };
}

function readBeside(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

function renderFor(template: OpenApiDocument, address: string): { page: Content; document: Content } {
  const document = {
    ...template,
    servers: template.servers.map((server) => ({ ...server, url: address })),
  };
  const page = renderReferencePage(document, allCodeSamples({ baseUrl: address }));
  return {
    page: content('text/html; charset=utf-8', page),
    document: content('application/json; charset=utf-8', JSON.stringify(document)),
  };
}

function addressOf(request: FastifyRequest): string {
  return hostForm.test(request.host) ? `${request.protocol}://${request.host}` : 'http://127.0.0.1:8100';
}

function rememberLast<T>(max: number, make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.delete(key);
    known.set(key, value);
    for (const oldest of known.keys()) {
      if (known.size <= max) break;
      known.delete(oldest);
    }
    return value;
  };
}

function send(request: FastifyRequest, response: FastifyReply, { type, text, etag }: Content): FastifyReply {
  response.header('ETag', etag).header('Cache-Control', 'public, no-cache');
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim()) ?? [];
  if (known.includes(etag) || known.includes('*')) return response.status(304).send();
  return response.type(type).send(text);
}
