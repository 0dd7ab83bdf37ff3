// Documents in instances: what they are, and what a person can read of them, whatever their bytes are.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tags } from '../dictionary/attributes.generated.ts';
import { readHeader } from '../part10/read-header.ts';
import { aDocumentInstance, element } from '../testing/index.ts';
import { encapsulatedDocument, isTextDocument, readDocumentText } from './index.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const wide = (text: string, isLittle: boolean) =>
  Uint8Array.from(
    [...text].flatMap((sign) => {
      const code = sign.charCodeAt(0);
      return isLittle ? [code & 0xff, code >> 8] : [code >> 8, code & 0xff];
    }),
  );
const read = (document: string | Uint8Array, more: { mediaType?: string; charset?: string } = {}) =>
  readDocumentText({
    mediaType: 'text/xml',
    charset: undefined,
    ...more,
    bytes: typeof document === 'string' ? utf8(document) : document,
  });
const documentOf = (options: Parameters<typeof aDocumentInstance>[0]) =>
  encapsulatedDocument(readHeader(aDocumentInstance(options).bytes).dataSet);

describe('the document of an instance', () => {
  it('comes without its padding, whether its length is told or not', () => {
    for (const omit of [[], [tags.EncapsulatedDocumentLength]]) {
      const document = documentOf({ document: utf8('<a>odd</a>!'), omit });
      expect(document).toMatchObject({ mediaType: 'text/xml', charset: undefined });
      expect(readDocumentText(document as NonNullable<typeof document>).source).toBe('<a>odd</a>!');
    }
  });

  it('comes whole when its length leaves out more than padding', () => {
    const hidden = documentOf({
      document: utf8('<a>one</a><!-- Quillfeather -->'),
      elements: [element('EncapsulatedDocumentLength', 10)],
    });
    expect(new TextDecoder().decode(hidden?.bytes)).toContain('Quillfeather');
  });

  it('is of the type that it says, and of its class where it says none', () => {
    const typeOf = (mediaType: string) => {
      const document = documentOf({ document: utf8('<a/>'), mediaType });
      return [document?.mediaType, document?.charset];
    };
    expect(typeOf('text/XML')).toEqual(['text/xml', undefined]);
    expect(typeOf('text/xml; charset="ISO-8859-1"')).toEqual(['text/xml', 'ISO-8859-1']);
    expect(typeOf('')).toEqual(['text/xml', undefined]);
    expect(typeOf('none at all')).toEqual(['text/xml', undefined]);
    expect(documentOf({ document: utf8('x'), omit: [tags.EncapsulatedDocument] })).toBeUndefined();
  });

  it('is text by its type', () => {
    for (const type of [
      'text/xml',
      'text/plain',
      'model/mtl',
      'model/obj',
      'image/svg+xml',
      'application/xml',
    ])
      expect(isTextDocument(type), type).toBe(true);
    for (const type of ['application/pdf', 'model/stl', 'application/octet-stream', 'image/png'])
      expect(isTextDocument(type), type).toBe(false);
  });
});

describe('the words of a document', () => {
  it('stand in its order, a line for each block, cells parted, words whole', () => {
    const { words, notes } = read(
      '<?xml version="1.0"?><?xml-stylesheet href="http://x/y.xsl"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3">' +
        '<!-- Quillfeather --><title>Letter</title><given>Marguerite</given><family>Quill<content styleCode="Bold">feather</content></family>' +
        '<birthTime value="19610714"/><table><tr><td>A &amp; B</td><td>&#60;5 &#x3bc;g</td></tr><tr><td>C</td></tr></table>' +
        '<text>one<br/>two\n   three<![CDATA[ <four> &amp; ]]></text></ClinicalDocument>',
    );
    expect(words?.split('\n')).toEqual([
      'Letter',
      'Marguerite',
      'Quillfeather',
      'A & B\t<5 μg',
      'C',
      'one',
      'two three <four> &amp;',
    ]);
    expect(notes).toEqual([]);
  });

  it('have nothing in the place of an entity that the document declares, and say so', () => {
    const bomb = Array.from({ length: 30 }, (_, at) => `<!ENTITY e${at + 1} "&e${at};&e${at};">`).join('');
    const { words, notes, source } = read(
      `<!DOCTYPE a [<!ENTITY e0 "Quillfeather"><!-- ' ]> --><!ENTITY out SYSTEM "file:///etc/passwd">${bomb}]><a>Dear &e30; &out; you</a>`,
    );
    expect(words).toBe('Dear &e30; &out; you');
    expect(notes).toEqual(['document-type']);
    expect(source).toContain('"Quillfeather"');
  });

  it('leave out what is base64, and say so; what only calls itself so is shown', () => {
    const encoded = 'QUJD'.repeat(200);
    const { words, notes } = read(
      `<a>before<value mediaType="image/png" representation="B64">${encoded}</value>after<p>${encoded}</p>` +
        '<text representation="B64">Marguerite Quillfeather</text></a>',
    );
    expect(words?.split('\n')).toEqual(['before', 'after', encoded, 'Marguerite Quillfeather']);
    expect(notes).toEqual(['embedded-data']);
  });

  it.each([
    ['a comment without end', '<a>one<!-- Quillfeather'],
    ['a tag without end', '<a>one<b Quillfeather'],
    ['a quote without end', '<a>one<b c="d>Quillfeather</b></a>'],
    ['a quote that ends in the next tag', '<a>one<b c="d>Quillfeather</b><b c="e">two</b></a>'],
    ['a document type without end', '<!DOCTYPE a [ <a>one Quillfeather'],
    ['data without end', '<a>one<![CDATA[Quillfeather'],
    ['a sign alone', '<a>one < Quillfeather</a>'],
  ])('hide nothing behind %s', (_, broken) => {
    const { words, notes } = read(broken);
    expect(words).toContain('one');
    expect(words).toContain('Quillfeather');
    expect(notes).toContain('malformed');
  });

  it('are not asked of what has no tags', () => {
    const { words, source } = read('newmtl <Quillfeather>\nKd 1 0 0\n', { mediaType: 'model/mtl' });
    expect({ words, source }).toEqual({ words: undefined, source: 'newmtl <Quillfeather>\nKd 1 0 0\n' });
  });
});

describe('the encoding of a document', () => {
  const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>Jürgen</a>`;

  it.each([
    ['its mark', Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8(declared('ISO-8859-1'))), 'utf-8'],
    ['its mark of two bytes', Uint8Array.of(0xff, 0xfe, ...wide(declared('UTF-16'), true)), 'utf-16le'],
    ['two bytes a character', wide(declared('UTF-16'), false), 'utf-16be'],
    ['its declaration', latin1(declared('ISO-8859-1')), 'windows-1252'],
    ['nothing at all', utf8('<a>Jürgen</a>'), 'utf-8'],
    ['a declaration that cannot be', utf8(declared('UTF-16')), 'utf-8'],
  ])('is told by %s', (_, bytes, encoding) => {
    expect(read(bytes)).toMatchObject({ words: 'Jürgen', encoding, notes: [] });
  });

  it('is told by the instance before the document itself', () => {
    const bytes = latin1(declared('UTF-8'));
    expect(read(bytes, { charset: 'iso-8859-1' })).toMatchObject({ words: 'Jürgen', notes: [] });
  });

  it('is said to be wrong, or unknown, and read all the same', () => {
    expect(read(latin1(declared('UTF-8')))).toMatchObject({ words: 'J\ufffdrgen', notes: ['undecodable'] });
    expect(read(utf8(declared('Klingon-1')))).toMatchObject({
      words: 'Jürgen',
      encoding: 'utf-8',
      notes: ['unknown-encoding'],
    });
  });
});

describe('a document that is too large', () => {
  it('is cut within words and source, between characters, and says so', () => {
    const { words, source, notes } = read(`<a>${'😀'.repeat(200_000)}</a>`);
    expect(notes).toEqual(['words-cut', 'source-cut']);
    for (const text of [words ?? '', source]) {
      expect(text.length).toBeLessThanOrEqual(250_000);
      expect(text.length).toBeGreaterThan(249_000);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  it('shows words that stand behind a large picture', () => {
    const { words, notes } = read(
      `<a>one<value representation="B64">${'QUJD'.repeat(1_000_000)}</value><b>Quillfeather</b></a>`,
    );
    expect(words).toBe('one\nQuillfeather');
    expect(notes).toEqual(['source-cut', 'embedded-data']);
  });

  it('is read to a bound, however its tags are', () => {
    for (const unit of ['<a ">"', '<!--', '<a b="', "<'", '<![CDATA[', '&#x41;<', '<!DOCTYPE [', '<a>']) {
      const { notes } = read(unit.repeat(Math.ceil((9 * 1024 * 1024) / unit.length)));
      expect(notes, unit).toEqual(expect.arrayContaining(['words-cut', 'source-cut']));
    }
  });
});

it('is read whatever its bytes are', () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '<a',
    '</a>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '&#1',
    ';',
    '\0',
    '<!DOCTYPE',
    '[',
    ']',
    'é',
    '\ud83d',
  );
  fc.assert(
    fc.property(fc.array(pieces), fc.uint8Array(), (signs, bytes) => {
      for (const document of [utf8(signs.join('')), bytes]) {
        const { words, source } = read(document);
        expect(words).toBeTypeOf('string');
        expect(source.length).toBeLessThanOrEqual(document.length);
      }
    }),
  );
});
