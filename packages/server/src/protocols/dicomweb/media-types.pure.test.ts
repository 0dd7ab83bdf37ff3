// Media types as clients write them, well and badly.
import { describe, expect, it } from 'vitest';
import { acceptedRanges, negotiate, parseAccept, parseMediaType } from './media-types.ts';

describe('a media type', () => {
  it('has its parameters, quoted or not, separators inside quotes included', () => {
    const media = parseMediaType(
      'Multipart/Related; TYPE="application/dicom"; boundary="a;b,\\"c"; start=<x@y>',
    );
    expect(media?.type).toBe('multipart/related');
    expect(Object.fromEntries(media?.parameters ?? [])).toEqual({
      type: 'application/dicom',
      boundary: 'a;b,"c',
      start: '<x@y>',
    });
  });

  it.each(['', ';', 'text', 'a b/c', '/x', 'x/'])('is not %j', (text) => {
    expect(parseMediaType(text)).toBeUndefined();
  });
});

describe('an Accept header', () => {
  it('is everything when it is missing or empty', () => {
    for (const header of [undefined, '', ' ']) expect(parseAccept(header)).toMatchObject([{ type: '*/*' }]);
  });

  it('is sorted by quality, equals in the order of the client, nonsense left out', () => {
    const types = parseAccept('a/a;q=0.5, b/b, rubbish, c/c;q=x, d/d;q=0.9').map(({ type }) => type);
    expect(types).toEqual(['b/b', 'c/c', 'd/d', 'a/a']);
  });

  it('with ten thousand ranges is read as far as any client needs', () => {
    expect(parseAccept('a/a,'.repeat(10_000))).toHaveLength(50);
  });
});

describe('the query parameter', () => {
  it.each([
    'accept=application/dicom+json',
    'accept=application/dicom%2Bjson',
    'accept=application/dicom+json;+q=0.5,+text/html;q=0.1',
  ])('takes a plus for itself, encoded or not, where no space can be: %s', (query) => {
    const call = { query: new URLSearchParams(query), request: { headers: { accept: 'text/plain' } } };
    expect(acceptedRanges(call)[0]?.type).toBe('application/dicom+json');
  });

  it('does so in the type of parts, and leaves spaces between parameters', () => {
    const query = new URLSearchParams(
      'accept=multipart/related;+type="application/dicom+xml";+transfer-syntax=*',
    );
    const [range] = acceptedRanges({ query, request: { headers: {} } });
    expect(Object.fromEntries(range?.parameters ?? [])).toEqual({
      type: 'application/dicom+xml',
      'transfer-syntax': '*',
    });
  });
});

describe('negotiation', () => {
  const offers = [
    { type: 'application/dicom+json' },
    { type: 'multipart/related', partType: 'application/dicom+xml' },
  ];

  it('takes our first where anything goes', () => {
    expect(negotiate('*/*', offers)).toBe(offers[0]);
    expect(negotiate('', offers)).toBe(offers[0]);
  });

  it('looks into the type of parts', () => {
    expect(negotiate('multipart/related; type="application/dicom+xml"', offers)).toBe(offers[1]);
    expect(negotiate('multipart/related', offers)).toBe(offers[1]);
    expect(negotiate('multipart/related; type=application/*', offers)).toBe(offers[1]);
  });

  it('gives nothing that is refused by name', () => {
    expect(negotiate('application/dicom+json;q=0, */*', offers)).toBe(offers[1]);
  });

  it.each([
    ['image/jpeg;q=0.1, image/*', 'image/png'],
    ['image/*;q=0.1, */*', 'text/xml'],
    ['image/*;q=0, */*', 'text/xml'],
    ['image/*;q=0, image/png, */*;q=0.1', 'image/png'],
    ['image/*;q=0, image/png;q=0.1, */*;q=0.1', 'image/png'],
    ['*/*;q=0.1, image/png', 'image/png'],
    ['image/jpeg, image/*', 'image/jpeg'],
  ])('lets what is said most exactly of a type count: %s', (accept, type) => {
    const pictures = ['image/jpeg', 'image/png', 'text/xml'].map((one) => ({ type: one }));
    expect(negotiate(accept, pictures).type).toBe(type);
  });

  it('refuses parts of a type that is refused by name', () => {
    const parts = { type: 'multipart/related', partType: 'image/jpeg' };
    expect(() => negotiate('image/jpeg;q=0, */*', [parts])).toThrow();
    expect(negotiate('image/jpeg;q=0, multipart/related; type="image/jpeg"', [parts])).toBe(parts);
  });

  it.each(['text/html', 'application/dicom+json;q=0', 'multipart/related; type="image/jpeg"', 'rubbish'])(
    'answers 406 to %j',
    (accept) => {
      expect(() => negotiate(accept, offers)).toThrow(expect.objectContaining({ code: 'notAcceptable' }));
    },
  );
});
