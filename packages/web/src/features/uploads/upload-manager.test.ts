// The rules of uploading, with a sender of the test's own in place of the network.
import type { Upload, UploadFile } from '@lumenbox/contract';
import { describe, expect, it, vi } from 'vitest';
import type { Batch } from './batches.ts';
import type { BatchAnswer, SendBatch } from './send-batch.ts';
import { createUploadManager, type UploadManagerDeps } from './upload-manager.ts';
import type { Found } from './walk-entries.ts';

const target = { id: 'p1', kind: 'patient', name: 'Jessica Jones' } as const;

function aFound(...paths: string[]): Found {
  return {
    files: paths.map((path) => ({ path, file: new File([new Uint8Array(100)], path) })),
    systemFiles: 0,
    unreadable: 0,
    isTruncated: false,
  };
}
function answering(batch: Batch, outcome: UploadFile['outcome']): BatchAnswer {
  const files = batch.map(({ path }) => ({ name: path, outcome, reason: null, sop_instance_uid: null }));
  return { kind: 'verdicts', upload: { id: 'u1', files } as unknown as Upload };
}
function aManager(send: SendBatch, deps: Partial<UploadManagerDeps> = {}) {
  return createUploadManager({
    send,
    signInAgain: async () => false,
    renewToken: async () => false,
    onAnswered: () => undefined,
    wait: async () => undefined,
    ...deps,
  });
}
type Manager = ReturnType<typeof aManager>;
const end = (manager: Manager) =>
  vi.waitFor(() => {
    const [transfer] = manager.snapshot();
    if (transfer === undefined || transfer.state === 'sending') throw new Error('still sending');
    return transfer;
  });

describe('an upload', () => {
  it('keeps the verdict of every file and counts bytes without the framing of forms', async () => {
    const manager = aManager(async (batch, { onProgress }) => {
      onProgress(100_000);
      return answering(batch, 'stored');
    });
    manager.start(target, aFound('a', 'b', 'c'));
    const transfer = await end(manager);
    expect(transfer).toMatchObject({
      state: 'finished',
      filesDone: 3,
      bytesSent: 300,
      bytesTotal: 300,
      rest: [],
    });
    expect(transfer.verdicts.map((verdict) => verdict.name)).toEqual(['a', 'b', 'c']);
  });
  it('tries again after the server was busy, and counts nothing twice', async () => {
    let calls = 0;
    const manager = aManager(async (batch, { onProgress }) => {
      onProgress(100);
      return ++calls === 1
        ? { kind: 'refused', status: 503, message: '', retryAfterSeconds: 1 }
        : answering(batch, 'stored');
    });
    manager.start(target, aFound('a'));
    expect(await end(manager)).toMatchObject({ state: 'finished', bytesSent: 100 });
    expect(calls).toBe(2);
  });
  it('stops when the server says no, keeps what was not sent, and sends it again when asked', async () => {
    let isRefusing = true;
    const manager = aManager(async (batch) =>
      isRefusing
        ? { kind: 'refused', status: 501, message: 'Not yet.', retryAfterSeconds: undefined }
        : answering(batch, 'stored'),
    );
    const id = manager.start(target, aFound('a', 'b'));
    const stopped = await end(manager);
    expect(stopped).toMatchObject({ state: 'stopped', filesDone: 0, bytesSent: 0 });
    expect((stopped.error as Error).message).toBe('Not yet.');
    expect(stopped.rest).toHaveLength(2);
    isRefusing = false;
    manager.sendRest(id);
    expect(await end(manager)).toMatchObject({ state: 'finished', filesDone: 2, rest: [] });
  });
  it('goes on after a new sign-in', async () => {
    let isSignedIn = false;
    const manager = aManager(
      async (batch) =>
        isSignedIn
          ? answering(batch, 'stored')
          : { kind: 'refused', status: 401, message: 'Unauthenticated.', retryAfterSeconds: undefined },
      {
        signInAgain: async () => {
          isSignedIn = true;
          return true;
        },
      },
    );
    manager.start(target, aFound('a'));
    expect(await end(manager)).toMatchObject({ state: 'finished', filesDone: 1 });
  });
  it('gives up on a connection that stays away', async () => {
    const manager = aManager(async () => ({ kind: 'unreachable' }));
    manager.start(target, aFound('a'));
    expect(await end(manager)).toMatchObject({ state: 'stopped', filesDone: 0 });
  });
  it('sends held files again with the mismatch accepted, and only those', async () => {
    const sent: { paths: string[]; acceptMismatch: boolean }[] = [];
    const manager = aManager(async (batch, { acceptMismatch }) => {
      sent.push({ paths: batch.map(({ path }) => path), acceptMismatch });
      if (acceptMismatch) return answering(batch, 'stored');
      const answer = answering(batch, 'stored');
      if (answer.kind === 'verdicts')
        answer.upload.files = answer.upload.files.map((file) =>
          file.name === 'b' ? { ...file, outcome: 'held' } : file,
        );
      return answer;
    });
    const id = manager.start(target, aFound('a', 'b', 'c'));
    expect((await end(manager)).verdicts.map((verdict) => verdict.outcome)).toEqual([
      'stored',
      'held',
      'stored',
    ]);
    manager.acceptHeld(id);
    const transfer = await end(manager);
    expect(sent[1]).toEqual({ paths: ['b'], acceptMismatch: true });
    expect(transfer.verdicts.map((verdict) => verdict.outcome)).toEqual(['stored', 'stored', 'stored']);
    expect(transfer).toMatchObject({ filesDone: 3, bytesSent: 300 });
  });
  it('ends at once when it is cancelled', async () => {
    const manager = aManager(
      (_batch, { signal }) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => resolve({ kind: 'cancelled' }), { once: true }),
        ),
    );
    const id = manager.start(target, aFound('a'));
    manager.cancel(id);
    expect(await end(manager)).toMatchObject({ state: 'cancelled', filesDone: 0 });
  });
});
