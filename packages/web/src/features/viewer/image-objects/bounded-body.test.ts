// Bodies of answers: whole up to the limit, and not read beyond it, whatever their headers say.
import { describe, expect, it } from 'vitest';
import { boundedBody } from './bounded-body.ts';

/** An answer of parts of four bytes, as many as somebody reads; without end where no count is given. */
function answerOf(count = Number.POSITIVE_INFINITY) {
  const seen = { parts: 0, isCancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (seen.parts >= count) return controller.close();
      seen.parts += 1;
      controller.enqueue(Uint8Array.of(seen.parts, 0, 0, 0));
    },
    cancel: () => {
      seen.isCancelled = true;
    },
  });
  return { seen, response: new Response(body, { headers: { 'content-length': '4' } }) };
}

describe('the body of an answer', () => {
  it('is whole up to the limit', async () => {
    const bytes = await boundedBody(answerOf(3).response, 12);
    expect([...bytes]).toEqual([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]);
    expect(await boundedBody(new Response(null), 12)).toHaveLength(0);
  });

  it('is not read beyond the limit, also where its length was a lie', async () => {
    const { seen, response } = answerOf();
    await expect(boundedBody(response, 11)).rejects.toThrow('larger than 11 bytes');
    expect(seen.isCancelled).toBe(true);
    expect(seen.parts).toBeLessThanOrEqual(4);
  });
});
