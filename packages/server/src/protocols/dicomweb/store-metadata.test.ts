// Store Transaction of metadata and bulk data: made one again, stored as any other instance, refused one by one with a reason.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DicomJson } from '@lumenbox/dicom';
import { aCtInstance, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeFile, jsonPart, relatedType, xmlPart } from '../../../test/support/described.ts';
import {
  asStored,
  type DicomwebTestClient,
  dicomwebClient,
  encodeRelated,
  partsOf,
  pathOf,
  type SentPart,
  storedUids,
} from '../../../test/support/dicomweb.ts';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let client: DicomwebTestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  client = await dicomwebClient(server, team);
});
afterAll(async () => {
  // Whatever a test sent: nothing of it stays aside.
  expect(await readdir(join(server.dataDir, 'objects', 'incoming'))).toEqual([]);
  await server.close();
});

const aSlice = (seed: string, instanceNumber = 1, more = {}) =>
  aCtInstance({ seed, patientId: seed, instanceNumber, rows: 16, columns: 16, ...more });
const octets = (location: string, body: Uint8Array): SentPart => ({
  type: 'application/octet-stream',
  location,
  body,
});
const send = (parts: readonly SentPart[], form: 'json' | 'xml' = 'json', path = '/studies') =>
  client.post(path, relatedType(form), encodeRelated(parts));
const metadataOf = async (made: MadeInstance): Promise<DicomJson> =>
  ((await (await client.get(`${pathOf(made)}/metadata`)).json()) as [DicomJson])[0];
const storedPixels = async (made: MadeInstance) =>
  Buffer.from(await (await client.get(`${pathOf(made)}/bulkdata/7FE00010`)).arrayBuffer());
const reasonsOf = (answer: { body: Record<string, { Value: Record<string, { Value: number[] }>[] }> }) =>
  ['00081198', '0008119A'].flatMap((key) =>
    (answer.body[key]?.Value ?? []).map((item) => item['00081197']?.Value[0]),
  );

describe('metadata with bulk data', () => {
  it.each(['json', 'xml'] as const)('of %s becomes the instance that it tells of', async (form) => {
    const made = aSlice(`whole-${form}`, 1, { patientName: 'Müller^Jürgen=山田^太郎' });
    const { json, pixels } = describeFile(made, 'pixels/1');
    const answer = await send(
      [form === 'xml' ? xmlPart(json) : jsonPart(json), octets('pixels/1', pixels)],
      form,
    );
    expect([answer.status, storedUids(answer)]).toEqual([200, [made.sopInstanceUid]]);
    const { '7FE00010': told, ...others } = await metadataOf(made);
    const { '7FE00010': sent, ...expected } = json;
    expect(others).toEqual(expected);
    expect([told?.vr, sent?.vr]).toEqual(['OW', 'OW']);
    expect(await storedPixels(made)).toEqual(pixels);
    const [part] = await partsOf(await client.get(pathOf(made), asStored));
    expect(part?.type).toContain('transfer-syntax=1.2.840.10008.1.2.1');
  });

  it('comes in any order, with addresses that are relative here and absolute there', async () => {
    const [one, two] = [aSlice('order', 1), aSlice('order', 2)];
    const first = describeFile(one, `${client.base}/pixels/1`);
    const second = describeFile(two, '/dicomweb/pixels/2');
    const answer = await send([
      octets('pixels/1', first.pixels),
      jsonPart(first.json, second.json),
      octets(`${client.base}/pixels/2`, second.pixels),
    ]);
    expect([answer.status, storedUids(answer)]).toEqual([200, [one.sopInstanceUid, two.sopInstanceUid]]);
    expect(await storedPixels(two)).toEqual(second.pixels);
  });

  it('may be several parts of XML, and is answered in XML to who wants that', async () => {
    const [one, two] = [aSlice('several', 1), aSlice('several', 2)];
    const [first, second] = [describeFile(one, 'a'), describeFile(two, 'b')];
    const response = await fetch(`${client.base}/studies`, {
      method: 'POST',
      headers: { ...client.headers, 'content-type': relatedType('xml'), accept: 'application/dicom+xml' },
      body: encodeRelated([
        xmlPart(first.json),
        xmlPart(second.json),
        octets('b', second.pixels),
        octets('a', first.pixels),
      ]),
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/dicom+xml']);
    const text = await response.text();
    expect(text.match(/keyword="ReferencedSOPInstanceUID"/g)).toHaveLength(2);
    expect(await storedPixels(one)).toEqual(first.pixels);
  });

  it('that stands in the metadata needs no parts, and no multipart', async () => {
    const made = aSlice('inline');
    const { json, pixels } = describeFile(made, '');
    const whole = { ...json, '7FE00010': { vr: 'OW' as const, InlineBinary: pixels.toString('base64') } };
    const answer = await client.post(
      '/studies',
      'application/dicom+json',
      Buffer.from(String(jsonPart(whole).body)),
    );
    expect([answer.status, storedUids(answer)]).toEqual([200, [made.sopInstanceUid]]);
    expect(await storedPixels(made)).toEqual(pixels);
    const again = await client.post(
      '/studies',
      'application/dicom+xml',
      Buffer.from(String(xmlPart(whole).body)),
    );
    expect([again.status, again.body['00081199'].Value[0]['00081196'].Value]).toEqual([202, [0xb101]]);
  });

  it('of other elements goes where it is named, in items too, and may be shared', async () => {
    const made = aSlice('elsewhere');
    const { json, pixels } = describeFile(made, 'p');
    const inItem: DicomJson = { '00420011': { vr: 'OB', BulkDataURI: 'document' } };
    const whole: DicomJson = {
      ...json,
      '00091001': { vr: 'UN', BulkDataURI: 'document' },
      '00090010': { vr: 'LO', Value: ['LUMENBOX TEST'] },
      '00081140': { vr: 'SQ', Value: [inItem] },
      // Behind the pixels.
      FFFCFFFC: { vr: 'OB', InlineBinary: Buffer.alloc(6).toString('base64') },
    };
    const document = Buffer.from('%PDF-1.7 of a kind');
    expect((await send([jsonPart(whole), octets('p', pixels), octets('document', document)])).status).toBe(
      200,
    );
    const told = await metadataOf(made);
    const inline = { vr: 'UN', InlineBinary: document.toString('base64') };
    expect(told['00091001']).toEqual(inline);
    expect(told['00081140']?.Value).toEqual([{ '00420011': { ...inline, vr: 'OB' } }]);
    const [stored] = await partsOf(await client.get(pathOf(made), asStored));
    expect(stored?.body.subarray(-18)).toEqual(
      Buffer.from([0xfc, 0xff, 0xfc, 0xff, 0x4f, 0x42, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    );
  });

  it('keeps texts that the character set in the metadata could not', async () => {
    const made = aSlice('texts');
    const { json, pixels } = describeFile(made, 'p');
    const whole: DicomJson = {
      ...json,
      '00080005': { vr: 'CS', Value: ['ISO_IR 100'] },
      '00081030': { vr: 'LO', Value: ['Θώρακας 胸'] },
    };
    await send([jsonPart(whole), octets('p', pixels)]);
    const told = await metadataOf(made);
    expect([told['00081030']?.Value, told['00080005']?.Value]).toEqual([['Θώρακας 胸'], ['ISO_IR 192']]);
  });
});

describe('an instance of several', () => {
  it('whose bulk data is missing fails alone', async () => {
    const [one, two] = [aSlice('missing', 1), aSlice('missing', 2)];
    const [first, second] = [describeFile(one, 'here'), describeFile(two, 'nowhere')];
    const answer = await send([jsonPart(first.json, second.json), octets('here', first.pixels)]);
    expect([answer.status, storedUids(answer)]).toEqual([202, [one.sopInstanceUid]]);
    expect(answer.body['00081198'].Value).toEqual([
      {
        '00081150': { vr: 'UI', Value: [two.sopClassUid] },
        '00081155': { vr: 'UI', Value: [two.sopInstanceUid] },
        '00081197': { vr: 'US', Value: [0xc001] },
      },
    ]);
    expect((await client.get(pathOf(two))).status).toBe(404);
  });

  it('of another study than the address fails alone', async () => {
    const [own, other] = [aSlice('own-study'), aSlice('other-study')];
    const [first, second] = [describeFile(own, 'a'), describeFile(other, 'b')];
    const answer = await send(
      [jsonPart(first.json, second.json), octets('a', first.pixels), octets('b', second.pixels)],
      'json',
      `/studies/${own.studyInstanceUid}`,
    );
    expect([answer.status, storedUids(answer), reasonsOf(answer)]).toEqual([
      202,
      [own.sopInstanceUid],
      [0xa901],
    ]);
  });

  it('that are cut off in the middle leaves those that were whole', async () => {
    const [one, two] = [aSlice('cut', 1), aSlice('cut', 2)];
    const [first, second] = [describeFile(one, 'a'), describeFile(two, 'b')];
    const body = encodeRelated([
      jsonPart(first.json, second.json),
      octets('a', first.pixels),
      octets('b', second.pixels),
    ]);
    const answer = await client.post('/studies', relatedType('json'), body.subarray(0, body.length - 300));
    expect([answer.status, storedUids(answer), reasonsOf(answer)]).toEqual([
      202,
      [one.sopInstanceUid],
      [0xc001],
    ]);
  });
});

describe('what cannot be made an instance', () => {
  it.each<[string, string, string | Uint8Array | ((json: DicomJson) => string), number[]]>([
    ['is no JSON', 'json', '[{"a": }]', [0xc000]],
    ['is no list of data sets', 'json', '[1]', [0xc000]],
    ['ends too soon', 'json', '[{}', [0xc000]],
    ['is no UTF-8', 'json', Buffer.from('[{"00104000":{"vr":"LT","Value":["ü"]}}]', 'latin1'), [0xc000]],
    [
      'has a VR that is none',
      'json',
      (json) => JSON.stringify([{ ...json, '00081030': { vr: 'ZZ' } }]),
      [0xc000],
    ],
    [
      'has a tag twice',
      'json',
      (json) => JSON.stringify([{ ...json, '7fe00011': {}, '7FE00011': {} }]),
      [0xc000],
    ],
    ['says of nothing what it is', 'json', '[{}]', [0xa900]],
    ['is no XML', 'xml', '<NativeDicomModel>', [0xc000]],
    ['has a document type', 'xml', '<!DOCTYPE x [<!ENTITY a "b">]><NativeDicomModel/>', [0xc000]],
    [
      'is XML of another encoding',
      'xml',
      '<?xml version="1.0" encoding="UTF-16"?><NativeDicomModel/>',
      [0xc000],
    ],
  ])('because its metadata %s fails', async (why, form, text, reasons) => {
    const { json } = describeFile(aSlice(`bad ${why}`), 'p');
    const { '7FE00010': _, ...withoutPixels } = json;
    const body = typeof text === 'function' ? text(withoutPixels) : text;
    const answer = await send([{ type: `application/dicom+${form}`, body }], form as 'json' | 'xml');
    expect([answer.status, reasonsOf(answer)]).toEqual([409, reasons]);
  });

  it('is bulk data without an address, or of nothing, and whole instances among metadata', async () => {
    const made = aSlice('stray');
    const { json, pixels } = describeFile(made, 'p');
    const answer = await send([
      jsonPart(json),
      octets('p', pixels),
      { type: 'application/octet-stream', body: pixels },
      octets('nobody', pixels),
      { type: 'application/dicom', body: made.bytes },
    ]);
    expect([answer.status, storedUids(answer)]).toEqual([202, [made.sopInstanceUid]]);
    expect(reasonsOf(answer)).toEqual([0xc002, 0xc000, 0xc002]);
  });

  it('is told in words where nothing of the kind is taken', async () => {
    const answer = await client.post(
      '/studies',
      'multipart/related; type="image/jpeg"; boundary=b',
      Buffer.of(1),
    );
    expect([answer.status, answer.body.message]).toEqual([
      415,
      expect.stringContaining('application/dicom+json'),
    ]);
    expect((await client.post('/studies', 'application/dicom+json', Buffer.from('[]'))).status).toBe(400);
  });
});
