// German texts of the page Home.
import type { home as en } from '../en/home.ts';
import type { Translation } from '../translation.ts';

export const home = {
  title: 'Start',
  description: 'Was eingegangen ist, was läuft und was wartet in {{team}}.',
  counts: {
    title: 'Bestand des Teams',
    patients: 'Patienten',
    cases: 'Fälle',
    studies: 'Studien',
    storage: 'Belegter Speicher',
  },
  waiting: {
    title: 'Wartet auf eine Entscheidung',
    none: 'Nichts wartet auf Sie.',
    inbox_one: '{{count}} zurückgehaltene Studie',
    inbox_other: '{{count}} zurückgehaltene Studien',
    inboxText: 'Sagen Sie, wem die Bilder gehören, oder verwerfen Sie sie.',
    inboxReadText: 'Wer Studien ändern darf, entscheidet, wem die Bilder gehören.',
    review_one: '{{count}} Bild zu prüfen',
    review_other: '{{count}} Bilder zu prüfen',
    reviewText: 'Schwärzen Sie, was auf eine Person hinweist; nehmen Sie an oder lehnen Sie ab.',
    transfers_one: '{{count}} fehlgeschlagene Übertragung',
    transfers_other: '{{count}} fehlgeschlagene Übertragungen',
    transfersText: 'Aus den letzten zwei Wochen, seither nicht erneut gesendet.',
  },
  uploads: { title: 'Laufende Uploads' },
  arrivals: {
    title: 'Zuletzt eingegangen',
    all: 'Alle Studien',
    withoutReport: 'Studien ohne Befund',
    emptyText: 'Legen Sie einen Ordner mit DICOM-Dateien irgendwo auf dieser Seite ab.',
  },
  begin: {
    title: 'So beginnen Sie',
    text: '{{team}} hat noch keine Patienten, Fälle oder Studien.',
    patient: 'Patienten anlegen',
    patientText: 'Bilder, die Sie auf der Seite eines Patienten ablegen, gehen an diesen Patienten.',
    files: 'Dateien ablegen',
    filesText:
      'DICOM-Dateien, Ordner und ZIP-Archive, irgendwo auf dieser Seite abgelegt, gehen an die Patienten, die sie nennen. Was sich nicht zuordnen lässt, wartet im Posteingang.',
    phantoms: 'Erst einmal umsehen',
    phantomsText:
      'Dieser Befehl, auf dem Server ausgeführt, legt einen Patienten mit CT, MR und Röntgenbild an, alles berechnet, ohne Daten wirklicher Personen.',
  },
} as const satisfies Translation<typeof en>;
