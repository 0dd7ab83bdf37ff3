// GB18030 and GBK, the way from characters to bytes: the platform decodes them and does not encode them.
// Built when first used: the two-byte codes by decoding them all, the four-byte codes of the BMP likewise.

const questionMark = 0x3f;

/** Code point of the first four-byte code beyond the BMP, 90308130H, from which on codes and characters run in step. */
const supplementaryStart = 0x10000;
const supplementaryCode = 189_000;

/**
 * The bytes of a text in GB18030, or in GBK when there are to be no codes of four bytes (PS3.5 Annex J). Lone
 * surrogates, and in GBK all that it lacks, become `?`.
 */
export function encodeGb(text: string, fourByte: boolean): Uint8Array {
  const bytes: number[] = [];
  for (const symbol of text) {
    const character = symbol.codePointAt(0) ?? 0;
    if (character < 0x80) bytes.push(character);
    else bytes.push(...(encodeCharacter(character, fourByte) ?? [questionMark]));
  }
  return Uint8Array.from(bytes);
}

function encodeCharacter(character: number, fourByte: boolean): readonly number[] | undefined {
  twoByteCodes ??= readTwoByteCodes();
  const pair = twoByteCodes.get(character);
  if (pair !== undefined) return [pair >> 8, pair & 0xff];
  if (!fourByte) return undefined;
  if (character >= supplementaryStart) return fourBytes(character - supplementaryStart + supplementaryCode);
  fourByteCodes ??= readFourByteCodes();
  const code = fourByteCodes.get(character);
  return code === undefined ? undefined : fourBytes(code);
}

let twoByteCodes: Map<number, number> | undefined;
let fourByteCodes: Map<number, number> | undefined;

/** The digits of a four-byte code: 126 x 10 x 126 x 10. */
function fourBytes(code: number): number[] {
  return [
    Math.floor(code / 12_600) + 0x81,
    (Math.floor(code / 1_260) % 10) + 0x30,
    (Math.floor(code / 10) % 126) + 0x81,
    (code % 10) + 0x30,
  ];
}

function readTwoByteCodes(): Map<number, number> {
  const codes: number[] = [];
  for (let first = 0x81; first <= 0xfe; first++) {
    for (let second = 0x40; second <= 0xfe; second++) if (second !== 0x7f) codes.push((first << 8) | second);
  }
  return charactersOf(codes, (code) => [code >> 8, code & 0xff]);
}

function readFourByteCodes(): Map<number, number> {
  // 84 31 A4 39 is the last code of the BMP.
  const codes = Array.from({ length: 39_420 }, (_, code) => code);
  return charactersOf(codes, fourBytes);
}

/** Decodes all codes at once, a line feed after each so that a bad one spoils only itself. */
function charactersOf(
  codes: readonly number[],
  bytesOf: (code: number) => readonly number[],
): Map<number, number> {
  const bytes = Uint8Array.from(codes.flatMap((code) => [...bytesOf(code), 0x0a]));
  const cells = new TextDecoder('gb18030').decode(bytes).split('\n');
  const map = new Map<number, number>();
  codes.forEach((code, i) => {
    const cell = cells[i] ?? '';
    const character = cell.charCodeAt(0);
    if (cell.length === 1 && character !== 0xfffd && character >= 0x80 && !map.has(character))
      map.set(character, code);
  });
  return map;
}
