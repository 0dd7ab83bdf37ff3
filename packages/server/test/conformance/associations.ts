// The networking part of the statement: application entities, association policies, the services of DIMSE. Prose and tables.
import { implementationClassUid, implementationVersionName, transferSyntaxUids } from '@lumenbox/dicom';
import {
  applicationContextName,
  type ProposedContext,
  rejections,
  storageCommitmentInstanceUid,
} from '@lumenbox/dicom/network';
import { artimMs, idleMsDefault, pduLengthMax } from '../../src/associations/association-socket.ts';
import { answerMsMax, releaseMsMax } from '../../src/associations/client-association.ts';
import { openMsMax } from '../../src/associations/open-association.ts';
import { readConfig } from '../../src/config.ts';
import { reportContexts } from '../../src/features/commitments/report-commitment.job.ts';
import { echoContexts } from '../../src/features/peers/echo-peer.ts';
import { contextsMax, proposedContexts } from '../../src/features/transfers/outgoing-instance.ts';
import { sendTransferJob } from '../../src/features/transfers/send-transfer.job.ts';
import { matchesMax } from '../../src/protocols/dimse/c-find.ts';
import { associationsMax, associationsOfPeerMax } from '../../src/protocols/dimse/listener.ts';
import { questionBytesMax } from '../../src/protocols/dimse/n-action.ts';
import { operationsMax } from '../../src/protocols/dimse/operations.ts';
import { answerMsMax as subOperationMsMax } from '../../src/protocols/dimse/own-requests.ts';
import { identifierBytesMax } from '../../src/protocols/dimse/query-identifier.ts';
import { instancesMax, studiesMax } from '../../src/protocols/dimse/retrieve.ts';
import { className, code, mebibytes, number, seconds, table } from './markdown.ts';
import { levelTitles, uniqueKeys } from './search-attributes.ts';
import { acceptedContextsTable, serviceClasses } from './sop-classes.ts';
import { commitmentStatusesTable, queryStatusesTable, storeStatusesTable } from './statuses.ts';
import { syntaxName } from './transfer-syntaxes.ts';

const { dimse } = readConfig({});

const policies = (): string =>
  table(
    ['Policy', 'Value'],
    [
      ['Application context', code(applicationContextName)],
      ['Implementation Class UID', code(implementationClassUid)],
      ['Implementation Version Name', code(implementationVersionName)],
      ['Application entity title', 'one for each realm, set by its administrator; there is no default'],
      ['Port', `${dimse.port} (\`LUMENBOX_DIMSE_PORT\`); over TLS \`LUMENBOX_DIMSE_TLS_PORT\``],
      ['Maximum length of a P-DATA-TF that we take', `${number(pduLengthMax)} bytes`],
      [
        'Associations at the same time, as acceptor',
        `${associationsMax}, ${associationsOfPeerMax} of one peer`,
      ],
      [
        'Asynchronous operations window, as acceptor',
        `negotiated: up to ${operationsMax} operations invoked by the peer, 1 performed`,
      ],
      ['Asynchronous operations window, as requestor', 'not proposed: one operation at a time'],
      ['SCP/SCU role selection', 'negotiated as acceptor; proposed for reports of storage commitment'],
      ['SOP Class Extended Negotiation', 'not supported: it is passed over'],
      [
        'User identity negotiation',
        'accepted and not checked, with an empty answer when one is wanted; never proposed',
      ],
      ['ARTIM time-out', seconds(artimMs)],
      ['Silence after which an association is aborted', seconds(idleMsDefault)],
      ['Connecting and negotiating, as requestor', seconds(openMsMax)],
      ['Answer to a request of ours', seconds(answerMsMax)],
      ['Answer to a sub-operation of C-GET', seconds(subOperationMsMax)],
      ['Answer to a release', seconds(releaseMsMax)],
    ],
  );

const rejectionMeanings = {
  calledAeTitleNotRecognized: 'No realm has the called title.',
  callingAeTitleNotRecognized: 'The realm knows no peer of the calling title.',
  localLimitExceeded: 'Too many associations, of all or of this peer; or the server is about to stop.',
  protocolVersionNotSupported: 'Another version of the protocol than 1.',
  applicationContextNotSupported: 'Another application context.',
} as const;

const rejectionsTable = (): string =>
  table(
    ['Result', 'Source', 'Reason', 'When'],
    Object.entries(rejectionMeanings).map(([name, when]) => {
      const { result, source, reason } = rejections[name as keyof typeof rejectionMeanings];
      return [String(result), String(source), String(reason), when];
    }),
  );

function proposedTable(): string {
  const ct = '1.2.840.10008.5.1.4.1.1.2';
  const stored = [{ sop_class_uid: ct, transfer_syntax_uid: '1.2.840.10008.1.2.4.80' }];
  const nameOf = (uid: string) => serviceClasses.find(([, known]) => known === uid)?.[0] ?? className(uid);
  const rows = (service: string, contexts: readonly ProposedContext[], role: string) =>
    contexts.map(({ abstractSyntax, transferSyntaxes }) => [
      service,
      nameOf(abstractSyntax),
      transferSyntaxes.map(syntaxName).join(', '),
      role,
    ]);
  return table(
    ['For', 'Abstract syntax', 'Transfer syntaxes', 'Role'],
    [
      ...rows('C-ECHO', echoContexts, 'SCU'),
      ...rows('C-STORE of a CT image that is kept in JPEG-LS, for example', proposedContexts(stored), 'SCU'),
      ...rows('N-EVENT-REPORT', reportContexts, 'SCP, proposed'),
    ],
  );
}

const keysTable = (): string =>
  table(
    ['Level', 'Unique keys of a retrieval'],
    [
      [`${levelTitles.patient} (patient root)`, `${uniqueKeys.patient}, one value`],
      [levelTitles.study, `${uniqueKeys.study}, a list`],
      [levelTitles.series, `${uniqueKeys.study}, one value; ${uniqueKeys.series}, a list`],
      [
        levelTitles.instance,
        `${uniqueKeys.study} and ${uniqueKeys.series}, one value each; ${uniqueKeys.instance}, a list`,
      ],
    ],
  );

/** The section on networking. */
export function networkingSection(): string {
  return [
    '## 3 Networking',
    `### 3.1 Implementation model

Every realm is an application entity of its own behind one listener: the called title of an association names the realm, the calling title a peer that the realm has registered. Both are compared as they are, without spaces at the ends. The peer's network address is not checked; over TLS its certificate can be ([Section 8](#8-security)). A peer has any of the rights to store, to query and to retrieve, and sees its realm alone.

As acceptor an entity verifies, stores, answers queries, hands out instances and commits to storage. As requestor it sends C-ECHO and instances to peers that have a host and a port: when a user or the API asks (a transfer), when a peer asks by C-MOVE, and to report on storage commitment. A transfer to a peer that cannot be reached is tried again with growing delays, ${sendTransferJob.attemptsMax} times within about half a day; what the peer has answered is not sent twice.

### 3.2 Association policies`,
    policies(),
    '#### 3.2.1 Rejections',
    rejectionsTable(),
    '#### 3.2.2 Presentation contexts that are accepted',
    'Of the transfer syntaxes that are taken the first that is proposed is accepted. A class for which a peer lacks the right is rejected by the user (result 1), an unknown one as not supported (result 3).',
    acceptedContextsTable(),
    '#### 3.2.3 Presentation contexts that are proposed',
    `Of each class one for every compressed transfer syntax that its instances are kept in, and one each for the two that any receiver can take; ${contextsMax} at most.`,
    proposedTable(),
    `#### 3.2.4 Storage

Conformance to storage is Level 2 (Full): everything that was sent is kept, byte for byte, private elements too. A new File Meta Information is put before the data set. A data set that is native, and in another encoding than that of its context, is kept and handed on under its own; a compressed one is refused (C000H). Nothing of the data set is coerced, and no signature is checked or made. Any class below \`1.2.840.10008.5.1.4.1.1\` is taken, those of later editions too, and the private ones of \`LUMENBOX_PRIVATE_SOP_CLASSES\`.

Success is answered when the object and its index are on disk, and not before. The instance goes to the patient whom the realm's matching rule finds: by patient ID and issuer and, where the realm allows it, by name, birth date and sex. When there is none, one is made or the instance is held, as the realm says; when what it says of its patient contradicts what is known, or several fit, it is held in the inbox until somebody decides. Other bytes under a SOP Instance UID that is here already are answered with success: the first stay, or, where the realm says so, the new ones take their place.`,
    storeStatusesTable(),
    `A request without its data set or out of order aborts the association as PS3.8 says. As requestor we count a warning as received, and name what was refused.

#### 3.2.5 Query

Keys that have a value are conditions when [Annex B](#annex-b-attributes-of-queries) has them at the level or above it; what has a value and is no such condition is passed over, and brings status FF01H. Keys that Annex B has at the level or above it are told, empty where nothing is known, and without a value, or with \`*\`, they bring no warning. Keys that it has not, private ones among them, bring FF01H with or without a value, and are not told (PS3.4 C.2.2.1.3). Retrieve AE Title, Instance Availability and Query/Retrieve Level are told in every match. Unique keys of the levels above are not demanded, so that every query is a relational one without being negotiated. Person names match whatever the case and the accents, group by group; other texts as they are. Dates and times match each by itself; keys of one sequence are met by one and the same item. Lists have at most the lengths of [Section 4.2](#42-search-qido-rs). An identifier in another encoding than that of its context is read as it is. Identifiers have at most ${mebibytes(identifierBytesMax)}; at most ${number(matchesMax)} matches are told. C-CANCEL ends a query between two matches.

#### 3.2.6 Retrieval

C-MOVE sends to any peer of the realm that has a host and a port, whoever it is; C-GET over the association itself, in the contexts in which the peer took the role of the SCP. An instance goes in the transfer syntax that it is kept in when that was agreed upon, else in one of those that it can be converted to ([Section 6](#6-transfer-syntaxes)), always without loss. A data set of an odd number of bytes, in which a value was not filled up, is filled up on its way. A response tells the counts after every instance. At most ${number(instancesMax)} instances and, of a patient, ${number(studiesMax)} studies are sent by one request. C-CANCEL ends it between two instances. In the patient root PatientID counts at every level where it has a value, and with it IssuerOfPatientID: another patient's study of the same UID is not sent.`,
    keysTable(),
    queryStatusesTable(),
    `#### 3.2.7 Storage commitment

Push Model, well-known instance \`${storageCommitmentInstanceUid}\`. An instance is committed to when it is in the archive of the realm under the class that was named; otherwise it is in the Failed SOP Sequence with reason 0112H (no such instance) or 0119H (of another class). What is held in the inbox is not committed to (0112H) until it has its patient, because somebody may discard it; nor is the original of what goes into a case, of which nothing but the de-identified image, under other UIDs, is kept. Whoever asks again later is told how it is then. The report goes over an association of ours to the peer's address, with the role of the SCP proposed, and is tried again like a transfer; to a peer without an address over its own association. A question has at most ${mebibytes(questionBytesMax)}. Nothing that was committed to is removed but by a user of the realm who deletes it.`,
    commitmentStatusesTable(),
    `#### 3.2.8 Verification

C-ECHO is answered with success to every peer. The dashboard and the API send it to a peer, in ${syntaxName(transferSyntaxUids.implicitLittleEndian)}.

### 3.3 Network interfaces and configuration

TCP over IPv4 and IPv6. Titles, peers, their addresses and rights are set by administrators of the realm, in the dashboard, over the API and on the command line; ports, TLS and private classes by the operator, as [operations.md](operations.md#dimse) says.

### 3.4 Not supported

- Modality Worklist, Modality Performed Procedure Step, Print, Unified Procedure Step over DIMSE, Instance Availability Notification
- Query/Retrieve as requestor: Lumenbox asks no other archive
- Storage Commitment as requestor
- Patient/Study Only, Composite Instance Root and Without Bulk Data models
- Extended negotiation, combined date and time matching, matching of empty values, time zone adjustment
- Extended user identity checks (user names, SAML, Kerberos, JWT)`,
  ].join('\n\n');
}
