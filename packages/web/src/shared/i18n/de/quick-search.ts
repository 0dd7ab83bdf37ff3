// German texts of the quick search.
import type { quickSearch as quickSearchEn } from '../en/quick-search.ts';
import type { Translation } from '../translation.ts';

export const quickSearch = {
  shortcut: 'Strg K',
  open: 'Suchen',
  title: 'Alles durchsuchen',
  field: 'Patienten, Fälle und Studien',
  placeholder: 'Name, Kennung, Accession-Nummer, Bezeichnung, Beschreibung',
  results: 'Treffer',
  patients: 'Patienten',
  cases: 'Fälle',
  studies: 'Studien',
  recent: 'Zuletzt geöffnet',
  hint: 'Geben Sie den Anfang eines Namens, einer Kennung, einer Accession-Nummer, Bezeichnung oder Beschreibung ein.',
  nothing: 'Nichts gefunden.',
  keys: 'Pfeile wählen, Eingabe öffnet, Esc schließt.',
} as const satisfies Translation<typeof quickSearchEn>;
