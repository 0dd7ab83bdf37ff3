// Requests that fetch refuses to send: a GET with a body, odd methods, paths as they are typed.
import { request } from 'node:http';
import type { ReadAnswer } from './answer-check.ts';

/** A request exactly as it goes over the wire. */
export interface RawRequest {
  method: string;
  /** Path and query string, sent as they stand. */
  target: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** Sends a request and reads the answer to its end. */
export function sendRaw(baseUrl: string, { method, target, headers, body }: RawRequest): Promise<ReadAnswer> {
  const { hostname, port } = new URL(baseUrl);
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, method, path: target, headers: { ...length, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const isPlain = response.headers['content-encoding'] === undefined;
          const isJson = isPlain && response.headers['content-type']?.startsWith('application/json') === true;
          const received = new Headers();
          for (const [name, value] of Object.entries(response.headers)) received.set(name, String(value));
          const read = isJson ? parsed(text) : undefined;
          resolve({ status: response.statusCode ?? 0, headers: received, text, body: read });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A body that claims to be JSON and is none has no value; tests and the answer check see that. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
