// What is done with each transfer syntax: taken, decoded, written anew, handed out as a media type. Asked of the code, syntax by syntax.
import { storageSopClassUids, transferSyntaxes, transferSyntaxUids } from '@lumenbox/dicom';
import { canTranscode, encodableTransferSyntaxUids } from '../../src/pixels/index.ts';
import { frameMediaType } from '../../src/protocols/dicomweb/transfer-syntaxes.ts';
import { code, table } from './markdown.ts';
import { takenSyntaxes } from './sop-classes.ts';

const yes = (is: boolean): string => (is ? 'yes' : '');

/** One line for each transfer syntax that is taken. */
export function transferSyntaxesTable(): string {
  const [someStorage = ''] = storageSopClassUids();
  const taken = new Set(takenSyntaxes(someStorage).map(({ uid }) => uid));
  // Any syntax but its own proves that pixels can be decoded.
  const canConvert = (uid: string) =>
    encodableTransferSyntaxUids.some((to) => to !== uid && canTranscode(uid, to));
  return table(
    ['Transfer syntax', 'UID', 'Converted from', 'Converted to', 'Media type of its frames'],
    transferSyntaxes
      .filter(({ uid }) => taken.has(uid))
      .map(({ name, uid, retired }) => [
        retired ? `${name} (retired)` : name,
        code(uid),
        yes(canConvert(uid)),
        yes(encodableTransferSyntaxUids.includes(uid) || uid === transferSyntaxUids.explicitLittleEndian),
        code(frameMediaType(uid)),
      ]),
  );
}

/** What PS3.6 calls a transfer syntax. */
export function syntaxName(uid: string): string {
  return transferSyntaxes.find((syntax) => syntax.uid === uid)?.name ?? uid;
}
