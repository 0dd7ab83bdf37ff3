// The doors by which images come, each sending until the server is gone: what was acknowledged is the caller's to look for.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readHeader } from '@lumenbox/dicom';
import type { aCtInstance } from '@lumenbox/dicom/testing';
import { openAssociation } from '../../src/associations/index.ts';
import { startCli } from '../support/cli.ts';
import { describeFile, jsonPart, relatedType } from '../support/described.ts';
import { encodeParts, encodeRelated, storedUids, storeType } from '../support/dicomweb.ts';
import { rawZip } from '../support/raw-zip.ts';
import type { TestPlace } from '../support/test-database.ts';

export type Made = ReturnType<typeof aCtInstance>;

/** Where to send, and what. */
export interface Ground {
  readonly place: TestPlace;
  readonly baseUrl: string;
  readonly dimsePort: number;
  readonly token: string;
  /** The next image of the round; each is another. */
  readonly next: () => Made;
  /** Where a round may put files. */
  readonly folder: string;
  /** Told that bytes are about to be on their way: from here the time to the kill is counted. */
  readonly onBegun: (kill?: () => void) => void;
}

/** What a door was told: images that are acknowledged, and tus uploads that are to be taken in. */
export interface Told {
  readonly acknowledged: Made[];
  readonly finished: { readonly uploadId: string; readonly images: readonly Made[] }[];
  /** Parts by their path, with the offset that was acknowledged. */
  readonly unfinished: Map<string, number>;
}

/** A way in. It resolves when nothing more can be sent: with false when all was sent before anything was killed. */
export type Door = (ground: Ground, told: Told) => Promise<boolean>;

/** Sends one after the other, several at once, until one cannot be sent. */
async function untilGone(senders: number, send: () => Promise<void>): Promise<true> {
  let isGone = false;
  const sender = async () => {
    while (!isGone)
      await send().catch(() => {
        isGone = true;
      });
  };
  await Promise.all(Array.from({ length: senders }, sender));
  return true;
}

const authorized = ({ token }: Ground) => ({ authorization: `Bearer ${token}` });

const upload: Door = async (ground, { acknowledged }) => {
  ground.onBegun();
  return untilGone(4, async () => {
    const made = ground.next();
    const answer = await fetch(`${ground.baseUrl}/api/v1/imaging`, {
      method: 'POST',
      headers: { ...authorized(ground), 'content-type': 'application/dicom' },
      body: Buffer.from(made.bytes),
    });
    if (answer.status === 201) acknowledged.push(made);
    await answer.arrayBuffer();
  });
};

const stow: Door = async (ground, { acknowledged }) => {
  ground.onBegun();
  return untilGone(2, async () => {
    const files = Array.from({ length: 4 }, ground.next);
    const answer = await fetch(`${ground.baseUrl}/dicomweb/studies`, {
      method: 'POST',
      headers: { ...authorized(ground), 'content-type': storeType },
      body: encodeParts(files.map(({ bytes }) => bytes)),
    });
    const stored = new Set(storedUids({ status: answer.status, body: await answer.json() }));
    acknowledged.push(...files.filter(({ sopInstanceUid }) => stored.has(sopInstanceUid)));
  });
};

/** Metadata and bulk data of two images a request: the file is made by the server. */
const stowMetadata: Door = async (ground, { acknowledged }) => {
  ground.onBegun();
  return untilGone(2, async () => {
    const images = [ground.next(), ground.next()];
    const described = images.map((made) => describeFile(made, `pixels/${made.sopInstanceUid}`));
    const answer = await fetch(`${ground.baseUrl}/dicomweb/studies`, {
      method: 'POST',
      headers: { ...authorized(ground), 'content-type': relatedType('json') },
      body: encodeRelated([
        jsonPart(...described.map(({ json }) => json)),
        ...described.map(({ pixels }, index) => ({
          type: 'application/octet-stream',
          location: `pixels/${images[index]?.sopInstanceUid}`,
          body: pixels,
        })),
      ]),
    });
    const stored = new Set(storedUids({ status: answer.status, body: await answer.json() }));
    acknowledged.push(...images.filter(({ sopInstanceUid }) => stored.has(sopInstanceUid)));
  });
};

const explicitLittleEndian = '1.2.840.10008.1.2.1';

const cStore: Door = async (ground, { acknowledged }) => {
  const abstractSyntax = '1.2.840.10008.5.1.4.1.1.2';
  const destination = {
    host: '127.0.0.1',
    port: ground.dimsePort,
    calledAeTitle: 'KILLED',
    callingAeTitle: 'SENDER',
    tls: undefined,
  };
  const contexts = [{ id: 1, abstractSyntax, transferSyntaxes: [explicitLittleEndian] }];
  const associations = await Promise.all([1, 2].map(() => openAssociation(destination, { contexts })));
  ground.onBegun();
  await Promise.all(
    associations.map((association) =>
      untilGone(1, async () => {
        const made = ground.next();
        const dataSet = (async function* () {
          yield made.bytes.subarray(readHeader(made.bytes).dataSetOffset);
        })();
        const { sopInstanceUid } = made;
        const sent = { contextId: 1, sopClassUid: abstractSyntax, sopInstanceUid, dataSet };
        if ((await association.store(sent)).status === 0) acknowledged.push(made);
      }),
    ),
  );
  return true;
};

/** Bytes of one PATCH. */
const pieceBytes = 200_000;

const tus: Door = async (ground, { finished, unfinished }) => {
  ground.onBegun();
  return untilGone(1, async () => {
    const images = Array.from({ length: 8 }, ground.next);
    const zip = rawZip(images.map(({ bytes }, index) => ({ name: `${index}.dcm`, bytes })));
    const headers = { ...authorized(ground), 'tus-resumable': '1.0.0' };
    const made = await fetch(`${ground.baseUrl}/files`, {
      method: 'POST',
      headers: {
        ...headers,
        'upload-length': String(zip.length),
        'upload-metadata': `filetype ${Buffer.from('application/zip').toString('base64')}`,
      },
    });
    const path = new URL(made.headers.get('location') ?? '').pathname;
    for (let offset = 0; offset < zip.length; ) {
      unfinished.set(path, offset);
      const answer = await fetch(ground.baseUrl + path, {
        method: 'PATCH',
        headers: {
          ...headers,
          'upload-offset': String(offset),
          'content-type': 'application/offset+octet-stream',
        },
        body: Buffer.from(zip.subarray(offset, offset + pieceBytes)),
      });
      if (answer.status !== 204) throw new Error(`The bytes were refused: ${answer.status}.`);
      offset = Number(answer.headers.get('upload-offset'));
      if (offset === zip.length)
        finished.push({ uploadId: answer.headers.get('lumenbox-upload-id') ?? '', images });
    }
    unfinished.delete(path);
  });
};

/** Here the command is what is killed; what its upload says of its files is what it has acknowledged. */
const importFolder: Door = async (ground) => {
  await mkdir(ground.folder, { recursive: true });
  for (let index = 0; index < 160; index++)
    await writeFile(join(ground.folder, `${index}.dcm`), ground.next().bytes);
  const command = startCli(ground.place, ['import', ground.folder, '--team', 'T', '--auto']);
  ground.onBegun(command.kill);
  return (await command.ended).code !== 0;
};

export const doors: Readonly<
  Record<'upload' | 'stow' | 'stow-metadata' | 'c-store' | 'tus' | 'import', Door>
> = {
  upload,
  stow,
  'stow-metadata': stowMetadata,
  'c-store': cStore,
  tus,
  import: importFolder,
};
