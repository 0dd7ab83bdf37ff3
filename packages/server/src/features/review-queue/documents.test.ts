// Documents in the review queue: a PDF to be shown, a text to be read by words and source, anything else to be downloaded.
import { tags } from '@lumenbox/dicom';
import { aDocumentInstance, aPdf, aPdfInstance, documentSopClassUids } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { restClient } from '../../../test/support/rest-client.ts';
import { aCapture, identity, reviewQueueOf } from '../../../test/support/review-queue.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let team: TestMember;
let queue: ReturnType<typeof reviewQueueOf>;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  team = await aTeam(server);
  queue = reviewQueueOf(server, team);
});

const letter =
  '<?xml version="1.0" encoding="UTF-8"?><!-- by Zauberfeld --><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Letter</title>' +
  '<recordTarget><birthTime value="19610714"/></recordTarget><text>Dear Mr. <content>Zauber</content>feld</text></ClinicalDocument>';

type Made = Omit<Parameters<typeof aDocumentInstance>[0], 'document'>;

/** Holds a document; gives its item and what asks for it. */
async function held(document: string | Uint8Array, more: Made = {}) {
  const bytes = typeof document === 'string' ? Buffer.from(document) : document;
  const made = aDocumentInstance({ seed: 'document', ...identity, ...more, document: bytes });
  return holdFile(made.bytes);
}

async function holdFile(bytes: Uint8Array) {
  const { id, sop_instance_uid } = await queue.hold(await queue.aCase(), bytes);
  return {
    id,
    sopInstanceUid: sop_instance_uid,
    show: async () => (await queue.api.get(`/review-queue/${id}`)).body.data,
    text: () => queue.api.get(`/review-queue/${id}/document/text`),
    download: () => server.app.inject({ url: `/api/v1/review-queue/${id}/document`, headers: team.headers }),
  };
}

describe('a PDF in the review queue', () => {
  it('comes as it was put in, may load nothing and is shown in pages of ours alone', async () => {
    const pdf = aPdf('Zauberfeld wrote this');
    const item = await holdFile(aPdfInstance({ seed: 'pdf', ...identity, pdf }).bytes);
    expect(await item.show()).toMatchObject({
      reasons: expect.arrayContaining(['encapsulated-document']),
      frame_count: 0,
      document: { media_type: 'application/pdf', size_bytes: pdf.length, shown_as: 'pdf' },
    });
    const shown = await item.download();
    expect(shown.rawPayload.equals(Buffer.from(pdf))).toBe(true);
    expect(shown.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${item.sopInstanceUid}.pdf"`,
      'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'self'$/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'cache-control': 'no-store',
    });
    expect(await queue.eventsOf('review.read', item.id)).toContainEqual(
      expect.objectContaining({ details: { document: true } }),
    );
    expect((await item.text()).status).toBe(404);
  });
});

describe('a text in the review queue', () => {
  it('is read by its words and by its source, which no cache keeps', async () => {
    const item = await held(letter);
    expect((await item.show()).document).toEqual({
      media_type: 'text/xml',
      size_bytes: letter.length,
      shown_as: 'text',
    });
    const answer = await item.text();
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.body.data).toEqual({
      words: 'Letter\nDear Mr. Zauberfeld',
      source: letter,
      encoding: 'utf-8',
      notes: [],
    });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(await queue.eventsOf('review.read', item.id)).toContainEqual(
      expect.objectContaining({ details: { document: true } }),
    );
  });

  it('is downloaded byte for byte, and is no page of a browser', async () => {
    const odd = `${letter}\n`;
    const item = await held(odd);
    const file = await item.download();
    expect(file.rawPayload.toString()).toBe(odd);
    expect(file.headers).toMatchObject({
      'content-type': expect.stringMatching(/^text\/xml/),
      'content-disposition': `attachment; filename="${item.sopInstanceUid}.xml"`,
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('has no padding, told or not, and hides nothing behind a length that is too small', async () => {
    const odd = letter.length % 2 === 0 ? `${letter} ` : letter;
    const untold = await held(odd, { seed: 'untold', omit: [tags.EncapsulatedDocumentLength] });
    expect((await untold.text()).body.data.source).toBe(odd);
    const short = await held(odd, {
      seed: 'short',
      elements: [{ tag: tags.EncapsulatedDocumentLength, value: 40 }],
    });
    expect((await short.text()).body.data.words).toContain('Zauberfeld');
  });

  it('of a model is its source alone', async () => {
    const material = 'newmtl skin # of Zauberfeld\nKd 1 0.8 0.7\n';
    const model = { mediaType: 'model/mtl', sopClassUid: documentSopClassUids.encapsulatedMtl };
    const item = await held(material, model);
    expect((await item.text()).body.data).toEqual({
      words: null,
      source: material,
      encoding: 'utf-8',
      notes: [],
    });
    expect((await item.download()).headers['content-disposition']).toMatch(/\.mtl"$/);
  });

  it('is in its own encoding, and says when it is not', async () => {
    const declared = letter.replace('UTF-8', 'ISO-8859-1').replace('Dear', 'Liebe Grüße,');
    const sound = await held(Buffer.from(declared, 'latin1'), { seed: 'latin' });
    expect((await sound.text()).body.data).toMatchObject({
      words: expect.stringContaining('Grüße'),
      encoding: 'windows-1252',
      notes: [],
    });
    const wrong = await held(Buffer.from(letter.replace('Dear', 'Grüße'), 'latin1'), { seed: 'wrong' });
    expect((await wrong.text()).body.data).toMatchObject({
      words: expect.stringContaining('Gr\ufffd\ufffde'),
      notes: ['undecodable'],
    });
  });

  it('follows no document type and shows what stands behind broken tags', async () => {
    const typed = letter.replace(
      '<ClinicalDocument',
      '<!DOCTYPE a [<!ENTITY x "Zauberfeld"><!ENTITY y SYSTEM "file:///etc/hostname">]><ClinicalDocument',
    );
    const item = await held(typed.replace('Dear', '&x; &y;'), { seed: 'typed' });
    expect((await item.text()).body.data).toMatchObject({
      words: 'Letter\n&x; &y; Mr. Zauberfeld',
      notes: ['document-type'],
    });
    const broken = await held(`<a><b c="d>Zauberfeld</b>`, { seed: 'broken' });
    expect((await broken.text()).body.data).toMatchObject({
      words: expect.stringContaining('Zauberfeld'),
      notes: ['malformed'],
    });
  });

  it('is cut when it is huge, and says so; the download has all of it', async () => {
    const huge = `<a>${'<p>some words of many</p>'.repeat(60_000)}</a>`;
    const item = await held(huge);
    const { data } = (await item.text()).body;
    expect(data.notes).toEqual(['words-cut', 'source-cut']);
    expect([data.words.length, data.source.length]).toEqual([250_000, 250_000]);
    expect((await item.download()).rawPayload.length).toBe(huge.length);
  });

  it('is gone as soon as it is decided', async () => {
    const item = await held(letter);
    await queue.api.post(`/review-queue/${item.id}/accept`, {});
    expect((await item.show()).document).toBeNull();
    expect((await item.text()).status).toBe(409);
    expect((await item.download()).statusCode).toBe(409);
  });

  it('is of this realm alone', async () => {
    const { id } = await held(letter);
    const stranger = restClient(server, await aTeam(server));
    for (const path of ['document', 'document/text'])
      expect((await stranger.get(`/review-queue/${id}/${path}`)).status).toBe(404);
    expect(await queue.eventsOf('review.read', id)).toEqual([]);
  });
});

describe('what is no text', () => {
  it('is a file, whatever it says of itself', async () => {
    const stl = { mediaType: 'model/stl', sopClassUid: documentSopClassUids.encapsulatedStl };
    const item = await held(Buffer.alloc(84, 1), stl);
    expect((await item.show()).document).toMatchObject({ media_type: 'model/stl', shown_as: null });
    expect((await item.text()).status).toBe(404);
    expect((await item.download()).headers['content-disposition']).toMatch(/^attachment; .*\.stl"$/);
  });

  it('has no document where it is a picture', async () => {
    const item = await holdFile(aCapture('no document').bytes);
    expect((await item.show()).document).toBeNull();
    expect((await item.text()).status).toBe(404);
    expect((await item.download()).statusCode).toBe(404);
  });
});
