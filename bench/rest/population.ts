// The people of the benchmark: the same ones for the same number of rows, so that every answer can be checked. No I/O.
import { foldText } from '@lumenbox/dicom';
import { formatMicros } from '../../packages/server/src/platform/clock.ts';

const givenBase =
  'Maria Anna José Jürgen François Søren Zoë Łukasz Chloé Noël Björn Håkan Müge Gülşen Ángel Inés Lucía Jonas Peter Paul Emma Mia Hannah Sophie Laura Julia Lea Lena Marie Luis David Daniel Michael Thomas Stefan Andreas Christian Martin Robert Sarah Jessica Ashley Amanda Jennifer James John William Richard Joseph Charles Christopher Matthew Anthony Mark Linda Barbara Elizabeth Susan Karen Nancy Lisa Betty Margaret Sandra Olga Ivan Dmitri Natalia Wei Fang Min Jing Yuki Haruto Sakura Ahmed Fatima Omar Aisha Priya Arjun Ravi Ananya Kofi Ama Thabo Lerato'.split(
    ' ',
  );
const familyBase =
  "García Müller Smith Johnson Williams Brown Jones Martínez López González Rodríguez Fernández Pérez Sánchez Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Hansen Jensen Nielsen Sørensen Møller Christensen Dubois Lefèvre Moreau Laurent Simon Michel Rossi Russo Ferrari Esposito Bianchi O'Brien O'Neill Murphy Kelly Walsh Byrne Nguyễn Trần Lê Phạm Wang Li Zhang Liu Chen Yang Huang Kim Lee Park Choi Tanaka Suzuki Takahashi Watanabe Singh Kumar Sharma Patel Khan Ali Hussain Okafor Mensah Dlamini Silva Santos Oliveira Souza Costa Pereira".split(
    ' ',
  );
const syllables =
  'ba be bo da de do fa fe ga ge go ha he ka ke ko la le lo ma me mo na ne no pa pe ra re ro sa se so ta te to va ve wa we za ze'.split(
    ' ',
  );
const endings = 'mann berg stein sen son ski wicz ez es ini ucci er ner holm ström dal'.split(' ');

/** A source of numbers in [0, 1): the same sequence for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One patient as the generator knows it. */
export interface Person {
  id: string;
  personId: string;
  givenNames: string;
  familyName: string;
  dateOfBirth: string;
  sex: 'male' | 'female' | 'other';
  identifier: string;
  createdAt: string;
  updatedAt: string;
  study: { id: string; description: string; date: string; modality: string };
}

const studyKinds = [
  ['CT', 'CT Thorax mit Kontrastmittel'],
  ['MR', 'MR Head'],
  ['CR', 'Röntgen Thorax'],
  ['US', 'Ultrasound abdomen'],
  ['MG', 'Mammography screening'],
] as const;

/** 2020-01-01, in microseconds. */
const epochMicros = 1_577_836_800_000_000;
const stepMicros = 150_000_000;

/** Where the identifiers of one kind begin. */
function idOf(kind: number, index: number): string {
  const ticks = (epochMicros / 1000 + index).toString(16).padStart(12, '0');
  const tail = (BigInt(kind) * 0x1_0000_0000n + BigInt(index)).toString(16).padStart(12, '0');
  return `${ticks.slice(0, 8)}-${ticks.slice(8)}-7000-8000-${tail}`;
}

/** A population: `at(index)` gives the same person however often and in whatever order it is asked. */
export interface Population {
  readonly size: number;
  at(index: number): Person;
}

/** Frequent names are frequent as in life: the n-th has a share of about 1/n. */
function zipf(random: number, size: number): number {
  return Math.min(size - 1, Math.floor(Math.exp(random * Math.log(size + 1)) - 1));
}

/** Makes the population of a realm. Realms differ by their number. */
export function createPopulation(options: { size: number; realm: number }): Population {
  const random = createRandom(7);
  const families = [...familyBase];
  while (families.length < 20_000) families.push(familyName(random));
  const day = (from: number, days: number, at: number) =>
    new Date(Date.UTC(from, 0, 1 + Math.floor(at * days))).toISOString().slice(0, 10);
  return {
    size: options.size,
    at: (index) => {
      const next = createRandom(options.realm * 1_000_003 + index * 7919);
      const given = [givenBase[zipf(next(), givenBase.length)] ?? ''];
      if (next() < 0.3) given.push(givenBase[Math.floor(next() * givenBase.length)] ?? '');
      const [modality, description] = studyKinds[Math.floor(next() * studyKinds.length)] ?? studyKinds[0];
      const created = epochMicros + index * stepMicros;
      return {
        id: idOf(options.realm * 10 + 1, index),
        personId: idOf(options.realm * 10 + 2, index),
        givenNames: given.join(' '),
        familyName: families[zipf(next(), families.length)] ?? '',
        dateOfBirth: day(1925, 36_000, next()),
        sex: next() < 0.49 ? 'male' : next() < 0.97 ? 'female' : 'other',
        identifier: `MRN${String(Math.floor(next() * 1e8)).padStart(8, '0')}`,
        createdAt: formatMicros(created),
        updatedAt: formatMicros(created + Math.floor(next() * 1e13)),
        study: {
          id: idOf(options.realm * 10 + 3, index),
          description,
          date: day(2015, 3650, next()),
          modality,
        },
      };
    },
  };
}

function familyName(random: () => number): string {
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
  const stem = pick(syllables) + pick(syllables) + (random() < 0.4 ? pick(syllables) : '');
  const name = stem + pick(endings);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The folded texts of a person: what the server sorts by and searches in, told here in the words of the contract. */
export function foldedOf(person: Person): { sortName: string; words: string } {
  const [family, given] = [foldText(person.familyName), foldText(person.givenNames)];
  return {
    sortName: `${family}\u0001${given}`,
    words: `${family}\n${given}\n${foldText(person.identifier)}`,
  };
}
