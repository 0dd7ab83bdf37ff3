// Sends one batch of files and follows its progress. XMLHttpRequest, because fetch tells nothing of what was sent.
import { operationPath, operations, type Upload } from '@lumenbox/contract';
import { currentCsrfToken } from '../../shared/api/session-gate.ts';
import type { Batch } from './batches.ts';

/** What the server made of a batch. */
export type BatchAnswer =
  | { kind: 'verdicts'; upload: Upload }
  | { kind: 'refused'; status: number; message: string; retryAfterSeconds: number | undefined }
  | { kind: 'unreachable' }
  | { kind: 'cancelled' };

/** How a batch is sent. */
export type SendBatch = (
  batch: Batch,
  options: {
    patientId: string;
    acceptMismatch: boolean;
    signal: AbortSignal;
    onProgress(bytesSent: number): void;
  },
) => Promise<BatchAnswer>;

/** The form's field; the server takes files under any name. */
const fieldName = 'files[]';

/** Sends a batch as one form. Never throws. */
export const sendBatch: SendBatch = (batch, options) =>
  new Promise((resolve) => {
    const form = new FormData();
    for (const { path, file } of batch) form.append(fieldName, file, path);
    const request = new XMLHttpRequest();
    const path = operationPath(operations.receivePatientImaging, { patient_id: options.patientId });
    request.open('POST', options.acceptMismatch ? `${path}?accept_mismatch=true` : path);
    request.setRequestHeader('Accept', 'application/json');
    const token = currentCsrfToken();
    if (token !== null) request.setRequestHeader('X-CSRF-Token', token);
    request.upload.onprogress = (event) => options.onProgress(event.loaded);
    request.onload = () => resolve(readAnswer(request));
    request.onerror = () => resolve({ kind: 'unreachable' });
    request.onabort = () => resolve({ kind: 'cancelled' });
    options.signal.addEventListener('abort', () => request.abort(), { once: true });
    if (options.signal.aborted) resolve({ kind: 'cancelled' });
    else request.send(form);
  });

function readAnswer(request: XMLHttpRequest): BatchAnswer {
  const body = parseJson(request.responseText);
  // 422 with an upload in it: every file was refused, and the verdicts say why.
  if (body?.data?.files !== undefined) return { kind: 'verdicts', upload: body.data };
  const retryAfter = Number(request.getResponseHeader('Retry-After') ?? Number.NaN);
  return {
    kind: 'refused',
    status: request.status,
    message: body?.message ?? '',
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  };
}

function parseJson(text: string): { data?: Upload; message?: string } | undefined {
  try {
    return JSON.parse(text) as { data?: Upload; message?: string };
  } catch {
    return undefined;
  }
}
