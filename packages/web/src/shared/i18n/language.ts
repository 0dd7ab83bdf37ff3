// Which language the dashboard speaks: the person's choice, kept in this browser, else the browser's own.
import { setLocale } from '../format/format.ts';
import { i18n } from './i18n.ts';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** Chunks of their own: nobody loads a language that is not spoken. */
const catalogues: Readonly<Record<Language, () => Promise<object>>> = {
  en: async () => (await import('./en/catalogue.ts')).en,
  de: async () => (await import('./de/catalogue.ts')).de,
};

const storageKey = 'lumenbox-language';

/** The language of a browser that wants these, best first, as `navigator.languages` has them; English where we speak none of them. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = languages.find((one) => tag.toLowerCase().split('-')[0] === one);
    if (language !== undefined) return language;
  }
  return 'en';
}

/** How dates and numbers are written in a language: as in the region that the browser names with it, Switzerland for `de-CH`. */
export function localeOf(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;
}

/** What the person chose in this browser; undefined where the browser's own language serves. */
export function readChosenLanguage(): Language | undefined {
  try {
    const kept = localStorage.getItem(storageKey);
    return languages.find((language) => language === kept);
  } catch {
    // Storage may be blocked; the browser's language serves.
    return undefined;
  }
}

/** Takes a language and remembers it; undefined goes back to the browser's. Throws where its texts cannot be loaded. */
export async function chooseLanguage(choice: Language | undefined): Promise<void> {
  await speak(choice ?? languageOf(navigator.languages));
  try {
    if (choice === undefined) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, choice);
  } catch {
    // It holds until the page is left.
  }
}

/** Before anything is drawn: the language that the person or the browser wants. English where its texts cannot be loaded. */
export async function startLanguage(): Promise<void> {
  await speak(readChosenLanguage() ?? languageOf(navigator.languages)).catch(() => speak('en'));
}

async function speak(language: Language): Promise<void> {
  if (!i18n.hasResourceBundle(language, 'translation'))
    i18n.addResourceBundle(language, 'translation', await catalogues[language]());
  setLocale(localeOf(language, navigator.languages));
  document.documentElement.lang = language;
  await i18n.changeLanguage(language);
}
