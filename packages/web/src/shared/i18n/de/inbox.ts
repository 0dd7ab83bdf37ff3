// German texts of the inbox, and of the rules by which images find their place.
import type { inbox as inboxEn, realm as realmEn } from '../en/inbox.ts';
import type { Translation } from '../translation.ts';

export const inbox = {
  title: 'Posteingang',
  description: 'Bilder, die sicher verwahrt sind und darauf warten, dass jemand sagt, zu wem sie gehören.',
  columns: {
    facts: 'Angaben der Bilder',
    reason: 'Warum sie warten',
    images: 'Bilder',
    when: 'Seit',
    decide: 'Entscheiden',
  },
  emptyTitle: 'Nichts wartet',
  emptyText: 'Bilder ohne eindeutigen Patienten bleiben hier, bis jemand entscheidet.',
  noFacts: 'Zurückgehalten, bevor die Dateien gelesen wurden',
  assigning: 'Unterwegs',
  decide: 'Entscheiden',
  decideTitle: 'Wessen Bilder sind das?',
  chooseFirst: 'Wählen Sie, wessen Bilder es sind.',
  whose: 'Die Bilder gehören zu',
  aCase: 'Ein Fall',
  fitsBy: {
    named: 'Vom Absender genannt',
    identifier: 'Gleiche Patienten-ID',
    demographics: 'Name, Geburtsdatum und Geschlecht gleich',
  },
  newPatient: 'Neuer Patient: {{name}}',
  otherPatient: 'Anderer Patient',
  findPatient: 'Patient suchen',
  assign: 'Zuordnen',
  assigned_one: '{{count}} Bild geht zu seinem Patienten.',
  assigned_other: '{{count}} Bilder gehen zu ihrem Patienten.',
  imagesHeld_one: '{{count}} Bild',
  imagesHeld_other: '{{count}} Bilder',
  discard: 'Verwerfen',
  discardTitle: 'Diese Bilder verwerfen?',
  discardText_one: '{{count}} Bild wird endgültig gelöscht. Der Absender hält es für gespeichert.',
  discardText_other: '{{count}} Bilder werden endgültig gelöscht. Der Absender hält sie für gespeichert.',
  discarded: 'Die Bilder wurden verworfen.',
} as const satisfies Translation<typeof inboxEn>;

export const realm = {
  title: 'Bildgebung',
  description:
    'Wie eintreffende Bilder zugeordnet werden. Änderungen gelten für Bilder, die ab jetzt eintreffen.',
  aeTitle: 'AE-Titel',
  aeTitleStays: 'Ein Titel lässt sich ändern, aber nicht entfernen: Knoten sprechen das Team damit an.',
  aeTitleText:
    'Der Application Entity Title, unter dem Modalitäten und Archive dieses Team ansprechen. Höchstens 16 Zeichen.',
  keepIdentities: 'Zuordnung der Pseudonyme von Fällen aufbewahren',
  keepIdentitiesText:
    'Verschlüsselt, für Bilder, die ab jetzt eintreffen. Eigentümer und Administratoren können sie herunterladen; jeder Abruf steht im Audit-Protokoll. Aus: Niemand kann je sagen, von wem die Bilder stammen.',
  handOutKeys: 'Browser für Fälle de-identifizieren lassen',
  handOutKeysText:
    'Wer einem Fall Bilder hinzufügen darf, erhält seinen Schlüssel, sodass kein Name den Rechner verlässt. Wer den Schlüssel hat, kann prüfen, ob ein bekanntes Original hinter einer UID des Falls steht. Aus: Dateien für Fälle werden auf dem Server de-identifiziert.',
  byDemographics: 'Nach Name, Geburtsdatum und Geschlecht zuordnen',
  byDemographicsText: 'Für Bilder mit fehlender oder unbekannter Patienten-ID. Alle drei müssen gleich sein.',
  unknown: 'Bilder, zu denen kein Patient passt',
  unknownCreate: 'Patienten aus ihren Angaben anlegen',
  unknownHold: 'Im Posteingang zurückhalten',
  bytes: 'Abweichende Datei zu einer SOP Instance UID, die schon vorhanden ist',
  bytesKeep: 'Die erste behalten und im Upload darauf hinweisen',
  bytesReplace: 'Durch die neue ersetzen',
  caseProfile: 'De-Identifizierung neuer Fälle',
  caseBasic: 'Basic: nichts Identifizierendes, keine Beschreibungen, keine Datumsangaben',
  caseTeaching: 'Teaching: Beschreibungen ohne Namen, dazu Alter, Geschlecht und Größe',
  caseResearch: 'Research: wie Teaching, dazu Datumsangaben, um dieselbe geheime Zahl von Tagen verschoben',
  caseOwn: '{{name}}: eigenes Profil, Version {{version}}',
  saved: 'Die Regeln wurden gespeichert.',
  holds: 'Bestand',
  patients: 'Patienten',
  cases: 'Fälle',
  studies: 'Studien',
  series: 'Serien',
  instances: 'Instanzen',
  size: 'Größe der Bilder',
} as const satisfies Translation<typeof realmEn>;
