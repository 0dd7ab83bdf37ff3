// German texts of the page about this installation.
import type { about as aboutEn } from '../en/about.ts';
import type { Translation } from '../translation.ts';

export const about = {
  title: 'Über Lumenbox',
  description: 'Was hier läuft, in welchem Zustand, und welche Software Dritter darin steckt.',
  installation: 'Diese Installation',
  version: 'Version',
  licence: 'Lizenz',
  api: 'API',
  reference: 'Referenz der REST-API',
  well: 'Der Server läuft einwandfrei: Er erreicht alles, was er braucht.',
  unwell: 'Der Server läuft nicht einwandfrei',
  purpose: 'Wofür es nicht gedacht ist',
  notForDiagnosis:
    'Lumenbox ist kein zertifiziertes Medizinprodukt, und sein Viewer dient nicht der Primärbefundung. Befunden Sie an einem Arbeitsplatz, der dafür zugelassen ist.',
  licences: 'Software Dritter',
  licencesText:
    'Was mit Lumenbox ausgeliefert wird, im Browser und auf dem Server, jedes unter seiner Lizenz.',
  packages: '{{formatted}} Pakete',
  package: 'Paket',
} as const satisfies Translation<typeof aboutEn>;
