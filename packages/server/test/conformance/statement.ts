// The DICOM conformance statement (PS3.2) as a page: docs/dicom-conformance.md. Its tables come from the code that serves; the prose
// around them stands here and in the files beside.
import { implementationClassUid, implementationVersionName, knownCharacterSets } from '@lumenbox/dicom';
import { tlsProfile } from '../../src/associations/tls-options.ts';
import { echoContexts } from '../../src/features/peers/echo-peer.ts';
import { networkingSection } from './associations.ts';
import { dicomwebSection, webServices } from './dicomweb.ts';
import { displaySection } from './display.ts';
import { className, code, codes, table } from './markdown.ts';
import { searchAttributes } from './search-attributes.ts';
import { serviceClasses, storageClassesTable, takenSyntaxes } from './sop-classes.ts';
import { transferSyntaxesTable } from './transfer-syntaxes.ts';

/** The page as Markdown. */
export function conformanceStatement(): string {
  return `${[
    '# DICOM conformance statement',
    'In the form of PS3.2. Its tables are made from the code (`packages/server/test/conformance`), and a test fails when the page is out of date (`LUMENBOX_UPDATE_GOLDEN=1` writes it anew).',
    overviewSection(),
    introductionSection(),
    networkingSection(),
    dicomwebSection(),
    mediaSection(),
    transferSyntaxSection(),
    characterSetSection(),
    securitySection(),
    privacySection(),
    displaySection(),
    '## Annex A: Storage SOP classes',
    'Those of the edition that the dictionary was made from. Each is taken and given, as SCP and SCU.',
    storageClassesTable(className),
    '## Annex B: Attributes of queries',
    'One index serves C-FIND and QIDO-RS. A condition may name the attributes of its level and of the levels above. Universal matching, of an empty key or of `*`, is there for all. Attributes of patients are told with those of their studies. C-FIND tells every attribute of these lists that is among its keys, but for RetrieveURL.',
    searchAttributes(),
  ].join('\n\n')}\n`;
}

function overviewSection(): string {
  const calls = (uid: string) => echoContexts.some(({ abstractSyntax }) => abstractSyntax === uid);
  const yesOrNo = (is: boolean) => (is ? 'yes' : 'no');
  return [
    '## 1 Overview',
    'Lumenbox is an archive of medical images with a web app. Modalities, workstations and other archives send to it, search in it and fetch from it over DIMSE and over DICOMweb; it sends to them over DIMSE.',
    table(
      ['Network service', 'User (SCU)', 'Provider (SCP)'],
      [
        ['Storage: every class of [Annex A](#annex-a-storage-sop-classes), and others', 'yes', 'yes'],
        ...serviceClasses.map(([name, uid]) => [
          name,
          yesOrNo(calls(uid)),
          yesOrNo(takenSyntaxes(uid).length > 0),
        ]),
      ],
    ),
    table(
      ['Web service', 'Section', 'Origin server', 'User agent'],
      webServices.map(([name, section, isServed]) => [name, section, yesOrNo(isServed), 'no']),
    ),
    table(
      ['Media', 'Writes (FSC)', 'Reads (FSR)'],
      [['A file-set with a DICOMDIR, in a folder or a zip', 'yes', 'its files, without its DICOMDIR']],
    ),
  ].join('\n\n');
}

function introductionSection(): string {
  return [
    '## 2 Introduction',
    'For those who connect systems to Lumenbox. It says what is implemented; it does not replace trying two systems together. Lumenbox is no medical device and not for primary diagnosis.',
    table(
      ['', ''],
      [
        ['Implementation Class UID', code(implementationClassUid)],
        ['Implementation Version Name', code(implementationVersionName)],
        ['Standard', 'DICOM 2024e; sections are quoted as PS3.x'],
        [
          'Terms',
          'AE, SCU, SCP, SOP, UID as PS3.2 and PS3.7 define them; realm, peer, transfer as in [ARCHITECTURE.md](../ARCHITECTURE.md#words)',
        ],
      ],
    ),
  ].join('\n\n');
}

function mediaSection(): string {
  return `## 5 Media interchange

A study is exported as a file-set (PS3.10 8) with a DICOMDIR, into a folder or a zip, over the API, the dashboard, DICOMweb (\`application/zip\`) and the command line. Files are named \`DICOM/ST00001/SE00001/IM00001\` and are the ones that were received, in whatever transfer syntax; for that reason no application profile of PS3.11 is claimed. The directory has PATIENT, STUDY, SERIES and the record of each kind of instance (PS3.3 F.5), in Explicit VR Little Endian.

Uploads and imports read files, folders and zips of any arrangement. A DICOMDIR among them is passed over: the files that it lists are taken by themselves, those without preamble or File Meta Information too.`;
}

function transferSyntaxSection(): string {
  return `## 6 Transfer syntaxes

Instances are taken in each of these, over DIMSE, DICOMweb and uploads, and kept as they came. "Converted from": pixels can be decoded, rendered, and handed out in another syntax. "Converted to": instances can be handed out in it. Conversions lose nothing more than what was lost before: what a codec compresses is decoded again and compared before it is handed out. An image that does not fit the other syntax (floats, single bits, more than 16 bits) is 406 over DICOMweb or, behind others in one answer, comes as it is stored; over DIMSE it counts as failed.

${transferSyntaxesTable()}`;
}

function characterSetSection(): string {
  return `## 7 Character sets

Read, alone or with code extensions, in person names with all three groups: ${codes(knownCharacterSets())}. Some spellings outside the standard, as \`UTF-8\` or \`ISO-8859-1\`, are understood as what they mean.

Answers of queries, DICOM JSON, DICOM XML and what Lumenbox makes itself are in \`ISO_IR 192\`. Instances keep the character set in which they were received. Keys of C-FIND are read in the Specific Character Set of the identifier.`;
}

function securitySection(): string {
  return `## 8 Security

**DIMSE over TLS** as the BCP 195 secure transport profiles of PS3.15 B.12 want it (RFC 9325): ${tlsProfile.minVersion.replace('v', ' ')} and newer, with ${codes(tlsProfile.ciphers.split(':'))}. It listens beside the plain port when a certificate is set; with \`LUMENBOX_DIMSE_TLS_AUTHORITIES\` a peer must show a certificate of one of these authorities. A peer that is marked so is called over TLS, its certificate is checked, and ours is shown.

**HTTP** is put behind a TLS proxy. Callers show a bearer token or a session; OAuth 2 is not implemented. Both services listen on the machine's own address alone until they are told otherwise.

**Who may do what**: the calling title and the rights of a peer; over HTTP the permissions of [permissions.md](permissions.md). Every association, query, retrieval, transfer and change is in the audit trail of its realm; the trail is read in the dashboard and over the API, and not sent as PS3.15 A.5 messages.`;
}

function privacySection(): string {
  return `## 9 Privacy

A realm sees nothing of another, over any service. Logs, metrics and error comments hold no attributes of patients: a comment of a response names an attribute and never a value. Instances go out as they were received: nothing is de-identified on the way out, and \`anonymize\` of WADO-URI is refused. Digital signatures are kept and neither checked nor made.`;
}
