// The user information item and its sub-items (PS3.8 9.3.2.3 and Annex D, PS3.7 D.3.3), between bytes and values.
import type {
  ExtendedNegotiation,
  OperationsWindow,
  RoleSelection,
  UserIdentity,
  UserInformation,
} from './pdu.ts';
import { bytesOfAscii, FieldReader, joined, PduError, uint16Bytes, uint32Bytes } from './pdu-bytes.ts';

/** Types of sub-items. */
const itemTypes = {
  pduLengthMax: 0x51,
  implementationClassUid: 0x52,
  operationsWindow: 0x53,
  roleSelection: 0x54,
  implementationVersionName: 0x55,
  extendedNegotiation: 0x56,
  userIdentityRequest: 0x58,
  userIdentityResponse: 0x59,
} as const;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Draft = Mutable<UserInformation> & {
  roles: RoleSelection[];
  extendedNegotiations: ExtendedNegotiation[];
};

/** Reads the value of the item. Sub-items that nobody knows are skipped (PS3.8 9.3.1). @throws PduError */
export function decodeUserInformation(value: Uint8Array): UserInformation {
  const draft: Draft = { pduLengthMax: 0, implementationClassUid: '', roles: [], extendedNegotiations: [] };
  const reader = new FieldReader(value);
  while (reader.remaining > 0) {
    const type = reader.uint8();
    reader.uint8();
    decodeSubItem(draft, type, new FieldReader(reader.bytes(reader.uint16())));
  }
  return draft;
}

function decodeSubItem(draft: Draft, type: number, item: FieldReader): void {
  switch (type) {
    case itemTypes.pduLengthMax:
      draft.pduLengthMax = item.uint32();
      return;
    case itemTypes.implementationClassUid:
      draft.implementationClassUid = uidText(item, item.remaining);
      return;
    case itemTypes.implementationVersionName:
      draft.implementationVersionName = item.text(item.remaining).trim();
      return;
    case itemTypes.operationsWindow:
      draft.operationsWindow = { invoked: item.uint16(), performed: item.uint16() };
      return;
    case itemTypes.roleSelection:
      draft.roles.push(decodeRole(item));
      return;
    case itemTypes.extendedNegotiation:
      draft.extendedNegotiations.push({
        sopClassUid: uidText(item, item.uint16()),
        information: item.bytes(item.remaining).slice(),
      });
      return;
    case itemTypes.userIdentityRequest:
      draft.userIdentity = decodeIdentity(item);
      return;
    case itemTypes.userIdentityResponse:
      draft.userIdentityResponse = item.bytes(item.uint16()).slice();
      return;
    default:
  }
}

function decodeRole(item: FieldReader): RoleSelection {
  return { sopClassUid: uidText(item, item.uint16()), scu: item.uint8() === 1, scp: item.uint8() === 1 };
}

function decodeIdentity(item: FieldReader): UserIdentity {
  return {
    type: item.uint8(),
    isAnswerWanted: item.uint8() === 1,
    primaryField: item.bytes(item.uint16()).slice(),
    secondaryField: item.bytes(item.uint16()).slice(),
  };
}

/** A UID of a PDU has no padding (PS3.8 Annex F); some senders pad it like a value of a data set. */
export function uidText(reader: FieldReader, length: number): string {
  // Longer than any UID with any padding: what is meant cannot be one.
  if (length > 128) throw new PduError('A UID is too long.', { reason: 6 });
  return reader.text(length).replace(/[\0 ]+$/, '');
}

/** The bytes of the item's value. */
export function encodeUserInformation(information: UserInformation): Uint8Array {
  const { operationsWindow, userIdentity, userIdentityResponse, implementationVersionName } = information;
  return joined([
    subItem(itemTypes.pduLengthMax, uint32Bytes(information.pduLengthMax)),
    subItem(itemTypes.implementationClassUid, bytesOfAscii(information.implementationClassUid)),
    ...(operationsWindow === undefined ? [] : [encodeWindow(operationsWindow)]),
    ...information.roles.map(encodeRole),
    ...(implementationVersionName === undefined
      ? []
      : [subItem(itemTypes.implementationVersionName, bytesOfAscii(implementationVersionName))]),
    ...information.extendedNegotiations.map(encodeExtended),
    ...(userIdentity === undefined ? [] : [encodeIdentity(userIdentity)]),
    ...(userIdentityResponse === undefined
      ? []
      : [subItem(itemTypes.userIdentityResponse, counted(userIdentityResponse))]),
  ]);
}

function encodeWindow({ invoked, performed }: OperationsWindow): Uint8Array {
  return subItem(itemTypes.operationsWindow, joined([uint16Bytes(invoked), uint16Bytes(performed)]));
}

function encodeRole({ sopClassUid, scu, scp }: RoleSelection): Uint8Array {
  const roles = Uint8Array.of(scu ? 1 : 0, scp ? 1 : 0);
  return subItem(itemTypes.roleSelection, joined([counted(bytesOfAscii(sopClassUid)), roles]));
}

function encodeExtended({ sopClassUid, information }: ExtendedNegotiation): Uint8Array {
  return subItem(itemTypes.extendedNegotiation, joined([counted(bytesOfAscii(sopClassUid)), information]));
}

function encodeIdentity({ type, isAnswerWanted, primaryField, secondaryField }: UserIdentity): Uint8Array {
  const head = Uint8Array.of(type, isAnswerWanted ? 1 : 0);
  return subItem(
    itemTypes.userIdentityRequest,
    joined([head, counted(primaryField), counted(secondaryField)]),
  );
}

function counted(bytes: Uint8Array): Uint8Array {
  return joined([uint16Bytes(bytes.length), bytes]);
}

/** An item or sub-item: type, a reserved byte, length, value (PS3.8 9.3.1). */
export function subItem(type: number, value: Uint8Array): Uint8Array {
  // What does not fit its length field would be read as something else.
  if (value.length > 0xffff) throw new RangeError('An item of a PDU is longer than its length can say.');
  return joined([Uint8Array.of(type, 0), uint16Bytes(value.length), value]);
}
