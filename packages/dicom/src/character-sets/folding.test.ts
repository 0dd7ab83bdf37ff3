// The folded form of text: what search and sorting take for the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from './folding.ts';

describe('folded text', () => {
  it.each([
    ['Müller', 'muller'],
    ['MU\u0308LLER', 'muller'],
    ['Straße', 'strasse'],
    ['STRASSE', 'strasse'],
    ['Øystein Ærø', 'oystein aero'],
    ['Łukasz', 'lukasz'],
    ['Đặng Thị Ánh', 'dang thi anh'],
    ['Þór', 'thor'],
    ['Œuvre', 'oeuvre'],
    ['ışık İnci', 'isik inci'],
    ['Dvořáček^Žofie', 'dvoracek^zofie'],
    ['ΔΙΟΝΥΣΙΟΣ', 'διονυσιοσ'],
    ['Διονύσιος', 'διονυσιοσ'],
    ['Ёлкин', 'елкин'],
    ['ﾔﾏﾀﾞ', 'ヤマダ'],
    ['Ａｄａ', 'ada'],
    ['O’Brien', "o'brien"],
    ['  Ada \t Maria\u00a0Lovelace\n', 'ada maria lovelace'],
    ['قَبَّانِي', 'قباني'],
    [' ADA', 'ada'],
    ['', ''],
  ])('%j folds to %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it.each(['สมชาย', 'ดี', '길동', '山田', 'がぎぐ'])('keeps every letter of %s', (text) => {
    expect(foldText(text)).toBe(text);
  });

  it('tells apart what differs by more than case and accents', () => {
    expect(foldText('だ')).not.toBe(foldText('た'));
    expect(foldText('ดี')).not.toBe(foldText('ดา'));
    expect(foldText('Meier')).not.toBe(foldText('Maier'));
  });

  it('changes nothing more when applied twice, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('settles every single character of the first two planes', () => {
    const restless: string[] = [];
    for (let code = 0; code < 0x20000; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const once = foldText(String.fromCodePoint(code));
      if (foldText(once) !== once) restless.push(code.toString(16));
    }
    expect(restless).toEqual([]);
  });

  it('does not depend on the case or the composition of what it is given', () => {
    const letters = fc.constantFrom(...'aÀéîÖůßñŻøÆđΑΛЖй ');
    fc.assert(
      fc.property(fc.array(letters), (chosen) => {
        const text = chosen.join('');
        expect(foldText(text.toUpperCase())).toBe(foldText(text));
        expect(foldText(text.toLowerCase())).toBe(foldText(text));
        expect(foldText(text.normalize('NFD'))).toBe(foldText(text));
      }),
    );
  });
});
