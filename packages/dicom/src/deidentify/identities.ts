// What a header says of people and places, gathered so that the same words can be found again in free text. These are
// identities: they live in memory while a study is de-identified and are never stored, logged or put into a result.

import { decodeText } from '../character-sets/index.ts';
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { stringValues, valueBytes } from '../data-set/values.ts';
import type { Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';

/** Words that identify, as they stand in headers. Plain data: a study's are those of its instances merged. */
export interface Identities {
  /** Person names in the form of PN: of the patient, of physicians, of whoever else has one. */
  readonly names: readonly string[];
  /** Numbers of patients, orders, visits, devices. */
  readonly identifiers: readonly string[];
  /** DA values, or the dates of DT values. */
  readonly dates: readonly string[];
  /** Institutions, departments, addresses. */
  readonly places: readonly string[];
  /** Telephone numbers, mail addresses. */
  readonly contacts: readonly string[];
}

type Kind = keyof Identities;

const kindsOfTags: ReadonlyMap<Tag, Kind> = new Map(
  Object.entries({
    names: [0x0016004d, 0x00101081],
    identifiers: [
      0x00020016, 0x00020017, 0x00020018, 0x00080050, 0x00080054, 0x00080055, 0x00081000, 0x00081010,
      0x00100020, 0x00100021, 0x00101000, 0x00101050, 0x00101090, 0x00120040, 0x00120042, 0x00120082,
      0x00160051, 0x00181000, 0x00181004, 0x00181005, 0x00181007, 0x00181008, 0x00181009, 0x0018700a,
      0x00189367, 0x00189371, 0x00200010, 0x00203401, 0x00321021, 0x00380010, 0x00380060, 0x00400001,
      0x00400009, 0x00400010, 0x00400241, 0x00400242, 0x00400253, 0x0040050a, 0x00400512, 0x00400551,
      0x004006fa, 0x00401001, 0x00402016, 0x00402017, 0x00741234, 0x00741236, 0x04000563, 0x21000070,
      0x21000140, 0x22000005, 0x30080105, 0x3010001b, 0x30100043, 0x40080040, 0x40080200,
    ],
    places: [
      0x00080080, 0x00080081, 0x00080092, 0x00081040, 0x00101040, 0x00102299, 0x00120010, 0x00120031,
      0x00120060, 0x00321020, 0x00321033, 0x0038001e, 0x00380300, 0x00380400, 0x00400011, 0x00400243,
      0x00401005, 0x00401102, 0x00402009, 0x00404036, 0x0040a027, 0x0040a353, 0x04000564, 0x4008011a,
    ],
    contacts: [
      0x00080094, 0x00102154, 0x00102155, 0x00401103, 0x00401104, 0x00402010, 0x00402011, 0x0040a354,
    ],
  } satisfies Partial<Record<Kind, number[]>>).flatMap(([kind, tags]) =>
    tags.map((tag): [Tag, Kind] => [tag, kind as Kind]),
  ),
);

/** A hostile header must not make a search of millions of words; real studies have some dozens. */
const wordsMax = 2000;
const valueCharactersMax = 300;
const depthMax = 32; // deeper than any IOD nests

/** No identities. */
export const noIdentities: Identities = { names: [], identifiers: [], dates: [], places: [], contacts: [] };

/** What to leave out, as it may stay where it is. */
export interface IdentityOptions {
  /** Whether the element's value is kept by the profile: then it is no secret. */
  readonly isKept?: (tag: Tag) => boolean;
}

/** Gathers what the data sets of one instance say, private elements and items included. */
export function readIdentities(dataSets: readonly DataSet[], options: IdentityOptions = {}): Identities {
  const found: Found = {
    names: new Set(),
    identifiers: new Set(),
    dates: new Set(),
    places: new Set(),
    contacts: new Set(),
  };
  const isKept = options.isKept ?? (() => false);
  for (const dataSet of dataSets) gather(dataSet, { found, isKept, depth: 0 });
  return {
    names: [...found.names],
    identifiers: [...found.identifiers],
    dates: [...found.dates],
    places: [...found.places],
    contacts: [...found.contacts],
  };
}

/** Both together, each word once. */
export function mergeIdentities(first: Identities, second: Identities): Identities {
  const join = (kind: Kind) => [...new Set([...first[kind], ...second[kind]])];
  return {
    names: join('names'),
    identifiers: join('identifiers'),
    dates: join('dates'),
    places: join('places'),
    contacts: join('contacts'),
  };
}

type Found = Record<Kind, Set<string>>;
type Gathering = { found: Found; isKept: (tag: Tag) => boolean; depth: number };

function gather(dataSet: DataSet, gathering: Gathering): void {
  const { found, isKept, depth } = gathering;
  for (const element of dataSet.elements.values()) {
    if (element.items !== undefined) {
      if (depth < depthMax)
        for (const item of element.items) gather(item, { ...gathering, depth: depth + 1 });
      continue;
    }
    const kind = kindOf(element);
    if (kind === undefined || element.length === 0 || isKept(element.tag)) continue;
    if (found[kind].size < wordsMax)
      for (const value of valuesOf(dataSet, element)) add(found[kind], kind, value);
  }
}

function kindOf({ tag, vr }: DataElement): Kind | undefined {
  if (vr === 'PN') return 'names';
  if (vr === 'DA' || vr === 'DT') return 'dates';
  return kindsOfTags.get(tag);
}

const textVrs: ReadonlySet<VR> = new Set<VR>(['AE', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT', 'DA', 'DT']);

function valuesOf(dataSet: DataSet, element: DataElement): string[] {
  if (element.length > valueCharactersMax * 4) return [];
  if (textVrs.has(element.vr)) return stringValues(dataSet, element.tag);
  return element.vr === 'UN' ? [decodeText(valueBytes(dataSet, element), dataSet.characterSets, 'UN')] : [];
}

function add(words: Set<string>, kind: Kind, value: string): void {
  const text = value.replaceAll('\0', ' ').trim();
  if (text === '' || text.length > valueCharactersMax) return;
  if (kind !== 'dates') words.add(text);
  else if (/^\d{4}[.-]?\d{2}[.-]?\d{2}/.test(text)) words.add(text.replaceAll(/[.-]/g, '').slice(0, 8));
}
