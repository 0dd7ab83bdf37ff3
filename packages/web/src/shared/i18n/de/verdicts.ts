// German for what the server says of files that were not simply stored.
import type { verdicts as verdictsEn } from '../en/verdicts.ts';
import type { Translation } from '../translation.ts';

export const verdicts = {
  sentences: {
    notDicom: 'Das ist keine DICOM-Datei.',
    truncated: 'Die Datei endet, bevor sie vollständig ist.',
    valueTooLong: 'Ein Wert gibt eine größere Länge an, als Platz für ihn ist.',
    badLength: 'Die Länge eines Wertes kann nicht stimmen.',
    badItem: 'Eine Sequenz enthält etwas, das kein Element von ihr ist.',
    badVr: 'Eine Wertdarstellung (VR) ist unbekannt.',
    tooDeep: 'Sequenzen sind zu tief verschachtelt.',
    tooManyElements: 'Die Datei hat zu viele Elemente.',
    headerTooLarge: 'Die Daten vor den Pixeln sind zu groß.',
    duplicateTag: 'Ein Element kommt zweimal vor.',
    badTransferSyntax: 'Die Bytes passen weder zur genannten Transfersyntax noch zu einer anderen bekannten.',
    inflateFailed: 'Der komprimierte Datensatz lässt sich nicht entpacken.',
    inflateTooLarge: 'Der komprimierte Datensatz wird zu groß.',
    missingUid: 'Eine UID der Studie, der Serie oder der Instanz fehlt.',
    missingImageAttributes: 'Es gibt Pixel, aber nicht die Angaben, wie sie zu lesen sind.',
    pixelDataTooShort: 'Es sind weniger Pixel da, als der Kopf angibt.',
    badFragments: 'Die Fragmente der Pixel sind beschädigt.',
    framesUnclear:
      'Number of Frames ist keine ganze Zahl über null. Deshalb kann niemand sagen, wie viel der Pixel das Bild ist.',
    tooManyFrames: 'Die Datei hat zu viele Einzelbilder.',
    badUid: 'Eine UID der Studie, der Serie, der Instanz oder ihrer Klasse ist ungültig.',
    missingSopClass: 'Die Datei sagt nicht, was für ein Objekt sie ist (SOP Class UID).',
    otherStudy: 'Die Instanz gehört zu einer anderen Studie als der, an die sie gesendet wurde.',
    otherInstance: 'Der Datensatz gehört zu einer anderen Instanz oder Klasse als angekündigt.',
    tooLarge: 'Die Datei ist größer als erlaubt.',
    notCleanable:
      'In der Datei steht das Verzeichnis eines Datenträgers: Daraus wird kein Bild für einen Fall.',
    badStatement:
      'Sie ist als de-identifiziert bezeichnet. Das geht nur bei einzelnen Dateien für einen Fall, jede mit dem, was an ihr getan wurde.',
    stillIdentified:
      'Sie ist als de-identifiziert bezeichnet, ist es aber nicht. Nichts davon wurde behalten.',
    stillIdentifiedBy:
      'Sie ist als de-identifiziert bezeichnet, ist es aber nicht. Nichts davon wurde behalten. Noch zu tun: {{attributes}}.',
    unreadable: 'Die Datei lässt sich nicht lesen.',
    formBroken: 'Das Formular ist beschädigt und lässt sich nicht weiterlesen.',
    notTakenIn:
      'Der Server hat einen Tag lang versucht, es aufzunehmen, und konnte es nicht. Senden Sie es noch einmal.',
    zipBroken: 'Das ZIP-Archiv ist beschädigt und lässt sich nicht weiterlesen.',
    zipEncrypted: 'Die Datei ist im ZIP-Archiv verschlüsselt.',
    zipEntryBroken: 'Die Datei ist im ZIP-Archiv beschädigt.',
    zipMethodUnknown: 'Die Datei ist im ZIP-Archiv auf eine Weise komprimiert, die hier nicht gelesen wird.',
    zipNested: 'Ein ZIP-Archiv in einem anderen wird nicht geöffnet. Senden Sie es für sich.',
    zipRatio: 'Das ZIP-Archiv enthält entpackt weit mehr, als Bilder es je tun.',
    zipSymlink: 'Einem Verweis im ZIP-Archiv wird nicht gefolgt.',
    zipTooLarge: 'Das ZIP-Archiv oder sein entpackter Inhalt ist größer als erlaubt.',
    zipTooManyEntries: 'Das ZIP-Archiv hat mehr Dateien als erlaubt.',
    zipUnsafePath: 'Der Pfad der Datei im ZIP-Archiv führt aus ihm hinaus.',
    dicomdir: 'Das ist das Verzeichnis eines Datenträgers; die Dateien darin werden für sich genommen.',
    needsReview:
      'Wartet auf die Prüfung: Noch ist nicht sicher, dass niemand daraus zu erkennen ist. Gründe: {{reasons}}.',
    noPatientIdentifier:
      'Die Datei nennt keine Patienten-ID, an der man den Patienten fände. Senden Sie sie an einen Patienten.',
    severalPatients: 'Mehrere Patienten passen zur Datei. Senden Sie sie an einen von ihnen.',
    patientUnknown:
      'Kein Patient passt zur Datei. Legen Sie im Posteingang einen an, oder senden Sie sie an einen Patienten.',
    patientDiffers: 'Die Datei und der Patient widersprechen sich: {{facts}}.',
    patientDiffersInSeveral: 'Die Datei und der Patient widersprechen sich: {{facts}}.',
  },
  facts: {
    birthDate: 'Geburtsdatum',
    identifier: 'Kennung',
    name: 'Name',
    sex: 'Geschlecht',
    and: 'und',
  },
} as const satisfies Translation<typeof verdictsEn>;
