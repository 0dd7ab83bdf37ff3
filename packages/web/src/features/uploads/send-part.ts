// Sends one part of an upload by tus, from where the server has it. The only file that knows the library.
import { DetailedError, Upload } from 'tus-js-client';
import { currentCsrfToken } from '../../shared/api/session-gate.ts';

/** A part on its way. */
export interface PartToSend {
  readonly body: Blob;
  /** What the server is told of it, by tus' names. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Where it is on the server, once it was begun. */
  readonly url: string | undefined;
}
/** What came of sending it. */
export type PartAnswer =
  | { readonly kind: 'sent' }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly message: string;
      readonly retryAfterSeconds: number | undefined;
    }
  /** The line is broken, or a file cannot be read any more: the browser does not say which. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'aborted' };

/** Whom a sender tells of its progress. */
export interface SendOptions {
  readonly signal: AbortSignal;
  /** How many bytes are on their way or there. */
  onBytes(sent: number): void;
  /** What the server has said of the part: where it is, and which upload it belongs to. */
  onKnown(known: { url?: string; uploadId?: string }): void;
}
/** How a part is sent. */
export type SendPart = (part: PartToSend, options: SendOptions) => Promise<PartAnswer>;

const endpoint = '/files';

/** Sends a part. Never throws. */
export const sendPart: SendPart = (part, options) =>
  new Promise((resolve) => {
    let durableBytes = 0;
    const upload = new Upload(part.body, {
      endpoint,
      uploadUrl: part.url ?? null,
      metadata: { ...part.metadata },
      // Who waits how long, and who signs in anew, is decided above.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onBeforeRequest: (request) => {
        const token = currentCsrfToken();
        if (token !== null) request.setHeader('X-CSRF-Token', token);
      },
      onAfterResponse: (_request, response) => {
        durableBytes = Number(response.getHeader('Upload-Offset') ?? durableBytes);
        const uploadId = response.getHeader('Lumenbox-Upload-Id');
        if (uploadId !== undefined && uploadId !== null) options.onKnown({ uploadId });
      },
      onUploadUrlAvailable: () => {
        // The server may know itself by another address than this page does.
        upload.url = new URL(upload.url ?? endpoint, window.location.origin).pathname;
        options.onKnown({ url: upload.url });
      },
      onProgress: (sent) => options.onBytes(sent),
      onSuccess: () => resolve({ kind: 'sent' }),
      onError: (error) => {
        options.onBytes(durableBytes);
        resolve(answerOf(error));
      },
    });
    const abort = () => {
      void upload.abort().finally(() => {
        options.onBytes(durableBytes);
        resolve({ kind: 'aborted' });
      });
    };
    if (options.signal.aborted) {
      resolve({ kind: 'aborted' });
      return;
    }
    options.signal.addEventListener('abort', abort, { once: true });
    upload.start();
  });

function answerOf(error: Error | DetailedError): PartAnswer {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  if (response === null) return { kind: 'unreachable' };
  const retryAfter = Number(response.getHeader('Retry-After') ?? Number.NaN);
  return {
    kind: 'refused',
    status: response.getStatus(),
    message: messageOf(response.getBody()),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  };
}

function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? '';
  } catch {
    return '';
  }
}
