// Reads PDUs that are gathered whole (PS3.8 9.3.2 to 9.3.8): everything but P-DATA-TF, which pdu-stream.ts passes on.
import { itemTypes } from './encode-pdu.ts';
import {
  type AnsweredContext,
  type AssociateAccept,
  type AssociateRequest,
  abortReasons,
  type ControlPdu,
  type ProposedContext,
  pduTypes,
  type UserInformation,
} from './pdu.ts';
import { FieldReader, PduError } from './pdu-bytes.ts';
import { decodeUserInformation, uidText } from './user-information.ts';

/** There are no more odd numbers in a byte (PS3.8 9.3.2.2). */
const contextsMax = 128;
/** More than twice the transfer syntaxes of the standard; each costs the acceptor a look. */
const transferSyntaxesMax = 200;

/** Reads a PDU's body, the bytes behind its length. @throws PduError */
export function decodePdu(type: number, body: Uint8Array): ControlPdu {
  const reader = new FieldReader(body);
  switch (type) {
    case pduTypes.associateRequest:
      return decodeRequest(reader);
    case pduTypes.associateAccept:
      return decodeAccept(reader);
    case pduTypes.associateReject:
      reader.bytes(1);
      return {
        type: 'associate-reject',
        result: reader.uint8(),
        source: reader.uint8(),
        reason: reader.uint8(),
      };
    case pduTypes.releaseRequest:
      reader.bytes(4);
      return { type: 'release-request' };
    case pduTypes.releaseResponse:
      reader.bytes(4);
      return { type: 'release-response' };
    case pduTypes.abort:
      reader.bytes(2);
      return { type: 'abort', source: reader.uint8(), reason: reader.uint8() };
    default:
      throw new PduError('A PDU has an unknown type.', { reason: abortReasons.unrecognizedPdu });
  }
}

type Items<Context> = {
  applicationContextName: string;
  contexts: Context[];
  userInformation: UserInformation;
};

function decodeRequest(reader: FieldReader): AssociateRequest {
  const head = decodeHead(reader);
  const items = decodeItems(reader, { type: itemTypes.proposedContext, decode: decodeProposed });
  return { type: 'associate-request', ...head, ...items };
}

function decodeAccept(reader: FieldReader): AssociateAccept {
  const { calledAeTitle, callingAeTitle } = decodeHead(reader);
  const { contexts, userInformation } = decodeItems(reader, {
    type: itemTypes.answeredContext,
    decode: decodeAnswered,
  });
  return { type: 'associate-accept', calledAeTitle, callingAeTitle, contexts, userInformation };
}

/** A title is filled up with spaces (PS3.8 9.3.2); some senders fill it with NUL, and what stands behind one is no part of it. */
function titleText(reader: FieldReader): string {
  return (reader.text(16).split('\0')[0] ?? '').trim();
}

function decodeHead(reader: FieldReader) {
  const protocolVersion = reader.uint16();
  reader.bytes(2);
  const calledAeTitle = titleText(reader);
  const callingAeTitle = titleText(reader);
  reader.bytes(32);
  return { protocolVersion, calledAeTitle, callingAeTitle };
}

function decodeItems<Context>(
  reader: FieldReader,
  contextItem: { type: number; decode: (item: FieldReader) => Context },
): Items<Context> {
  const items: Items<Context> = {
    applicationContextName: '',
    contexts: [],
    userInformation: decodeUserInformation(new Uint8Array(0)),
  };
  while (reader.remaining > 0) {
    const type = reader.uint8();
    reader.uint8();
    const value = reader.bytes(reader.uint16());
    if (type === itemTypes.applicationContext)
      items.applicationContextName = uidText(new FieldReader(value), value.length);
    else if (type === itemTypes.userInformation) items.userInformation = decodeUserInformation(value);
    else if (type === contextItem.type) {
      if (items.contexts.length === contextsMax) throw invalid('There are too many presentation contexts.');
      items.contexts.push(contextItem.decode(new FieldReader(value)));
    }
    // Other items are of an edition that is not known here, and are skipped (PS3.8 9.3.1).
  }
  return items;
}

function decodeProposed(item: FieldReader): ProposedContext {
  const id = item.uint8();
  item.bytes(3);
  if (id % 2 === 0) throw invalid('The id of a presentation context is not odd.');
  let abstractSyntax = '';
  const transferSyntaxes: string[] = [];
  while (item.remaining > 0) {
    const type = item.uint8();
    item.uint8();
    const uid = uidText(item, item.uint16());
    if (type === itemTypes.abstractSyntax) abstractSyntax = uid;
    else if (type === itemTypes.transferSyntax) transferSyntaxes.push(uid);
    if (transferSyntaxes.length > transferSyntaxesMax) throw invalid('There are too many transfer syntaxes.');
  }
  return { id, abstractSyntax, transferSyntaxes };
}

function decodeAnswered(item: FieldReader): AnsweredContext {
  const id = item.uint8();
  item.bytes(1);
  const result = item.uint8();
  item.bytes(1);
  let transferSyntax = '';
  while (item.remaining > 0) {
    const type = item.uint8();
    item.uint8();
    const uid = uidText(item, item.uint16());
    if (type === itemTypes.transferSyntax) transferSyntax = uid;
  }
  return { id, result, transferSyntax };
}

function invalid(message: string): PduError {
  return new PduError(message, { reason: abortReasons.invalidParameterValue });
}
