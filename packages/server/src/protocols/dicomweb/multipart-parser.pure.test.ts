// Multipart bodies, cut into chunks at every place, with everything in their parts that could be taken for a boundary.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MultipartError, MultipartParser } from './multipart-parser.ts';

interface Parsed {
  parts: { headers: Record<string, string>; body: string }[];
  isEnded: boolean;
}

function parse(boundary: string, chunks: readonly Buffer[]): Parsed {
  const parser = new MultipartParser(boundary);
  const parts: Parsed['parts'] = [];
  let open: { headers: Record<string, string>; chunks: Buffer[] } | undefined;
  for (const chunk of chunks) {
    parser.push(chunk);
    for (let event = parser.next(); event !== undefined; event = parser.next()) {
      if (event.kind === 'part') open = { headers: Object.fromEntries(event.headers), chunks: [] };
      else if (event.kind === 'data') open?.chunks.push(event.bytes);
      else if (event.kind === 'part-end' && open !== undefined) {
        parts.push({ headers: open.headers, body: Buffer.concat(open.chunks).toString('latin1') });
        open = undefined;
      }
    }
  }
  return { parts, isEnded: parser.isEnded };
}

const inChunks = (text: string, size: number) => {
  const bytes = Buffer.from(text, 'latin1');
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
};

const twoParts =
  'nobody reads this\r\n--b1\r\nContent-Type: application/dicom\r\nX: a\r\n  b\r\n\r\nfirst\r\n--b1  \r\n\r\n\r\n--b1--\r\nnor this';

describe('a multipart body', () => {
  it.each([1, 2, 3, 7, 20, 1000])('comes apart in chunks of %i bytes', (size) => {
    expect(parse('b1', inChunks(twoParts, size))).toEqual({
      parts: [
        { headers: { 'content-type': 'application/dicom', x: 'a b' }, body: 'first' },
        { headers: {}, body: '' },
      ],
      isEnded: true,
    });
  });

  it('may begin with its first boundary', () => {
    expect(parse('b', [Buffer.from('--b\r\n\r\nx\r\n--b--')]).parts).toEqual([{ headers: {}, body: 'x' }]);
  });

  it.each([
    '\r\n--boundar',
    '\r\n--boundaryX',
    '--boundary\r\n',
    '\n--boundary\r\n',
    '\r\r\n--boundary-\r\n',
    '\r\n--boundary \t X',
    '\r\n-',
    '\r',
  ])('keeps %j inside a part', (inside) => {
    const body = `--boundary\r\n\r\nbefore${inside}behind\r\n--boundary--`;
    for (const size of [1, 5, 1000])
      expect(parse('boundary', inChunks(body, size)).parts).toEqual([
        { headers: {}, body: `before${inside}behind` },
      ]);
  });

  it('gives any bytes back, whatever the chunks are', () => {
    const bodies = fc.array(fc.array(fc.constantFrom('\r', '\n', '-', 'b', 'x', '\0'), { maxLength: 40 }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(bodies, fc.integer({ min: 1, max: 50 }), (list, size) => {
        const texts = list.map((signs) => signs.join(''));
        const boundary = 'bbbbbbbbbb-boundary';
        const body = `${texts.map((text) => `--${boundary}\r\nA: 1\r\n\r\n${text}\r\n`).join('')}--${boundary}--`;
        const parsed = parse(boundary, inChunks(body, size));
        expect(parsed.isEnded).toBe(true);
        expect(parsed.parts.map((part) => part.body)).toEqual(texts);
      }),
    );
  });

  it('that breaks off is not ended, and its last part not either', () => {
    const cut = parse('b1', inChunks(twoParts.slice(0, twoParts.indexOf('first') + 3), 4));
    expect(cut).toEqual({ parts: [], isEnded: false });
  });

  it('may have the boundary of Orthanc, which is longer than RFC 2046 has it', () => {
    const boundary = `${'x'.repeat(36)}-${'y'.repeat(36)}`;
    const body = Buffer.from(`--${boundary}\r\n\r\nx\r\n--${boundary}--`);
    expect(parse(boundary, [body]).parts).toEqual([{ headers: {}, body: 'x' }]);
  });

  it.each(['', 'a\r\n', 'x'.repeat(201), 'trailing ', 'é'])('has no boundary %j', (boundary) => {
    expect(() => new MultipartParser(boundary)).toThrow(MultipartError);
  });

  it.each([
    ['never begins', 'x'.repeat(70_000)],
    ['has an endless head', `--b\r\n${'A: b\r\n'.repeat(5000)}`],
    ['has an endless line behind a boundary', `--b${' '.repeat(20_000)}`],
    ['has a hundred header fields', `--b\r\n${'A: b\r\n'.repeat(100)}\r\n`],
    ['has a head that is none', '--b\r\nno header field\r\n\r\n'],
  ])('that %s is refused', (_, body) => {
    for (const size of [100, 100_000]) expect(() => parse('b', inChunks(body, size))).toThrow(MultipartError);
  });
});
