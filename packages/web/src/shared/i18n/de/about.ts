// German texts of the page about this installation.
import type { about as aboutEn } from '../en/about.ts';
import type { Translation } from '../translation.ts';

export const about = {
  title: 'Über Lumenbox',
  description: 'Was hier läuft, ob es ihm gut geht, und wessen Software darin steckt.',
  installation: 'Diese Installation',
  version: 'Version',
  licence: 'Lizenz',
  api: 'API',
  reference: 'Referenz der REST-API',
  well: 'Dem Server geht es gut: Er erreicht alles, was er braucht.',
  unwell: 'Der Server kann nicht arbeiten, wie er soll',
  purpose: 'Wofür es nicht gedacht ist',
  notForDiagnosis:
    'Lumenbox ist kein zertifiziertes Medizinprodukt, und sein Betrachter dient nicht der Primärdiagnose. Befunden Sie an einem Arbeitsplatz, der dafür zugelassen ist.',
  licences: 'Software anderer',
  licencesText:
    'Was mit Lumenbox ausgeliefert wird, im Browser und auf dem Server, jedes unter seiner Lizenz.',
  packages: '{{formatted}} Pakete',
  package: 'Paket',
} as const satisfies Translation<typeof aboutEn>;
