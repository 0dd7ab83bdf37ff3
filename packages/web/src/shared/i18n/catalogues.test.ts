// Every language says what English says: the same keys, the same placeholders, nothing left empty.
import { describe, expect, it } from 'vitest';
import { de } from './de/catalogue.ts';
import { en } from './en/catalogue.ts';

interface Texts {
  readonly [key: string]: string | Texts;
}

/** Every text of a catalogue by its path. */
function flatten(texts: Texts, path: readonly string[] = []): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    const here = [...path, key];
    if (typeof value === 'string') found.set(here.join('.'), value);
    else for (const [name, text] of flatten(value, here)) found.set(name, text);
  }
  return found;
}

const placeholders = (text: string) => [...new Set(text.match(/\{\{.*?\}\}/g))].sort();
const english = flatten(en);

describe.each(Object.entries({ de }))('the texts in %s', (language, catalogue) => {
  const own = flatten(catalogue);

  it('have the keys of the English ones, in their order', () => {
    expect([...own.keys()]).toEqual([...english.keys()]);
  });
  it('have the placeholders of the English ones', () => {
    expect([...own].map(([key, text]) => [key, placeholders(text)])).toEqual(
      [...english].map(([key, text]) => [key, placeholders(text)]),
    );
  });
  it('are said, and not left in English', () => {
    expect([...own].filter(([, text]) => text.trim() === '')).toEqual([]);
    // Sentences: single words are often the same in both, and so are names of the standard.
    const sentences = [...own].filter(([, text]) => /[a-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text));
    expect(sentences.filter(([key, text]) => english.get(key) === text)).toEqual([]);
  });
  it('have the plurals that their language knows', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const stems = [...own.keys()].filter((key) => key.endsWith('_other')).map((key) => key.slice(0, -6));
    expect(stems.length).toBeGreaterThan(0);
    expect(
      stems.flatMap((stem) => forms.map((form) => `${stem}_${form}`)).filter((key) => !own.has(key)),
    ).toEqual([]);
  });
});
