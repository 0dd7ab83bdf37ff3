// dicomweb-client, with which viewers in browsers speak DICOMweb, in a real browser against the running server: store, search, retrieve.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readFile as readDicom, transferSyntaxUids } from '@lumenbox/dicom';
import { aCtInstance, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustSkip, openStage, type Person, type Stage } from '../browser/support/browser.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('dicomweb-client'), 'utf8');

const aSlice = (instanceNumber: number, options: { transferSyntaxUid?: string } = {}) =>
  aCtInstance({
    seed: 'dicomweb-client',
    patientName: 'Sjöberg^Åsa',
    patientId: 'DWC-1',
    characterSets: ['ISO_IR 192'],
    rows: 64,
    columns: 64,
    instanceNumber,
    ...options,
  });
const native = aSlice(1);
const compressed = aSlice(2, { transferSyntaxUid: transferSyntaxUids.rleLossless });
const uidsOf = ({ studyInstanceUid, seriesInstanceUid, sopInstanceUid }: MadeInstance) => ({
  studyInstanceUID: studyInstanceUid,
  seriesInstanceUID: seriesInstanceUid,
  sopInstanceUID: sopInstanceUid,
});

/** DICOM JSON, as the client gives it. */
type DataSet = Record<string, { Value?: unknown[]; BulkDataURI?: string }>;
const first = (dataSet: DataSet | undefined, tag: string) => dataSet?.[tag]?.Value?.[0];

describe.skipIf(mustSkip())('dicomweb-client', () => {
  let stage: Stage;
  let person: Person;
  let token: string;
  beforeAll(async () => {
    stage = await openStage();
    token = await stage.server.createToken(await stage.server.createAccount());
    person = await stage.person();
    await person.page.goto('/sign-in');
    // Evaluated by the browser's debugger, so the page's policy has no say in it.
    await person.page.evaluate(source);
  });
  afterAll(() => stage?.close());

  /** Calls a method of the client in the page. Bytes go in and come out as base64. */
  async function call<T>(method: string, options: object, datasets: readonly Uint8Array[] = []): Promise<T> {
    const files = datasets.map((bytes) => Buffer.from(bytes).toString('base64'));
    return (await person.page.evaluate(callInPage, { method, options, files, token })) as T;
  }
  /** The same, where the answer is bytes. */
  const bytesOf = async (method: string, options: object): Promise<Buffer[]> =>
    [await call<string | string[]>(method, options)].flat().map((text) => Buffer.from(text, 'base64'));

  it('stores instances, and is told where each can be had', async () => {
    const response = await call<string>('storeInstances', {}, [native.bytes, compressed.bytes]);
    const stored = JSON.parse(response) as DataSet;
    const references = stored['00081199']?.Value as DataSet[];
    expect(references.map((item) => first(item, '00081155')).sort()).toEqual(
      [native, compressed].map(({ sopInstanceUid }) => sopInstanceUid).sort(),
    );
    expect(stored).not.toHaveProperty('00081198');
  });

  it('searches studies, series and instances', async () => {
    const [study, ...others] = await call<DataSet[]>('searchForStudies', {
      queryParams: { PatientName: 'sjoberg*', ModalitiesInStudy: 'CT' },
    });
    expect(others).toEqual([]);
    expect(first(study, '00100010')).toEqual({ Alphabetic: 'Sjöberg^Åsa' });
    expect(first(study, '00201208')).toBe(2);
    const { studyInstanceUID, seriesInstanceUID } = uidsOf(native);
    const series = await call<DataSet[]>('searchForSeries', { studyInstanceUID });
    expect(series.map((one) => first(one, '0020000E'))).toEqual([seriesInstanceUID]);
    const instances = await call<DataSet[]>('searchForInstances', { studyInstanceUID, seriesInstanceUID });
    expect(instances.map((one) => first(one, '00200013'))).toEqual([1, 2]);
    expect(await call('searchForStudies', { queryParams: { PatientID: 'NOBODY' } })).toEqual([]);
  });

  it('retrieves native instances as they were stored, and compressed ones as explicit little endian', async () => {
    const [stored] = await bytesOf('retrieveInstance', uidsOf(native));
    expect(stored?.equals(native.bytes)).toBe(true);
    const [transcoded] = await bytesOf('retrieveInstance', uidsOf(compressed));
    expect(readDicom(transcoded ?? new Uint8Array()).transferSyntaxUid).toBe(
      transferSyntaxUids.explicitLittleEndian,
    );
    // Pixel data is the last element, and has its length.
    expect(transcoded?.subarray(-compressed.pixelData.length).equals(compressed.pixelData)).toBe(true);
    for (const method of ['retrieveSeries', 'retrieveStudy']) {
      const files = await bytesOf(method, uidsOf(native));
      expect(files.map((bytes) => bytes.toString('base64')).sort()).toEqual(
        [stored, transcoded].map((bytes) => bytes?.toString('base64')).sort(),
      );
    }
  });

  it('retrieves metadata, frames and bulk data', async () => {
    const [metadata] = await call<DataSet[]>('retrieveInstanceMetadata', uidsOf(native));
    expect(first(metadata, '00280010')).toBe(64);
    const [frame] = await bytesOf('retrieveInstanceFrames', { ...uidsOf(native), frameNumbers: [1] });
    expect(frame?.equals(native.pixelData)).toBe(true);
    const BulkDataURI = metadata?.['7FE00010']?.BulkDataURI;
    const [bulk] = await bytesOf('retrieveBulkData', { BulkDataURI });
    expect(bulk?.equals(native.pixelData)).toBe(true);
  });

  it('retrieves pictures', async () => {
    const [rendered] = await bytesOf('retrieveInstanceRendered', {
      ...uidsOf(compressed),
      mediaTypes: [{ mediaType: 'image/png' }],
      queryParams: { viewport: '32,32' },
    });
    expect(rendered?.subarray(1, 4).toString('latin1')).toBe('PNG');
    const [thumbnail] = await bytesOf('retrieveInstanceThumbnail', uidsOf(native));
    expect(thumbnail?.subarray(0, 3).toString('hex')).toBe('ffd8ff');
  });

  it('showed no fault on the way', () => {
    // The client warns of every search that finds nothing, which is 204.
    expect(person.faults().filter((fault) => !fault.startsWith('console: empty response'))).toEqual([]);
  });
});

/** Runs in the page, and uses nothing from outside. */
async function callInPage(asked: {
  method: string;
  options: object;
  files: string[];
  token: string;
}): Promise<unknown> {
  type Client = Record<string, (options: object) => Promise<unknown>>;
  const library = (
    globalThis as unknown as {
      DICOMwebClient: { api: { DICOMwebClient: new (options: object) => Client } };
    }
  ).DICOMwebClient;
  const client = new library.api.DICOMwebClient({
    url: `${window.location.origin}/dicomweb`,
    headers: { Authorization: `Bearer ${asked.token}` },
  });
  const datasets = asked.files.map(
    (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer,
  );
  const encode = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(encode);
    if (!(value instanceof ArrayBuffer)) return value;
    let text = '';
    for (const byte of new Uint8Array(value)) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const call = client[asked.method];
  if (call === undefined) throw new Error(`The client has no ${asked.method}.`);
  return encode(await call.call(client, { ...asked.options, ...(datasets.length > 0 && { datasets }) }));
}
