// German texts of the worklist and of the quick search.
import type { quickSearch as quickSearchEn, worklist as worklistEn } from '../en/worklist.ts';
import type { Translation } from '../translation.ts';

export const worklist = {
  title: 'Studien',
  search: 'Studien suchen',
  bodyPart: 'Körperregion',
  institution: 'Einrichtung',
  wholeWords: 'Ganze Wörter',
  status: 'Status',
  anyStatus: 'Alle',
  report: 'Befund',
  reportFilters: { yes: 'Mit Befund', no: 'Ohne Befund' },
  density: 'Zeilenhöhe',
  comfortable: 'Bequem',
  compact: 'Kompakt',
  picture: 'Vorschau',
  patient: 'Patient oder Fall',
  images: 'Serien / Bilder',
  received: 'Eingegangen',
  case: 'Fall',
  keys: 'J und K gehen von Studie zu Studie, Eingabe öffnet eine, Strg K sucht in allem.',
  emptyText: 'Die Studien aller Patienten und Fälle erscheinen hier, sobald sie eintreffen.',
  emptyFilterText: 'Weiten Sie den Zeitraum aus, oder nehmen Sie einen Filter weg.',
} as const satisfies Translation<typeof worklistEn>;

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
