// Real files from many makers, where they are at hand: each goes in by C-STORE, and its data set is kept unchanged.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DicomError, firstString, type HeaderResult, readHeader, tags } from '@lumenbox/dicom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCalledTeam, aPeer, type DimseServer, startDimseServer } from '../../../test/support/dimse.ts';
import { openAssociation } from '../../associations/index.ts';

const folder = fileURLToPath(new URL('../../../../../../shared/data/dicom', import.meta.url));
const isThere = existsSync(folder);
if (!isThere && process.env.CI === 'true') throw new Error('The reference files are not there.');
if (!isThere) process.stderr.write('The reference files are not there: their tests are skipped.\n');

function filesBelow(path: string): string[] {
  return readdirSync(path)
    .toSorted()
    .map((name) => join(path, name))
    .flatMap((entry) => (statSync(entry).isDirectory() ? filesBelow(entry) : [entry]));
}

interface Sent {
  readonly name: string;
  readonly dataSet: Buffer;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
}

/** A file as its sender would offer it; undefined for what is no sound instance: no UIDs, no DICOM, a directory. */
function readSent(path: string): Sent | undefined {
  const bytes = readFileSync(path);
  let header: HeaderResult;
  try {
    header = readHeader(bytes);
  } catch (error) {
    if (error instanceof DicomError) return undefined;
    throw error;
  }
  const sopClassUid = firstString(header.dataSet, tags.SOPClassUID);
  const sopInstanceUid = firstString(header.dataSet, tags.SOPInstanceUID);
  const hasPlace = [tags.StudyInstanceUID, tags.SeriesInstanceUID].every(
    (tag) => firstString(header.dataSet, tag) !== undefined,
  );
  if (sopClassUid === undefined || sopInstanceUid === undefined || !hasPlace) return undefined;
  const { transferSyntaxUid } = header;
  const dataSet = bytes.subarray(header.dataSetOffset);
  return { name: relative(folder, path), dataSet, sopClassUid, sopInstanceUid, transferSyntaxUid };
}

type Realm = { readonly calledAeTitle: string; readonly callingAeTitle: string };

async function aRealm(server: DimseServer): Promise<Realm> {
  const team = await aCalledTeam(server);
  return { calledAeTitle: team.aeTitle, callingAeTitle: await aPeer(server, team) };
}

async function* inPieces(bytes: Buffer): AsyncIterable<Buffer> {
  for (let start = 0; start < bytes.length; start += 60_001) yield bytes.subarray(start, start + 60_001);
}

describe.skipIf(!isThere)('the reference files', () => {
  let server: DimseServer;
  const files = isThere ? filesBelow(folder).flatMap((path) => readSent(path) ?? []) : [];
  beforeAll(async () => {
    const privateClasses = files
      .map(({ sopClassUid }) => sopClassUid)
      .filter((uid) => !uid.startsWith('1.2.840.10008.'));
    server = await startDimseServer({ LUMENBOX_PRIVATE_SOP_CLASSES: privateClasses.join(',') });
  });
  afterAll(() => server.close());

  const send = async (file: Sent, to: Realm): Promise<number | 'no context'> => {
    const association = await openAssociation(
      {
        host: '127.0.0.1',
        port: server.port,
        ...to,
        tls: undefined,
      },
      {
        contexts: [{ id: 1, abstractSyntax: file.sopClassUid, transferSyntaxes: [file.transferSyntaxUid] }],
      },
    );
    try {
      if (association.contexts.size === 0) return 'no context';
      const response = await association.store({ ...file, contextId: 1, dataSet: inPieces(file.dataSet) });
      return response.status ?? -1;
    } finally {
      await association.release();
    }
  };

  const keptDataSets = async (sopInstanceUid: string): Promise<Buffer[]> => {
    const { kysely } = server.parts.foundation.database;
    const rows = await Promise.all(
      (['instances', 'held_instances'] as const).map((table) =>
        kysely
          .selectFrom(table)
          .select('object_key')
          .where('sop_instance_uid', '=', sopInstanceUid)
          .execute(),
      ),
    );
    return Promise.all(
      rows.flat().map(async ({ object_key }) => {
        const chunks: Buffer[] = [];
        for await (const chunk of await server.parts.archive.open(object_key)) chunks.push(chunk as Buffer);
        const bytes = Buffer.concat(chunks);
        return bytes.subarray(readHeader(bytes).dataSetOffset);
      }),
    );
  };

  it('are kept as they came, each of them, or refused by a status', async () => {
    expect(files.length).toBeGreaterThan(150);
    const refused: string[] = [];
    // Several files are one instance in several syntaxes: each of them goes to a realm that has none yet.
    const realms = new Map<number, Realm>();
    const timesSent = new Map<string, number>();
    for (const file of files) {
      const time = timesSent.get(file.sopInstanceUid) ?? 0;
      timesSent.set(file.sopInstanceUid, time + 1);
      const realm = realms.get(time) ?? (await aRealm(server));
      realms.set(time, realm);
      const status = await send(file, realm);
      if (status !== 0) {
        refused.push(`${file.name}: ${status}`);
        continue;
      }
      const kept = await keptDataSets(file.sopInstanceUid);
      expect(
        kept.some((dataSet) => dataSet.equals(file.dataSet)),
        file.name,
      ).toBe(true);
    }
    const unsound = refused.filter((line) => !/^(malformed|dicomdir)\//.test(line));
    expect(unsound).toEqual([]);
  });
});
