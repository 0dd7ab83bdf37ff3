// Random people for tests, with names in the letters of every character set that DICOM knows, and the ways in which they are written.
import fc from 'fast-check';
import { foldText } from '../character-sets/index.ts';
import { genericNameWords } from './generic-words.ts';

const alphabets: readonly (readonly [characterSets: readonly string[], letters: string])[] = [
  [['ISO_IR 6'], 'abdefghiklmnoprstuw'],
  [['ISO_IR 100'], 'abdefghiklmnopäöüéèñçø'],
  [['ISO_IR 101'], 'abdefghilmřščžýěůá'],
  [['ISO_IR 144'], 'абвгдежзиклмнопрст'],
  [['ISO_IR 126'], 'αβγδεζηθικλμνξοπρ'],
  [['ISO_IR 127'], 'ابتثجحخدذرزسشصضطظع'],
  [['ISO_IR 138'], 'אבגדהוזחטיכלמנסעפ'],
  [['ISO_IR 166'], 'กขคงจชซญดตถทธนบปผพ'],
  [['', 'ISO 2022 IR 87'], '山田太郎花子鈴木佐藤一二三四五'],
  [['', 'ISO 2022 IR 149'], '김희중박이최정강조윤장임'],
  [['', 'ISO 2022 IR 58'], '张王李赵陈杨黄周吴徐孙马'],
  [['GB18030'], '张王李赵陈杨黄周吴徐孙马朱胡'],
  [['ISO_IR 109'], 'abdefghilmċġħżĉĝĵŭ'],
  [['ISO_IR 110'], 'abdefgilmāčēģīķļņšūž'],
  [['ISO_IR 148'], 'abdefghilmğışçöü'],
  [['ISO_IR 203'], 'abdefghilmœšžéèñ'],
  [['ISO_IR 13'], 'ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿ'],
  [['', 'ISO 2022 IR 13'], 'ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿ'],
  [['', 'ISO 2022 IR 159'], '丂丄丅丌丒丟丣两丨丫丮丯丰丵乀乁'],
  [['GBK'], '张王李赵陈杨黄周吴徐孙马朱胡'],
  [['ISO_IR 192'], 'abdefghilmñéøжшщ山田กข'],
];

/** Who a test's header is about. */
export interface Person {
  readonly characterSets: readonly string[];
  readonly family: string;
  readonly given: string;
  readonly id: string;
  readonly phone: string;
}

/** Somebody, in any letters. */
export const aPerson: fc.Arbitrary<Person> = fc
  .constantFrom(...alphabets)
  .chain(([characterSets, letters]) => {
    const word = (least: number) =>
      fc
        .array(fc.constantFrom(...letters), { minLength: least, maxLength: least + 4 })
        .map((symbols) => symbols.join(''))
        // Words of one letter alone are no names, and fold to what other words hold; titles and the like are nobody's.
        .filter((text) => new Set(text).size > 2 && !genericNameWords.has(foldText(text)));
    return fc.record({
      characterSets: fc.constant(characterSets),
      family: word(4),
      given: word(4),
      // Above every year: a number of eight digits is no date.
      id: fc
        .tuple(fc.constantFrom('Q', ''), fc.integer({ min: 40_000_000, max: 99_999_999 }))
        .map(([letter, digits]) => `${letter}${digits}`),
      phone: fc.integer({ min: 200_000_000, max: 999_999_999 }).map((digits) => `+4${digits}`),
    });
  });

/** How people write it. */
export const writings: readonly ((person: Person) => string)[] = [
  ({ family }) => family,
  ({ given }) => given,
  ({ family, given }) => `${family}^${given}`,
  ({ family, given }) => `${given} ${family}`,
  ({ family, given }) => `Dr. ${family}, ${given}`,
  ({ family }) => family.toUpperCase(),
  ({ family, given }) => `${given.toUpperCase()} ${family.toUpperCase()}`,
  ({ id }) => id,
  ({ id }) => `MRN ${id}`,
  ({ phone }) => `tel ${phone}`,
];

/** Somebody else who writes in the same character set, in letters and digits that no other has: what stands in both results is nobody's. */
export function strangerLike({ characterSets }: Person): Person {
  return { characterSets, family: 'zqxjvzq', given: 'qjxvqz', id: 'Z10000001', phone: '+4100000001' };
}
