// What happens to images while others change whose they are: one patient ID for two people, deleted patients, lost answers.
import { aCtInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ImagingClient, imagingClient } from '../../test/support/imaging.ts';
import { aTeam, type TestMember } from '../../test/support/makers.ts';
import { type RestClient, restClient } from '../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import type { ObjectSource, ObjectStore } from '../archive/index.ts';
import { selectRecord } from '../features/patients/index.ts';
import { type Database, DatabaseError } from '../platform/database/index.ts';
import { createIngest, type IngestDeps, receiveUpload, type Target } from './index.ts';

let server: TestServer;
let team: TestMember;
let api: RestClient;
let imaging: ImagingClient;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  team = await aTeam(server);
  api = restClient(server, team);
  imaging = imagingClient(server, team);
});
afterAll(() => server.close());

const ada = { patientName: 'Lovelace^Ada', patientBirthDate: '18151210', patientSex: 'F' };
const george = { patientName: 'Byron^George', patientBirthDate: '17880122', patientSex: 'M' };
/** Large enough to be a file: what is planted between its object and its row has no place in a small one. */
const aFile = (seed: string, patientId: string, options = {}) => ({
  name: `${seed}.dcm`,
  bytes: aCtInstance({ seed, patientId, rows: 256, columns: 256, ...ada, ...options }).bytes,
});
type File = ReturnType<typeof aFile>;

async function aPatient(identifier?: string): Promise<string> {
  const body = { given_names: 'Ada', family_name: 'Lovelace', date_of_birth: '1815-12-10', sex: 'female' };
  const { id } = (await api.post('/patients', body)).body.data;
  if (identifier !== undefined)
    await api.post(`/patients/${id}/identifiers`, { value: identifier, issuer: null });
  return id;
}

interface World {
  /** Called when an object has been written and its row has not. */
  onKept?: (source: ObjectSource) => Promise<void>;
  database?: Database;
}

/** A way in of its own, as another process has one. */
function anIngest({ onKept, database }: World = {}): IngestDeps {
  const { foundation, audit, archive, pixels } = server.parts;
  const objects: ObjectStore = {
    ...archive.objects,
    put: async (key, source) => {
      await archive.objects.put(key, source);
      await onKept?.(source);
    },
  };
  const world = database === undefined ? {} : { database };
  return createIngest({ ...foundation, ...world, audit, objects, pixels, bytesMax: 1e9 });
}

async function send(
  ingest: IngestDeps,
  files: readonly File[],
  options: { target?: Target; accept?: true } = {},
) {
  const { target = { kind: 'match' }, accept = false } = options;
  const incoming = async function* () {
    for (const { name, bytes } of files) yield { name, bytes: inPieces(bytes), isExpected: true };
  };
  const request = { ...team, target, acceptMismatch: accept, source: 'test' };
  return receiveUpload(ingest, request, incoming()).then(
    (upload) => ({ upload, error: undefined }),
    (error: unknown) => ({ upload: undefined, error }),
  );
}

async function* inPieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 3000) yield bytes.subarray(start, start + 3000);
}

const rows = (table: 'held_instances' | 'instances' | 'patients') =>
  server.parts.foundation.database.kysely
    .selectFrom(table)
    .selectAll()
    .where('realm_id', '=', team.realmId)
    .execute() as Promise<{ id: string; object_key: string; patient_id: string | null }[]>;

async function expectObjects(): Promise<void> {
  await server.parts.jobs.runDue();
  for (const row of [...(await rows('held_instances')), ...(await rows('instances'))])
    expect(await server.parts.archive.objects.stat(row.object_key as never)).toBeDefined();
}

/** Resolves for all once so many have come. */
function barrier(count: number): () => Promise<void> {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let come = 0;
  return () => {
    come += 1;
    if (come === count) open();
    return opened;
  };
}

describe('two people under one new patient ID', () => {
  it('in one form are kept apart: whoever comes first has it, the other is held', async () => {
    const answer = await imaging.sendForm('/imaging', [aFile('a', 'TWO'), aFile('b', 'TWO', george)]);
    expect(answer.status).toBe(201);
    expect(answer.body.data.counts).toMatchObject({ stored: 1, held: 1 });
    const held = answer.body.data.files.find((file: { outcome: string }) => file.outcome === 'held');
    expect(held.reason).toBe(
      "patient-differs: The name, birth date and sex in the file differ from the patient's.",
    );
    expect(await rows('patients')).toHaveLength(1);
    expect(await rows('held_instances')).toHaveLength(1);
    await expectObjects();
  });

  it('of two processes at the same moment are kept apart', async () => {
    const onKept = barrier(2);
    const answers = await Promise.all([
      send(anIngest({ onKept }), [aFile('a', 'TWO')]),
      send(anIngest({ onKept }), [aFile('b', 'TWO', george)]),
    ]);
    expect(answers.map(({ upload }) => upload?.files[0]?.outcome).toSorted()).toEqual(['held', 'stored']);
    expect(await rows('patients')).toHaveLength(1);
    await expectObjects();
  });

  it('are taken for one when the sender insists', async () => {
    const onKept = barrier(2);
    const { upload } = await send(anIngest({ onKept }), [aFile('a', 'TWO'), aFile('b', 'TWO', george)], {
      accept: true,
    });
    expect(upload?.counts).toMatchObject({ stored: 2 });
    expect(await rows('patients')).toHaveLength(1);
  });

  it('are held when two records get the patient ID while the images are on their way', async () => {
    const onKept = async () => {
      await aPatient('LATE');
      await aPatient('LATE');
    };
    const { upload } = await send(anIngest({ onKept }), [aFile('a', 'LATE')], { accept: true });
    expect(upload?.files[0]).toMatchObject({
      outcome: 'held',
      reason: expect.stringMatching(/^several-patients: /),
    });
    await expectObjects();
  });
});

describe('bytes that are held', () => {
  it('stay when other bytes take their place in the archive', async () => {
    const patient = await aPatient();
    const first = aFile('same', 'A1');
    const other = aFile('same', 'A1', george);
    expect((await imaging.send(`/patients/${patient}/imaging`, other.bytes)).status).toBe(200);
    const record = await selectRecord(server.parts.foundation.database.kysely, team.scope, patient);
    // Both are looked up before either has its row, and the first of them commits first.
    const bothKept = barrier(2);
    let releaseOther: () => void = () => undefined;
    const otherMayGo = new Promise<void>((resolve) => {
      releaseOther = resolve;
    });
    const onKept = async (source: ObjectSource) => {
      const isFirst =
        source.kind === 'memory' && Buffer.compare(Buffer.concat(source.chunks), first.bytes) === 0;
      await bothKept();
      if (isFirst) releaseOther();
      else await otherMayGo;
    };
    const target = { kind: 'record', record: record as NonNullable<typeof record> } as const;
    const { upload } = await send(anIngest({ onKept }), [first, other], { target, accept: true });
    expect(upload?.files.map(({ outcome, reason }) => [outcome, reason?.split(':')[0]])).toEqual([
      ['stored', undefined],
      ['duplicate', 'other-bytes'],
    ]);
    expect(await rows('held_instances')).toHaveLength(1);
    await expectObjects();
  });

  it('are not left to a patient who is deleted meanwhile', async () => {
    const patient = await aPatient();
    const record = await selectRecord(server.parts.foundation.database.kysely, team.scope, patient);
    const onKept = async () => void (await api.delete(`/patients/${patient}`));
    const { error } = await send(anIngest({ onKept }), [aFile('gone', 'A1', george)], {
      target: { kind: 'record', record: record as NonNullable<typeof record> },
    });
    expect((error as { code?: string }).code).toBe('notFound');
    expect(await rows('held_instances')).toEqual([]);
  });
});

describe('a patient who is deleted while images that name them arrive', () => {
  it('is made anew, and the other images of the upload are stored as well', async () => {
    const patient = await aPatient('LEAVES');
    await aPatient('STAYS');
    const files = [aFile('a', 'LEAVES'), aFile('b', 'STAYS'), aFile('c', 'STAYS')];
    const allKept = barrier(files.length);
    let removal: Promise<{ status: number }> | undefined;
    const onKept = async () => {
      await allKept();
      removal ??= api.delete(`/patients/${patient}`);
      expect((await removal).status).toBe(204);
    };
    const { upload } = await send(anIngest({ onKept }), files);
    expect(upload).toMatchObject({ status: 'complete', counts: { received: 3, stored: 3 } });
    expect((await rows('patients')).map(({ id }) => id)).not.toContain(patient);
    expect(await rows('instances')).toHaveLength(3);
    await expectObjects();
  });
});

describe('an object that is still being written', () => {
  it('is in no row that anybody sees, and nobody is told that it is stored', async () => {
    const [begun, disk] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const onKept = () => {
      begun.resolve();
      return disk.promise;
    };
    let isTold = false;
    const sending = send(anIngest({ onKept }), [aFile('slow', 'SLOW')]).finally(() => (isTold = true));
    await begun.promise;
    expect(await rows('instances')).toEqual([]);
    // What takes longer than a transaction may wait keeps nobody else from writing.
    await aPatient();
    expect(isTold).toBe(false);
    disk.resolve();
    expect((await sending).upload?.counts).toMatchObject({ received: 1, stored: 1 });
    expect(await rows('instances')).toHaveLength(1);
    await expectObjects();
  });

  it('and fails leaves no row, and says so', async () => {
    const onKept = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOSPC', syscall: 'write' }));
    const { error } = await send(anIngest({ onKept }), [aFile('failed', 'FAILED')]);
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(await rows('instances')).toEqual([]);
    const again = await send(anIngest(), [aFile('failed', 'FAILED')]);
    expect(again.upload?.counts).toMatchObject({ received: 1, stored: 1 });
  });
});

describe('a commit whose answer is lost', () => {
  it('is not counted twice, and keeps what it has acknowledged', async () => {
    const { database } = server.parts.foundation;
    let isLost = false;
    const losing: Database = {
      ...database,
      run: async (work, input, options) => {
        const result = await database.run(work, input, options);
        if (isLost) return result;
        isLost = true;
        throw new DatabaseError('busy', 'planted');
      },
    };
    const files = [aFile('stored', 'LOST')];
    const first = await send(anIngest({ database: losing }), files);
    expect(first.upload).toMatchObject({ counts: { received: 1, stored: 1 }, status: 'complete' });
    isLost = false;
    const second = await send(anIngest({ database: losing }), [aFile('held', '')]);
    expect(second.upload).toMatchObject({ counts: { received: 1, held: 1 }, status: 'complete' });
    expect(await rows('instances')).toHaveLength(1);
    expect(await rows('held_instances')).toHaveLength(1);
    await expectObjects();
  });
});
