// German texts of receipts of de-identification.
import type { receipts as en } from '../en/receipts.ts';
import type { Translation } from '../translation.ts';

export const receipts = {
  title: 'De-Identifizierungsbeleg',
  text: 'Was auf dem Weg in den Fall mit dieser Studie geschah, signiert von dieser Installation. Er trägt keine Identität.',
  checking: 'Die Signatur wird geprüft …',
  valid: 'Die Signatur ist gültig: Der Beleg ist so, wie er signiert wurde.',
  invalid:
    'Die Signatur ist ungültig. Der Beleg wurde nach dem Signieren verändert oder stammt von anderswo.',
  cannotCheck: 'Dieser Browser kann die Signatur nicht prüfen. Der Befehl unten kann es.',
  download: 'Herunterladen (JSON)',
  issued: 'Ausgestellt',
  profile: 'Profil',
  profileVersion: '{{name}}, Version {{version}}',
  profiles: { basic: 'Basic', teaching: 'Teaching', research: 'Research' },
  options: 'Optionen (PS3.15 E.3)',
  noOptions: 'Keine: nur das Basic Profile',
  edition: 'Ausgabe des Standards',
  engine: 'Programm',
  dates: 'Daten',
  datesAre: {
    kept: 'Behalten',
    shifted: 'Um eine geheime Zahl von Tagen verschoben, für alle dieselbe',
    removed: 'Entfernt',
  },
  uids: 'Ersetzte UIDs',
  texts: 'Bereinigte Texte',
  images: 'Bilder',
  key: 'Öffentlicher Schlüssel',
  actions: 'Was geschah, nach Attribut',
  columns: { tag: 'Tag', attribute: 'Attribut', action: 'Aktion', count: 'Anzahl' },
  privateAttribute: 'Private Elemente',
  actionNames: {
    D: 'Durch Platzhalter ersetzt',
    Z: 'Geleert oder durch Platzhalter ersetzt',
    X: 'Entfernt',
    K: 'Behalten',
    C: 'Bereinigt',
    U: 'UID ersetzt',
  },
  files: 'Hash jedes Bildes (SHA-256)',
  filesShown: 'Die ersten {{shown}} von {{count}}; der Download enthält alle.',
  verify: 'Überall prüfbar',
  verifyText: 'Ohne Server und ohne Konto; mit --files auch, dass ein Ordner genau diese Bilder enthält.',
  noReceiptTitle: 'Kein Beleg',
  noReceiptText: 'Diese Studie hat keine Bilder, die hier de-identifiziert wurden.',
} as const satisfies Translation<typeof en>;
