// Which language the dashboard speaks: the person's choice, kept in this browser, else the browser's own.
import { loadProgram } from '../api/load-program.ts';
import { setLocale } from '../format/format.ts';
import { whenIdle } from '../idle.ts';
import { i18n } from './i18n.ts';
import { learnSentences } from './server-sentences.ts';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** Chunks of their own: nobody loads a language that is not spoken, nor texts before a page needs them. */
const catalogues: Readonly<Record<Part, Readonly<Record<Language, () => Promise<object>>>>> = {
  first: {
    en: async () => (await import('./en/first-texts.ts')).firstTexts,
    de: async () => (await import('./de/first-texts.ts')).firstTexts,
  },
  // What the server refuses, and the words by which it is found. In English it says so itself.
  refusals: {
    en: async () => ({}),
    de: async () => {
      const [{ refusals }, english] = await Promise.all([
        import('./de/refusals.ts'),
        import('./en/refusals.ts'),
      ]);
      learnSentences(english.refusals);
      return { refusals };
    },
  },
  pages: {
    en: async () => (await import('./en/page-texts.ts')).pageTexts,
    de: async () => (await import('./de/page-texts.ts')).pageTexts,
  },
};

/** What of a catalogue is loaded at once: the texts of the frame and the first lists, what is refused there, and those of all other pages. */
type Part = 'first' | 'refusals' | 'pages';
const wanted = new Set<Part>(['first']);
/** Which language was asked for last; its texts may be on their way. */
let spoken: Language = 'en';

const storageKey = 'lumenbox-language';

/** The language of a browser that wants these, best first, as `navigator.languages` has them; English where we speak none of them. */
export function languageOf(wishes: readonly string[]): Language {
  for (const tag of wishes) {
    const language = languages.find((one) => tag.toLowerCase().split('-')[0] === one);
    if (language !== undefined) return language;
  }
  return 'en';
}

/** How dates and numbers are written in a language: as in the region that the browser names with it, Switzerland for `de-CH`. */
export function localeOf(language: Language, wishes: readonly string[]): string {
  return wishes.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;
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
  // Nothing is refused before somebody asks for something, and the first page need not wait for it.
  whenIdle(() => {
    wanted.add('refusals');
    // Without them the server's own sentences are shown.
    addTexts(spoken).catch(() => undefined);
  });
}

/** The program of a page, with the texts of pages beside it. Fails where one of them cannot be loaded. */
export function withTexts<Program>(load: () => Promise<Program>): () => Promise<Program> {
  return async () => {
    wanted.add('pages');
    const [program] = await loadProgram(() => Promise.all([load(), addTexts(spoken)]));
    return program;
  };
}

async function speak(language: Language): Promise<void> {
  spoken = language;
  await addTexts(language);
  setLocale(localeOf(language, navigator.languages));
  document.documentElement.lang = language;
  await i18n.changeLanguage(language);
}

/** The parts that are wanted by now, each asked for once: the browser keeps modules. */
async function addTexts(language: Language): Promise<void> {
  const parts = await Promise.all([...wanted].map((part) => catalogues[part][language]()));
  for (const texts of parts) i18n.addResourceBundle(language, 'translation', texts, true, true);
}
