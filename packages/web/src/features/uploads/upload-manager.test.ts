// Over 300 lines: one server of the test's own serves all of it.
// The rules of uploading, with a server of the test's own in place of the network.
import { caseFileName, type Upload, type UploadFile } from '@lumenbox/contract';
import { describe, expect, it, vi } from 'vitest';
import type { Selection } from './drop-plan.ts';
import { makeForm } from './form-body.ts';
import { FilesGoneError } from './part-errors.ts';
import type { PartAnswer, PartToSend, SendPart } from './send-part.ts';
import { createUploadManager, type UploadManagerDeps } from './upload-manager.ts';
import { createUploadRecords } from './upload-records.ts';

const target = { id: 'p1', kind: 'patient', name: 'Jessica Jones' } as const;
const ofCase = { id: 'c1', kind: 'case', name: 'CASE-1' } as const;
const account = { userId: 'u', teamId: 't' };

function aSelection(paths: readonly string[], changes: Partial<Selection> = {}): Selection {
  return {
    files: paths.map((path) => ({
      path,
      file: new File([new Uint8Array(100)], path),
      sizeBytes: 100,
      lastModified: 1,
    })),
    skippedPaths: new Set(),
    acceptMismatch: false,
    fingerprint: paths.join(),
    account,
    notes: { skipped: 0, unreadable: 0, isTruncated: false },
    ...changes,
  };
}

function aStorage() {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
}

/** A server that takes parts, and says of each file what `outcomeOf` says. */
function aServer(outcomeOf: (name: string) => UploadFile['outcome'] = () => 'stored') {
  const parts = new Map<string, PartToSend>();
  const terminated: string[] = [];
  const namesIn = async ({ body, metadata }: PartToSend) => {
    const names = [...(await body.text()).matchAll(/filename="([^"]*)"/g)].map((match) => match[1] ?? '');
    // A case keeps no names.
    return metadata.patient_id === ofCase.id
      ? names.map((_, index) => caseFileName({ number: index + 1, part: undefined }))
      : names;
  };
  const take: SendPart = async (part, { onBytes, onKnown }) => {
    const { group, part: number } = part.metadata;
    const url = `/files/${group}-${number}`;
    onKnown({ url, uploadId: group ?? '' });
    parts.set(url, part);
    onBytes(part.body.size);
    return { kind: 'sent' };
  };
  const showUpload = async (id: string): Promise<Upload> => {
    const own = [...parts.values()].filter(({ metadata }) => metadata.group === id);
    const names = (await Promise.all(own.map(namesIn))).flat();
    const files = names.map((name) => ({
      name,
      outcome: outcomeOf(name),
      reason: null,
      sop_instance_uid: null,
    }));
    const isWhole = own.length === Number(own[0]?.metadata.parts);
    const stored = files.filter(({ outcome }) => outcome === 'stored').length;
    const counts = { received: files.length, stored, duplicate: 0, rejected: 0, held: files.length - stored };
    const status = terminated.length > 0 ? 'failed' : isWhole ? 'complete' : 'receiving';
    return { id, status, counts, files } as unknown as Upload;
  };
  return { parts, terminated, take, showUpload };
}

function aManager(server: ReturnType<typeof aServer>, deps: Partial<UploadManagerDeps> = {}) {
  return createUploadManager({
    send: server.take,
    signInAgain: async () => false,
    renewToken: async () => false,
    records: createUploadRecords(aStorage()),
    showUpload: server.showUpload,
    terminate: async (url) => void server.terminated.push(url),
    isReadable: async () => true,
    makeForm: async (files, boundary) => makeForm(files, boundary),
    openHere: () => Promise.reject(new Error('Nothing is made here.')),
    onTakenIn: () => undefined,
    // A turn of the event loop, so that nothing waits and nothing spins.
    wait: () => new Promise((resolve) => setTimeout(resolve)),
    ...deps,
  });
}
type Manager = ReturnType<typeof aManager>;
const until = (manager: Manager, state: string, index = 0) =>
  vi.waitFor(() => {
    const drop = manager.snapshot()[index];
    if (drop?.state !== state) throw new Error(`It is ${drop?.state}.`);
    return drop;
  });
/** A line on which nothing comes. */
const untilStopped: (options: { signal: AbortSignal }) => Promise<PartAnswer> = ({ signal }) =>
  new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve({ kind: 'aborted' }), { once: true }),
  );
const refused = (status: number, message = ''): PartAnswer => ({
  kind: 'refused',
  status,
  message,
  retryAfterSeconds: undefined,
});

describe('an upload', () => {
  it('is over when the server has taken every file in, with the verdict of each', async () => {
    const manager = aManager(aServer());
    manager.start(target, aSelection(['b', 'a', 'c']));
    const drop = await until(manager, 'finished');
    expect(drop).toMatchObject({ filesTotal: 3, bytesSent: 300, bytesTotal: 300, counts: { stored: 3 } });
    expect(drop.verdicts.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('tells the server whom it is for, and sends nothing that is left out', async () => {
    const server = aServer();
    const selection = aSelection(['a', 'notes.txt']);
    const manager = aManager(server);
    manager.start(target, { ...selection, skippedPaths: new Set(['notes.txt']) });
    expect(await until(manager, 'finished')).toMatchObject({ filesTotal: 1, bytesTotal: 100 });
    const [part] = server.parts.values();
    expect(part?.metadata).toMatchObject({ patient_id: 'p1', part: '1', parts: '1' });
    expect(part?.metadata.filetype).toMatch(/^multipart\/form-data; boundary=/);
    manager.start({ kind: 'match', name: 'anybody' }, aSelection(['x']));
    await until(manager, 'finished', 1);
    expect([...server.parts.values()][1]?.metadata).not.toHaveProperty('patient_id');
  });

  it('remembers how much of a part was sent, for when its tab is closed in the middle', async () => {
    const server = aServer();
    const records = createUploadRecords(aStorage());
    const send: SendPart = (part, options) => {
      options.onBytes(part.body.size / 2);
      return untilStopped(options);
    };
    const manager = aManager(server, { records, send });
    manager.start(target, aSelection(['a', 'b']));
    await vi.waitFor(() => expect(records.list()[0]).toMatchObject({ bytesSent: 100, bytesTotal: 200 }));
    manager.dismissAll();
  });

  it('tries again while the line or the server is away, from where the server has it', async () => {
    const server = aServer();
    const answers: PartAnswer[] = [{ kind: 'unreachable' }, refused(503), refused(409), refused(423)];
    const urls: (string | undefined)[] = [];
    const manager = aManager(server, {
      send: async (part, options) => {
        urls.push(part.url);
        options.onKnown({ url: '/files/known' });
        return answers.shift() ?? server.take(part, options);
      },
    });
    manager.start(target, aSelection(['a']));
    const drop = await until(manager, 'stopped');
    // 423 is nothing that passes by itself.
    expect(drop.error).toMatchObject({ status: 423 });
    expect(urls).toEqual([undefined, '/files/known', '/files/known', '/files/known']);
    manager.goOn(drop.id);
    expect(await until(manager, 'finished')).toMatchObject({ bytesSent: 100 });
  });

  it('gives up on a line that stays away, and says when it was the files that went', async () => {
    const server = aServer();
    const manager = aManager(server, { send: async () => ({ kind: 'unreachable' }) });
    manager.start(target, aSelection(['a']));
    expect((await until(manager, 'stopped')).error).toBeInstanceOf(TypeError);
    const gone = aManager(server, {
      send: async () => ({ kind: 'unreachable' }),
      isReadable: async () => false,
    });
    gone.start(target, aSelection(['a', 'b']));
    const { error } = await until(gone, 'stopped');
    expect(error).toBeInstanceOf(FilesGoneError);
    expect(error).toMatchObject({ count: 2 });
  });

  it('goes on after a new sign-in', async () => {
    const server = aServer();
    let isSignedIn = false;
    const manager = aManager(server, {
      send: (part, options) => (isSignedIn ? server.take(part, options) : Promise.resolve(refused(401))),
      signInAgain: async () => {
        isSignedIn = true;
        return true;
      },
    });
    manager.start(target, aSelection(['a']));
    expect(await until(manager, 'finished')).toMatchObject({ counts: { stored: 1 } });
  });

  it('pauses, and goes on', async () => {
    const server = aServer();
    let isHeld = true;
    const manager = aManager(server, {
      send: (part, options) => (isHeld ? untilStopped(options) : server.take(part, options)),
    });
    const id = manager.start(target, aSelection(['a']));
    manager.pause(id);
    await until(manager, 'paused');
    expect(server.parts.size).toBe(0);
    isHeld = false;
    manager.goOn(id);
    expect(await until(manager, 'finished')).toMatchObject({ counts: { stored: 1 } });
  });

  it('ends for good when it is cancelled: the server is told, and nothing is remembered', async () => {
    const server = aServer();
    const records = createUploadRecords(aStorage());
    const manager = aManager(server, {
      records,
      send: (part, options) => {
        if (part.metadata.part === '1') return server.take(part, options);
        return untilStopped(options);
      },
    });
    const paths = Array.from({ length: 501 }, (_, index) => String(index).padStart(3, '0'));
    const id = manager.start(target, aSelection(paths));
    await vi.waitFor(() => expect(server.parts.size).toBe(1));
    await manager.cancel(id);
    const drop = await until(manager, 'cancelled');
    expect(server.terminated).toEqual([[...server.parts.keys()][0]]);
    // What the server has taken in stays, with its verdicts.
    expect(drop.verdicts).toHaveLength(500);
    expect(records.list()).toEqual([]);
  });

  it('sends held files again with the mismatch accepted, and only those', async () => {
    const server = aServer((name) => (name === 'b' ? 'held' : 'stored'));
    const manager = aManager(server);
    const id = manager.start(target, aSelection(['a', 'b', 'c']));
    await until(manager, 'finished');
    manager.acceptHeld(id);
    await until(manager, 'finished', 1);
    const [, again] = server.parts.values();
    expect(again?.metadata).toMatchObject({ accept_mismatch: 'true' });
    expect(await again?.body.text()).toContain('filename="b"');
    expect(await again?.body.text()).not.toContain('filename="a"');
    expect(manager.snapshot()[0]).toMatchObject({ isHeldAccepted: true });
  });
});

describe('an upload whose tab was closed', () => {
  it('is remembered without names, and goes on with the same parts when the same files are picked', async () => {
    const server = aServer();
    const storage = aStorage();
    const paths = Array.from({ length: 502 }, (_, index) => `Jones/${String(index).padStart(3, '0')}`);
    const first = aManager(server, {
      records: createUploadRecords(storage),
      send: (part, options) =>
        part.metadata.part === '1' ? server.take(part, options) : untilStopped(options),
    });
    const selection = aSelection(paths, { fingerprint: 'hash' });
    first.start(target, { ...selection, skippedPaths: new Set(paths.slice(0, 1)) });
    await vi.waitFor(() => expect(server.parts.size).toBe(1));
    first.dismissAll();

    const records = createUploadRecords(storage);
    const [record] = records.list();
    expect(record).toMatchObject({
      ...account,
      targetId: 'p1',
      fingerprint: 'hash',
      filesTotal: 501,
      skipped: [0],
    });
    expect(JSON.stringify(records.list())).not.toMatch(/Jones|Jessica/);

    const second = aManager(server, { records });
    second.start(target, aSelection(paths, { fingerprint: 'hash' }), record);
    const drop = await until(second, 'finished');
    expect(drop.verdicts).toHaveLength(501);
    expect(new Set([...server.parts.values()].map(({ metadata }) => metadata.group)).size).toBe(1);
    expect(records.list()).toEqual([]);
  });
});

describe('an upload to a case whose files are made on this computer', () => {
  const statement = { actions: {}, uids_replaced: 1, texts_cleaned: 0, preamble_cleared: false };
  const openHere: UploadManagerDeps['openHere'] = async () => ({
    deidentify: async (file) =>
      (file as File).name === 'stays.dcm'
        ? { kind: 'stays', reasons: ['burned-in-risk'] }
        : { kind: 'clean', file: new Blob(['clean']), statement },
    end: () => undefined,
  });

  it('sends what came out of them, and what stays only when somebody says so', async () => {
    const server = aServer();
    const manager = aManager(server, { openHere });
    const id = manager.start(
      ofCase,
      aSelection(['a.dcm', 'stays.dcm'], { isMadeHere: true, fingerprint: undefined }),
    );
    const drop = await until(manager, 'finished');
    expect(drop.verdicts.map(({ name }) => name)).toEqual(['a.dcm']);
    expect(drop.here?.files.map(({ path, reasons }) => [path, reasons])).toEqual([
      ['a.dcm', []],
      ['stays.dcm', ['burned-in-risk']],
    ]);
    manager.sendStaying(id);
    const sent = await until(manager, 'finished', 1);
    expect(sent.verdicts.map(({ name }) => name)).toEqual(['file 1']);
    expect(sent.here).toBeUndefined();
    expect(manager.snapshot()[0]?.isStayingSent).toBe(true);
  });
});
