// Why files were held or rejected is said in the language of the page.
import { beforeAll, describe, expect, it } from 'vitest';
import { de } from './de/catalogue.ts';
import { en } from './en/catalogue.ts';
import { i18n } from './i18n.ts';
import { sayReason } from './verdict-sentences.ts';

beforeAll(() => {
  i18n.addResourceBundle('de', 'translation', de);
  i18n.addResourceBundle('en', 'translation', en);
});
const german = i18n.getFixedT('de');
const english = i18n.getFixedT('en');

describe('why a file was not simply stored', () => {
  it('is said in German, without the code in front of it, with what differs', () => {
    const fixed = Object.values(en.verdicts.sentences).filter((sentence) => !sentence.includes('{{'));
    expect(fixed.filter((sentence) => sayReason(`code: ${sentence}`, german) === sentence)).toEqual([]);
    expect(
      sayReason(
        "patient-differs: The name, birth date and sex in the file differ from the patient's.",
        german,
      ),
    ).toBe('Die Datei und der Patient widersprechen sich: Name, Geburtsdatum und Geschlecht.');
    expect(sayReason("patient-differs: The identifier in the file differs from the patient's.", german)).toBe(
      'Die Datei und der Patient widersprechen sich: Kennung.',
    );
  });
  it('names the reasons for which somebody has to look, in words', () => {
    const held =
      'Held for review: nobody can be certain yet that it carries no identity. Reasons: secondary-capture, moon-phase.';
    expect(sayReason(`needs-review: ${held}`, german)).toContain(
      'Gründe: Secondary Captures und Bildschirmfotos; moon-phase.',
    );
    expect(sayReason(`needs-review: ${held}`, english)).toContain(
      `Reasons: ${en.profiles.reasons['secondary-capture']}; moon-phase.`,
    );
  });
  it('stays in English as the server says it', () => {
    const differs = "The name and sex in the file differ from the patient's.";
    expect(sayReason(`patient-differs: ${differs}`, english)).toBe(differs);
    const left = 'What is left to do: PatientName, PatientID.';
    const identified = `${en.verdicts.sentences.stillIdentified} ${left}`;
    expect(sayReason(`still-identified: ${identified}`, english)).toBe(identified);
  });
  it('is given in the words that came where nobody knows them', () => {
    expect(sayReason('new-reason: Something new.', german)).toBe('Something new.');
  });
});
