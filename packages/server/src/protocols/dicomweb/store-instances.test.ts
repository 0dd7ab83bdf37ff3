// Store Transaction: bytes in over a real socket, results for each instance, nothing but what was sent.
import { connect } from 'node:net';
import { transferSyntaxUids } from '@lumenbox/dicom';
import { aCtInstance, aDataSet, element } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asStored,
  type DicomwebTestClient,
  dicomwebClient,
  encodeParts,
  partsOf,
  pathOf,
  storedUids,
  storeType,
  testBoundary,
} from '../../../test/support/dicomweb.ts';
import { aMember, aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let client: DicomwebTestClient;
beforeAll(async () => {
  server = await startTestServer();
  team = await aTeam(server);
  client = await dicomwebClient(server, team);
});
afterAll(() => server.close());

const slices = (seed: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    aCtInstance({ seed, patientId: seed, instanceNumber: index + 1 }),
  );

const received = async (made: Parameters<typeof pathOf>[0]) =>
  (await partsOf(await client.get(pathOf(made), asStored)))[0]?.body;

describe('instances in one request', () => {
  it('are stored and come back byte for byte', async () => {
    const made = slices('plain', 12);
    const answer = await client.store(made.map(({ bytes }) => bytes));
    expect(answer.status).toBe(200);
    expect(storedUids(answer)).toEqual(made.map(({ sopInstanceUid }) => sopInstanceUid));
    const [first] = made;
    if (first === undefined) throw new Error('There is none.');
    const item = answer.body['00081199'].Value[0];
    expect(item['00081150'].Value).toEqual([first.sopClassUid]);
    expect(item['00081190'].Value).toEqual([client.base + pathOf(first)]);
    expect(answer.body['00081190'].Value).toEqual([`${client.base}/studies/${first.studyInstanceUid}`]);
    for (const one of made) expect(await received(one)).toEqual(Buffer.from(one.bytes));
  });

  it('may be one alone, without parts', async () => {
    const made = aCtInstance({ seed: 'alone', patientId: 'alone' });
    const answer = await client.post('/studies', 'application/dicom', made.bytes);
    expect([answer.status, storedUids(answer)]).toEqual([200, [made.sopInstanceUid]]);
  });

  it('that are here already are referenced, with a warning', async () => {
    const made = aCtInstance({ seed: 'twice', patientId: 'twice' });
    await client.store([made.bytes]);
    const again = await client.store([made.bytes]);
    expect(again.status).toBe(202);
    expect(again.body['00081199'].Value[0]['00081196'].Value).toEqual([0xb101]);
    const other = aCtInstance({ seed: 'twice', patientId: 'twice', seriesDescription: 'Other' });
    const kept = await client.store([other.bytes]);
    expect(kept.body['00081199'].Value[0]['00081196'].Value).toEqual([0xb102]);
    expect(await received(made)).toEqual(Buffer.from(made.bytes));
  });

  it('fail one by one, each with its reason', async () => {
    const [good, other] = slices('mixed', 2) as [
      ReturnType<typeof aCtInstance>,
      ReturnType<typeof aCtInstance>,
    ];
    const cut = other.bytes.subarray(0, other.bytes.length - 100);
    const answer = await client.store([good.bytes, Buffer.from('no DICOM at all'), cut]);
    expect(answer.status).toBe(202);
    expect(storedUids(answer)).toEqual([good.sopInstanceUid]);
    expect(answer.body['0008119A'].Value).toEqual([{ '00081197': { vr: 'US', Value: [0xc000] } }]);
    expect(answer.body['00081198'].Value).toMatchObject([
      { '00081150': { Value: ['1.2.840.10008.5.1.4.1.1.2'] }, '00081155': { Value: [other.sopInstanceUid] } },
    ]);
  });

  it('that all fail are a conflict', async () => {
    const answer = await client.store([Buffer.from('nothing'), Buffer.from('')]);
    expect([answer.status, answer.body['0008119A'].Value.length]).toEqual([409, 2]);
  });

  it('that name no study are named by their SOP Instance UID', async () => {
    const unidentified = aDataSet({ omit: [0x0020000d] });
    const { body } = await client.store([unidentified.bytes]);
    expect(body).not.toHaveProperty('0008119A');
    expect(body['00081198'].Value).toMatchObject([
      { '00081155': { Value: [unidentified.sopInstanceUid] }, '00081197': { Value: [0xa900] } },
    ]);
  });

  it('whose patient is in doubt are held, and said to be', async () => {
    const held = aCtInstance({ seed: 'held', patientId: '' });
    const answer = await client.store([held.bytes]);
    expect(answer.status).toBe(202);
    const item = answer.body['00081199'].Value[0];
    expect(item['00081196'].Value).toEqual([0xb103]);
    // Type 2: they are there, and say that nothing can be retrieved.
    for (const { '00081190': url } of [item, answer.body]) expect(url).toEqual({ vr: 'UR' });
    expect((await client.get(pathOf(held))).status).toBe(404);
  });

  it('may be ten thousand parts', async () => {
    const parts = Array.from({ length: 10_000 }, () => Buffer.from('x'));
    const made = aCtInstance({ seed: 'many', patientId: 'many' });
    const answer = await client.store([...parts, made.bytes]);
    expect(answer.status).toBe(202);
    expect(answer.body['0008119A'].Value).toHaveLength(10_000);
    expect(storedUids(answer)).toEqual([made.sopInstanceUid]);
  });

  it('may hold anything that looks like a boundary', async () => {
    const pixels = Buffer.alloc(64 * 64 * 2);
    pixels.write(`\r\n--${testBoundary}x\r\n--${testBoundary.slice(0, -1)}\r\n--${testBoundary} x\r\n`, 100);
    pixels.write('\r\n--', pixels.length - 4);
    const made = aCtInstance({ seed: 'tricks', patientId: 'tricks', pixelData: pixels });
    expect((await client.store([made.bytes])).status).toBe(200);
    expect(await received(made)).toEqual(Buffer.from(made.bytes));
  });
});

describe('a study in the address', () => {
  it('takes its own instances and fails those of others', async () => {
    const own = aCtInstance({ seed: 'own', patientId: 'own' });
    const stranger = aCtInstance({ seed: 'stranger', patientId: 'own' });
    const answer = await client.store([own.bytes, stranger.bytes], `/studies/${own.studyInstanceUid}`);
    expect(answer.status).toBe(202);
    expect(storedUids(answer)).toEqual([own.sopInstanceUid]);
    expect(answer.body['00081198'].Value).toEqual([
      {
        '00081150': { vr: 'UI', Value: [stranger.sopClassUid] },
        '00081155': { vr: 'UI', Value: [stranger.sopInstanceUid] },
        '00081197': { vr: 'US', Value: [0xa901] },
      },
    ]);
    expect((await client.get(pathOf(stranger))).status).toBe(404);
  });
});

describe('a patient in the address', () => {
  it('gets the images, whatever patient ID they have', async () => {
    const rest = restClient(server, team);
    const patient = await rest.post('/patients', {
      given_names: 'Anna',
      family_name: 'Test',
      date_of_birth: '1970-01-01',
      sex: 'female',
    });
    const { id } = patient.body.data;
    const made = aCtInstance({
      seed: 'named',
      patientId: '',
      patientName: '',
      patientBirthDate: '',
      patientSex: '',
    });
    const answer = await client.store([made.bytes], `/patients/${id}/studies`);
    expect(answer.status).toBe(200);
    const studies = await rest.get(`/patients/${id}/studies`);
    expect(studies.body.data).toMatchObject([{ study_instance_uid: made.studyInstanceUid }]);
  });

  it('of another realm, or of none, is not found', async () => {
    const stranger = await aTeam(server);
    const theirs = await restClient(server, stranger).post('/cases', { label: 'Theirs' });
    const made = aCtInstance({ seed: 'foreign', patientId: 'foreign' });
    for (const id of [theirs.body.data.id, '00000000-0000-7000-8000-000000000000', 'x'])
      expect((await client.store([made.bytes], `/patients/${id}/studies`)).status).toBe(404);
  });
});

describe('a request that cannot be read', () => {
  it.each([
    ['text/plain', 415],
    ['multipart/form-data; boundary=b', 415],
    ['multipart/related; type="text/html"; boundary=b', 415],
    ['multipart/related; type="application/dicom"', 400],
    ['multipart/related; type="application/dicom"; boundary=other', 400],
    [`multipart/related; type="application/dicom"; boundary="${'b'.repeat(71)}"`, 400],
  ])('because it is %s is a %i', async (type, status) => {
    expect((await client.post('/studies', type, encodeParts([Buffer.from('x')]))).status).toBe(status);
  });

  it('because there is nothing in it is a 400', async () => {
    expect((await client.post('/studies', storeType, Buffer.from(`--${testBoundary}--`))).status).toBe(400);
  });

  it('because its answer would not be accepted is a 406, and stores nothing', async () => {
    const made = aCtInstance({ seed: 'accept', patientId: 'accept' });
    const answer = await fetch(`${client.base}/studies`, {
      method: 'POST',
      headers: { ...client.headers, 'content-type': storeType, accept: 'image/png' },
      body: encodeParts([made.bytes]),
    });
    expect(answer.status).toBe(406);
    expect((await client.get(pathOf(made))).status).toBe(404);
  });

  it('because its end is missing keeps what was whole, and fails what was not', async () => {
    const [first, second] = slices('cut', 2) as [
      ReturnType<typeof aCtInstance>,
      ReturnType<typeof aCtInstance>,
    ];
    const whole = encodeParts([first.bytes, second.bytes]);
    const answer = await client.post('/studies', storeType, whole.subarray(0, whole.length - 300));
    expect(answer.status).toBe(202);
    expect(storedUids(answer)).toEqual([first.sopInstanceUid]);
    expect(answer.body['00081198'] ?? answer.body['0008119A']).toBeDefined();
    expect((await client.get(pathOf(second))).status).toBe(404);
  });

  it('because the connection breaks off stores what was whole', async () => {
    const [first, second] = slices('broken', 2) as [
      ReturnType<typeof aCtInstance>,
      ReturnType<typeof aCtInstance>,
    ];
    const body = encodeParts([first.bytes, second.bytes]);
    const { hostname, port } = new URL(client.base);
    const socket = connect({ host: hostname, port: Number(port) });
    const head = `POST /dicomweb/studies HTTP/1.1\r\nHost: x\r\nAuthorization: ${client.headers.authorization}\r\nContent-Type: ${storeType}\r\nContent-Length: ${body.length + 1000}\r\n\r\n`;
    socket.write(head);
    socket.write(body.subarray(0, body.length - 300));
    await expect.poll(async () => (await client.get(pathOf(first))).status, { timeout: 20_000 }).toBe(200);
    socket.destroy();
    expect((await client.get(pathOf(second))).status).toBe(404);
    // And the server goes on.
    expect((await client.store([second.bytes])).status).toBe(200);
  });
});

describe('who stores', () => {
  it('needs a key that may', async () => {
    const viewer = await dicomwebClient(server, await aMember(server, team, 'viewer'));
    const made = aCtInstance({ seed: 'rights', patientId: 'rights' });
    expect((await viewer.store([made.bytes])).status).toBe(403);
    const nobody = await dicomwebClient(server, { headers: { authorization: 'Bearer lbx_nothing' } });
    const refused = await fetch(`${nobody.base}/studies`, { method: 'POST', headers: nobody.headers });
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('leaves a line in the audit trail, with no value of the patient', async () => {
    const made = aCtInstance({ seed: 'audit', patientId: 'audit-patient', patientName: 'Audit^Canary' });
    await client.store([made.bytes]);
    await server.parts.audit.flush();
    const events = await restClient(server, team).get('/audit-events?event=imaging.received&per_page=100');
    const mine = events.body.data.find(
      (event: { object: { id: string } }) => event.object?.id === made.studyInstanceUid,
    );
    expect(mine.details).toEqual({ source: 'stow', received: 1, stored: 1 });
    expect(JSON.stringify(events.body)).not.toContain('Canary');
  });
});

describe('sixty-four senders at once', () => {
  it('make one patient, one study and exact counts', async () => {
    const made = slices('race', 64);
    const answers = await Promise.all(made.map(({ bytes }) => client.store([bytes])));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const patients = await restClient(server, team).get('/patients?search=race&per_page=100');
    const objects = await partsOf(await client.get(`/studies/${made[0]?.studyInstanceUid}`, asStored));
    expect(objects).toHaveLength(64);
    expect(patients.status).toBe(200);
  });
});

describe('transfer syntaxes', () => {
  it.each([
    transferSyntaxUids.implicitLittleEndian,
    transferSyntaxUids.deflatedExplicitLittleEndian,
    transferSyntaxUids.explicitBigEndian,
    transferSyntaxUids.rleLossless,
  ])('of %s are kept as they came', async (transferSyntaxUid) => {
    const made = aCtInstance({
      seed: transferSyntaxUid,
      patientId: 'syntax',
      transferSyntaxUid,
      elements: [element('NumberOfFrames', '1')],
    });
    expect((await client.store([made.bytes])).status).toBe(200);
    const [part] = await partsOf(await client.get(pathOf(made), asStored));
    expect(part?.type).toBe(`application/dicom; transfer-syntax=${transferSyntaxUid}`);
    expect(part?.body).toEqual(Buffer.from(made.bytes));
  });
});
