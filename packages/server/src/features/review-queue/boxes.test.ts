// Boxes of the review queue: blanked where somebody accepts with them, refused where nothing can be blanked.
import {
  firstString,
  readFile as readDicom,
  readHeader,
  sequence,
  tags,
  transferSyntaxUids,
} from '@lumenbox/dicom';
import { aSecondaryCapture } from '@lumenbox/dicom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aTeam, type TestMember } from '../../../test/support/makers.ts';
import { aCapture, reviewQueueOf } from '../../../test/support/review-queue.ts';
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
describe('boxes', () => {
  const size = { rows: 32, columns: 48, frames: 3 };
  const box = { frame: 2, x: 4, y: 5, width: 20, height: 10 };
  const samplesOf = (bytes: Buffer) => bytes.subarray(-size.rows * size.columns * 3 * size.frames);

  it('are blanked in the frames that they are of, and nowhere else, and named in the receipt', async () => {
    const caseId = await queue.aCase();
    const made = aCapture('boxes', size);
    const { id } = await queue.hold(caseId, made.bytes);
    expect((await queue.api.get(`/review-queue/${id}`)).body.data).toMatchObject({
      can_blank: true,
      boxes: [],
    });
    const answer = await queue.api.post(`/review-queue/${id}/accept`, { boxes: [box] });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const boxes = [{ ...box, source: 'reviewer' }];
    expect(answer.body.data.boxes).toEqual(boxes);
    const [bytes = Buffer.alloc(0)] = await queue.filesOf(caseId);
    const expected = Buffer.from(samplesOf(made.bytes));
    for (let y = box.y; y < box.y + box.height; y++) {
      const start = (((box.frame - 1) * size.rows + y) * size.columns + box.x) * 3;
      expected.fill(0, start, start + box.width * 3);
    }
    expect(samplesOf(bytes).equals(expected)).toBe(true);
    const { dataSet } = readDicom(bytes);
    const codes = sequence(dataSet, tags.DeidentificationMethodCodeSequence);
    expect(codes.map((code) => firstString(code, tags.CodeValue))).toContain('113101');
    const [study] = await queue.studiesOf(caseId);
    const receipt = (await queue.api.get(`/patients/${caseId}/studies/${study?.id}/receipt`)).body.data;
    expect(receipt.content.instances[0].pixel_boxes).toEqual(boxes);
  });

  it('are blanked in compressed frames too', async () => {
    const caseId = await queue.aCase();
    const { bytes } = aSecondaryCapture({
      seed: 'boxes-rle',
      ...size,
      transferSyntaxUid: transferSyntaxUids.rleLossless,
    });
    const { id } = await queue.hold(caseId, bytes);
    expect((await queue.api.post(`/review-queue/${id}/accept`, { boxes: [box] })).status).toBe(200);
    const [stored = Buffer.alloc(0)] = await queue.filesOf(caseId);
    expect(readHeader(stored).transferSyntaxUid).toBe(transferSyntaxUids.rleLossless);
    expect(firstString(readHeader(stored).dataSet, tags.BurnedInAnnotation)).toBe('NO');
  });

  it('that were found are those that are blanked when nothing is said', async () => {
    const caseId = await queue.aCase();
    const region = [
      { tag: 'RegionLocationMinX0', value: [0] },
      { tag: 'RegionLocationMinY0', value: [8] },
      { tag: 'RegionLocationMaxX1', value: [47] },
      { tag: 'RegionLocationMaxY1', value: [31] },
    ];
    const { bytes } = aSecondaryCapture({
      seed: 'found',
      ...size,
      elements: [{ tag: 'SequenceOfUltrasoundRegions', value: [region] }],
    });
    const { id, box_count } = await queue.hold(caseId, bytes);
    expect(box_count).toBe(1);
    const answer = await queue.api.post('/review-queue/accept', { ids: [id] });
    expect(answer.body.data).toEqual([{ id, outcome: 'accepted', message: null }]);
    expect((await queue.api.get(`/review-queue/${id}`)).body.data.boxes).toEqual([
      { frame: 'all', x: 0, y: 0, width: 48, height: 8, source: 'ultrasound-regions' },
    ]);
    const [stored = Buffer.alloc(0)] = await queue.filesOf(caseId);
    expect(
      samplesOf(stored)
        .subarray(0, 48 * 8 * 3)
        .every((byte) => byte === 0),
    ).toBe(true);
    expect(
      samplesOf(stored)
        .subarray(48 * 8 * 3, 48 * 9 * 3)
        .some((byte) => byte !== 0),
    ).toBe(true);
  });

  it('are refused where nothing can be blanked: it goes on waiting, and can be accepted as it is', async () => {
    const caseId = await queue.aCase();
    const { bytes } = aSecondaryCapture({
      seed: 'damaged',
      ...size,
      transferSyntaxUid: transferSyntaxUids.rleLossless,
    });
    const damaged = Buffer.from(bytes);
    // The header of the second frame's segments (PS3.5 G.5).
    const at = damaged.lastIndexOf(Buffer.from([0xfe, 0xff, 0x00, 0xe0]));
    damaged.fill(0xff, at + 8, at + 24);
    const { id } = await queue.hold(caseId, damaged);
    const accept = (boxes: object[]) => queue.api.post(`/review-queue/${id}/accept`, { boxes });
    const refused = await accept([{ ...box, frame: 'all' }]);
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: { boxes: [expect.stringContaining('cannot be blanked')] } },
    });
    expect((await queue.queue()).meta.total).toBe(1);
    expect((await accept([])).status).toBe(200);
  });
});
