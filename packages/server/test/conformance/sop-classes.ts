// Which SOP classes the listener serves, as it answers when they are proposed: in which syntaxes and roles, to peers of which rights.
import { peerRights } from '@lumenbox/contract';
import { storageSopClassUids, transferSyntaxes } from '@lumenbox/dicom';
import {
  queryRetrieveClasses,
  type Service,
  storageCommitmentUid,
  verificationUid,
} from '@lumenbox/dicom/network';
import { serviceOf } from '../../src/protocols/dimse/services.ts';
import { code, listed, table } from './markdown.ts';

const none = new Set<string>();

/** The answer to a peer of some rights. */
function answerTo(uid: string, rights: readonly (typeof peerRights)[number][], scp = false): Service {
  return serviceOf(uid, { scp }, { rights: new Set(rights), privateSopClasses: none });
}

/** The transfer syntaxes in which a class is taken from a peer of all rights. */
export function takenSyntaxes(uid: string): readonly (typeof transferSyntaxes)[number][] {
  const answer = answerTo(uid, peerRights);
  return answer.kind === 'served' ? transferSyntaxes.filter((syntax) => answer.takes(syntax.uid)) : [];
}

/** The right without which a class is refused. */
function rightFor(uid: string): string {
  if (answerTo(uid, []).kind === 'served') return 'none';
  return peerRights
    .filter((right) => answerTo(uid, [right]).kind === 'served')
    .map(code)
    .join(', ');
}

/** Our role: the mirror of what the requestor may be. */
function rolesOf(uid: string): string {
  const answer = answerTo(uid, peerRights, true);
  if (answer.kind !== 'served') return 'none';
  return [answer.roles.scu ? 'SCP' : '', answer.roles.scp ? 'SCU (by role selection)' : '']
    .filter((role) => role !== '')
    .join(', ');
}

const operationNames = { find: 'FIND', move: 'MOVE', get: 'GET' } as const;

/** The classes of services other than storage, by name. */
export const serviceClasses: readonly (readonly [name: string, uid: string])[] = [
  ['Verification', verificationUid],
  ['Storage Commitment Push Model', storageCommitmentUid],
  ...[...queryRetrieveClasses].map(
    ([uid, { root, operation }]) =>
      [
        `${root === 'patient' ? 'Patient' : 'Study'} Root Query/Retrieve Information Model - ${operationNames[operation]}`,
        uid,
      ] as const,
  ),
];

/** Presentation contexts that are accepted. */
export function acceptedContextsTable(): string {
  const storage = storageSopClassUids();
  const [someStorage = ''] = storage;
  const syntaxesText = (uid: string) => listed(takenSyntaxes(uid).map(({ name }) => name));
  return table(
    ['Abstract syntax', 'UID', 'Transfer syntaxes', 'Our role', 'Right of the peer'],
    [
      ...serviceClasses.map(([name, uid]) => [
        name,
        code(uid),
        syntaxesText(uid),
        rolesOf(uid),
        rightFor(uid),
      ]),
      [
        'Storage classes, [Annex A](#annex-a-storage-sop-classes)',
        '',
        `${takenSyntaxes(someStorage).length} of the standard, [Section 6](#6-transfer-syntaxes)`,
        rolesOf(someStorage),
        '`store` to send to us, `retrieve` to take the role of the SCP for C-GET',
      ],
    ],
  );
}

/** Every storage class of the standard's edition. */
export function storageClassesTable(nameOf: (uid: string) => string): string {
  return table(
    ['SOP class', 'UID'],
    storageSopClassUids().map((uid) => [nameOf(uid), code(uid)]),
  );
}
