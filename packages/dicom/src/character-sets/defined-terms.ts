// Defined terms of Specific Character Set (0008,0005): how files spell them, and how we do.
// Knows names only; what the bytes mean is in code-tables.ts.

/** The repertoires by their ISO registration number that have a term with code extensions (PS3.3 C.12.1.1.2). */
const extensible = new Set([
  '6',
  '13',
  '58',
  '87',
  '100',
  '101',
  '109',
  '110',
  '126',
  '127',
  '138',
  '144',
  '148',
  '149',
  '159',
  '166',
  '203',
]);

/** These exist only with code extensions: PS3.3 Table C.12-4. */
const extensionOnly = new Set(['58', '87', '149', '159']);

/** Every defined term that is read: PS3.3 C.12.1.1.2, those with code extensions behind those without. */
export function knownCharacterSets(): string[] {
  const numbers = [...extensible].sort((first, second) => Number(first) - Number(second));
  return [
    ...numbers.filter((number) => !extensionOnly.has(number)).map((number) => `ISO_IR ${number}`),
    'ISO_IR 192',
    'GB18030',
    'GBK',
    ...numbers.map((number) => `ISO 2022 IR ${number}`),
  ];
}

/** Spellings outside PS3.3 that real files carry, without anything but letters and digits. */
const otherNames: Record<string, string> = {
  UTF8: 'ISO_IR 192',
  UNICODE: 'ISO_IR 192',
  ISO10646: 'ISO_IR 192',
  GB18030: 'GB18030',
  GBK: 'GBK',
  GB2312: 'GBK',
  CP936: 'GBK',
  ASCII: 'ISO_IR 6',
  USASCII: 'ISO_IR 6',
  ISO646: 'ISO_IR 6',
  LATIN1: 'ISO_IR 100',
  ISO88591: 'ISO_IR 100',
  WINDOWS1252: 'ISO_IR 100',
  CP1252: 'ISO_IR 100',
  LATIN2: 'ISO_IR 101',
  ISO88592: 'ISO_IR 101',
  ISO88593: 'ISO_IR 109',
  ISO88594: 'ISO_IR 110',
  ISO88595: 'ISO_IR 144',
  ISO88596: 'ISO_IR 127',
  ISO88597: 'ISO_IR 126',
  ISO88598: 'ISO_IR 138',
  ISO88599: 'ISO_IR 148',
  ISO885911: 'ISO_IR 166',
  ISO885915: 'ISO_IR 203',
  TIS620: 'ISO_IR 166',
  JISX0201: 'ISO_IR 13',
  SHIFTJIS: 'ISO_IR 13',
  SJIS: 'ISO_IR 13',
};

/**
 * Spells the values of Specific Character Set (0008,0005) as PS3.3 C.12.1.1.2 does: `ISO-IR 100`, `iso_ir_100` and
 * `ISO 8859-1` become `ISO_IR 100`; `UTF-8` becomes `ISO_IR 192`; with several values every single-byte term takes
 * its form with code extensions (`ISO 2022 IR 100`), and an empty first value becomes `ISO 2022 IR 6`.
 * No value, or one that is empty, gives an empty list: the default repertoire. Unknown terms stay, in upper case.
 */
export function normaliseCharacterSets(values: readonly string[]): string[] {
  const terms = values.map(normaliseTerm);
  while (terms.length > 0 && terms.at(-1) === '') terms.pop();
  if (terms.length < 2) return terms;
  return terms.map((term) => {
    if (term === '') return 'ISO 2022 IR 6';
    const number = /^ISO_IR (\d+)$/.exec(term)?.[1];
    return number !== undefined && extensible.has(number) ? `ISO 2022 IR ${number}` : term;
  });
}

function normaliseTerm(value: string): string {
  const upper = value.replace(/\0/g, ' ').trim().toUpperCase();
  if (upper === '') return '';
  const compact = upper.replace(/[^A-Z0-9]/g, '');
  const match = /^(?:ISO)?(2022)?(?:IR)?(\d{1,3})$/.exec(compact);
  const number = match?.[2]?.replace(/^0+/, '');
  if (number !== undefined && (extensible.has(number) || number === '192')) {
    const extended = (match?.[1] !== undefined && number !== '192') || extensionOnly.has(number);
    return `${extended ? 'ISO 2022 IR' : 'ISO_IR'} ${number}`;
  }
  return otherNames[compact] ?? upper;
}
