// Bytes of a text document to characters: which encoding it is in, and what of it is none.

/** A decoded document. */
export interface DecodedDocument {
  readonly text: string;
  /** What it was read in, by the name that browsers give it: `utf-8`. */
  readonly encoding: string;
  /** False: it names an encoding that nobody here knows. */
  readonly isEncodingKnown: boolean;
  /** False: some bytes are none of its encoding, and became U+FFFD. */
  readonly isSound: boolean;
}

/** How to read a document. */
export interface DecodingOptions {
  /** What is said from outside, as a name. */
  readonly charset: string | undefined;
  /** Whether an XML declaration is believed. */
  readonly isMarkup: boolean;
  /** Whether bytes were left away behind: a character that breaks off at the end is no fault. */
  readonly isCut: boolean;
}

/** Marks at the beginning (Unicode 23.8), and `<?` in two bytes a character (XML 1.0 F.1). */
const beginnings: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0x00, 0x3c, 0x00, 0x3f], 'utf-16be'],
  [[0x3c, 0x00, 0x3f, 0x00], 'utf-16le'],
];
/** An XML declaration is shorter. */
const declarationBytes = 256;
const declaration = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]{0,39})["']/;

/** The characters of a document: by its mark, else by what is said of it, else by its own declaration, else UTF-8 (RFC 7303 3). */
export function decodeDocument(bytes: Uint8Array, options: DecodingOptions): DecodedDocument {
  const label = markedEncoding(bytes, options) ?? options.charset ?? declaredEncoding(bytes, options);
  const encoding = label === undefined ? 'utf-8' : knownEncoding(label);
  const decode = (isFatal: boolean) =>
    new TextDecoder(encoding, { fatal: isFatal }).decode(bytes, { stream: options.isCut });
  const named = { encoding: encoding ?? 'utf-8', isEncodingKnown: encoding !== undefined };
  try {
    return { ...named, text: withoutPadding(decode(true)), isSound: true };
  } catch {
    return { ...named, text: withoutPadding(decode(false)), isSound: false };
  }
}

function markedEncoding(bytes: Uint8Array, { isMarkup }: DecodingOptions): string | undefined {
  const marks = isMarkup ? beginnings : beginnings.slice(0, 3);
  return marks.find(([mark]) => mark.every((value, index) => bytes[index] === value))?.[1];
}

function declaredEncoding(bytes: Uint8Array, { isMarkup }: DecodingOptions): string | undefined {
  if (!isMarkup) return undefined;
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, declarationBytes));
  const label = declaration.exec(head)?.[1];
  // What could be read byte by byte is not of two bytes a character, whatever it says.
  return label !== undefined && /^(?:utf-?16|ucs-?2|iso-10646-ucs)/i.test(label) ? 'utf-8' : label;
}

function knownEncoding(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** Values of odd length are filled up by a NUL, and the attribute that says so came late (PS3.3 C.24.2). */
function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
  return text.slice(0, end);
}
