// Files that hang or end the thread which works on them: their requests are refused, and nobody else notices.
import { transferSyntaxUids } from '@lumenbox/dicom';
import { aCtInstance, aSecondaryCapture, type MadeInstance } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DicomwebTestClient, dicomwebClient, pathOf } from '../../../test/support/dicomweb.ts';
import { aTeam } from '../../../test/support/makers.ts';
import { startTestServer, type TestServer } from '../../../test/support/test-server.ts';

let server: TestServer;
let client: DicomwebTestClient;
beforeAll(async () => {
  // No file is known that hangs a codec, so a thread stands in that hangs when a file tells it to.
  const worker = new URL('../../pixels/workers/misbehaving-worker.ts', import.meta.url);
  server = await startTestServer({}, { pixels: { worker, threadsMax: 2, deadlineMs: 4000 } });
  client = await dicomwebClient(server, await aTeam(server));
});
afterAll(() => server.close());

/** A compressed image whose one frame tells the thread what to do. */
function misbehaving(letter: string): MadeInstance {
  const fragments = [Buffer.from(`misbehave:${letter}!`)];
  const place = { seed: letter, patientId: letter };
  return aSecondaryCapture({
    ...place,
    transferSyntaxUid: transferSyntaxUids.jpegBaseline,
    elements: [{ tag: 'PixelData', vr: 'OB', fragments }],
  });
}

it('what hangs or dies is refused in words, while others are rendered and afterwards', async () => {
  const sound = aCtInstance({ seed: 'sound', patientId: 'sound', rows: 16, columns: 16 });
  const [hanging, dying, faulty] = ['h', 'd', 't'].map(misbehaving) as [
    MadeInstance,
    MadeInstance,
    MadeInstance,
  ];
  await client.store([sound, hanging, dying, faulty].map(({ bytes }) => bytes));
  // More than there are threads, of the worst kind: each thread is lost once at least.
  const bad = [hanging, hanging, dying, faulty, dying].map((made) => client.get(`${pathOf(made)}/rendered`));
  const good = [90, 80, 70, 60].map((quality) => client.get(`${pathOf(sound)}/rendered?quality=${quality}`));
  for (const answer of await Promise.all(good)) expect(answer.status).toBe(200);
  const messages = [];
  for (const answer of await Promise.all(bad)) {
    expect(answer.status).toBe(406);
    messages.push(((await answer.json()) as { message: string }).message);
  }
  expect(new Set(messages)).toEqual(
    new Set([
      'The pixel data took too long.',
      'The pixel data ended the thread that worked on it.',
      'The pixel data ended the thread that worked on it: TypeError.',
    ]),
  );
  expect((await client.get(`${pathOf(sound)}/rendered?quality=50`)).status).toBe(200);
  // The file itself is there as ever.
  expect((await client.get(pathOf(hanging), { accept: 'application/dicom; transfer-syntax=*' })).status).toBe(
    200,
  );
  // A thumbnail that cannot be made is none.
  expect((await client.get(`/studies/${dying.studyInstanceUid}/thumbnail`)).status).toBe(404);
});
