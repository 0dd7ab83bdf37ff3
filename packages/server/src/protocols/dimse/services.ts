// Which SOP classes are served to whom, in which transfer syntaxes and roles. A table, no work.
import type { PeerRight } from '@lumenbox/contract';
import { lookupTransferSyntax, transferSyntaxUids } from '@lumenbox/dicom';
import {
  queryRetrieveClasses,
  type RoleSelection,
  type Service,
  storageCommitmentUid,
  verificationUid,
} from '@lumenbox/dicom/network';
import { isStorage } from './storage-classes.ts';

/** Uncompressed syntaxes: all that data sets without pixels need. */
const plainSyntaxes: ReadonlySet<string> = new Set([
  transferSyntaxUids.implicitLittleEndian,
  transferSyntaxUids.explicitLittleEndian,
  transferSyntaxUids.explicitBigEndian,
]);

/** Not encodings of a data set in a message: the MIME and XML forms of e-mail and markup, and PS3.22's streams. */
const noMessageSyntaxes = /^1\.2\.840\.10008\.1\.2\.(6|7)\./;

/** Syntaxes in which instances are taken: every one of the standard that a message can carry. */
function isStorable(transferSyntax: string): boolean {
  return lookupTransferSyntax(transferSyntax) !== undefined && !noMessageSyntaxes.test(transferSyntax);
}

const isPlain = (transferSyntax: string) => plainSyntaxes.has(transferSyntax);

/** What we say of an abstract syntax that a peer of these rights proposes. */
export function serviceOf(
  abstractSyntax: string,
  proposed: Pick<RoleSelection, 'scp'>,
  peer: { rights: ReadonlySet<PeerRight>; privateSopClasses: ReadonlySet<string> },
): Service {
  const { rights, privateSopClasses } = peer;
  if (abstractSyntax === verificationUid)
    return { kind: 'served', takes: isPlain, roles: { scu: true, scp: false } };
  if (isStorage(abstractSyntax, privateSopClasses)) {
    // As SCP of storage a peer fetches by C-GET (PS3.4 C.5.3): that takes the right to retrieve and no other.
    const roles = { scu: rights.has('store'), scp: rights.has('retrieve') };
    return roles.scu || (proposed.scp && roles.scp)
      ? { kind: 'served', takes: isStorable, roles }
      : { kind: 'refused' };
  }
  if (abstractSyntax === storageCommitmentUid)
    return rights.has('store')
      ? { kind: 'served', takes: isPlain, roles: { scu: true, scp: false } }
      : { kind: 'refused' };
  const query = queryRetrieveClasses.get(abstractSyntax);
  if (query === undefined) return { kind: 'unknown' };
  return rights.has(query.operation === 'find' ? 'query' : 'retrieve')
    ? { kind: 'served', takes: isPlain, roles: { scu: true, scp: false } }
    : { kind: 'refused' };
}
