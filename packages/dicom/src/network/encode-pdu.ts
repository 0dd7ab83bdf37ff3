// Makes the bytes of PDUs that are sent whole (PS3.8 9.3.2 to 9.3.8). P-DATA-TF is made in p-data.ts.
import {
  type AnsweredContext,
  applicationContextName,
  type ControlPdu,
  contextResults,
  type ProposedContext,
  pduTypes,
} from './pdu.ts';
import { bytesOfAscii, joined, uint16Bytes, uint32Bytes } from './pdu-bytes.ts';
import { encodeUserInformation, subItem } from './user-information.ts';

/** Types of the items of A-ASSOCIATE PDUs. */
export const itemTypes = {
  applicationContext: 0x10,
  proposedContext: 0x20,
  answeredContext: 0x21,
  abstractSyntax: 0x30,
  transferSyntax: 0x40,
  userInformation: 0x50,
} as const;

/** The bytes of a PDU. @throws RangeError when an item is too long for its length field */
export function encodePdu(pdu: ControlPdu): Uint8Array {
  switch (pdu.type) {
    case 'associate-request':
      return framed(
        pduTypes.associateRequest,
        joined([
          associateHead(pdu),
          subItem(itemTypes.applicationContext, bytesOfAscii(pdu.applicationContextName)),
          ...pdu.contexts.map(encodeProposed),
          subItem(itemTypes.userInformation, encodeUserInformation(pdu.userInformation)),
        ]),
      );
    case 'associate-accept':
      return framed(
        pduTypes.associateAccept,
        joined([
          associateHead({ ...pdu, protocolVersion: 1 }),
          subItem(itemTypes.applicationContext, bytesOfAscii(applicationContextName)),
          ...pdu.contexts.map(encodeAnswered),
          subItem(itemTypes.userInformation, encodeUserInformation(pdu.userInformation)),
        ]),
      );
    case 'associate-reject':
      return framed(pduTypes.associateReject, Uint8Array.of(0, pdu.result, pdu.source, pdu.reason));
    case 'release-request':
      return framed(pduTypes.releaseRequest, new Uint8Array(4));
    case 'release-response':
      return framed(pduTypes.releaseResponse, new Uint8Array(4));
    case 'abort':
      return framed(pduTypes.abort, Uint8Array.of(0, 0, pdu.source, pdu.reason));
  }
}

function framed(type: number, body: Uint8Array): Uint8Array {
  return joined([Uint8Array.of(type, 0), uint32Bytes(body.length), body]);
}

function associateHead(pdu: {
  protocolVersion: number;
  calledAeTitle: string;
  callingAeTitle: string;
}): Uint8Array {
  return joined([
    uint16Bytes(pdu.protocolVersion),
    new Uint8Array(2),
    titleField(pdu.calledAeTitle),
    titleField(pdu.callingAeTitle),
    new Uint8Array(32),
  ]);
}

/** 16 characters, filled with spaces behind (PS3.8 Table 9-11). */
function titleField(title: string): Uint8Array {
  return bytesOfAscii(title.slice(0, 16).padEnd(16));
}

function encodeProposed({ id, abstractSyntax, transferSyntaxes }: ProposedContext): Uint8Array {
  return subItem(
    itemTypes.proposedContext,
    joined([
      Uint8Array.of(id, 0, 0, 0),
      subItem(itemTypes.abstractSyntax, bytesOfAscii(abstractSyntax)),
      ...transferSyntaxes.map((uid) => subItem(itemTypes.transferSyntax, bytesOfAscii(uid))),
    ]),
  );
}

function encodeAnswered({ id, result, transferSyntax }: AnsweredContext): Uint8Array {
  const syntax = result === contextResults.acceptance ? bytesOfAscii(transferSyntax) : new Uint8Array(0);
  return subItem(
    itemTypes.answeredContext,
    joined([Uint8Array.of(id, 0, result, 0), subItem(itemTypes.transferSyntax, syntax)]),
  );
}
