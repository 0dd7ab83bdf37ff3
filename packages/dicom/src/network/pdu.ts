// The protocol data units of the DICOM upper layer (PS3.8 9.3) as values. Types and numbers alone: no bytes.

/** Types of PDUs (PS3.8 9.3.1). */
export const pduTypes = {
  associateRequest: 0x01,
  associateAccept: 0x02,
  associateReject: 0x03,
  data: 0x04,
  releaseRequest: 0x05,
  releaseResponse: 0x06,
  abort: 0x07,
} as const;

/** Application Context Name of DICOM, the only one there is (PS3.7 A.2.1). */
export const applicationContextName = '1.2.840.10008.3.1.1.1';

/** A presentation context as the requestor proposes it (PS3.8 9.3.2.2). */
export type ProposedContext = {
  /** Odd, 1 to 255. */
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
};

/** What the acceptor says of a presentation context (PS3.8 Table 9-18). */
export const contextResults = {
  acceptance: 0,
  userRejection: 1,
  noReason: 2,
  abstractSyntaxNotSupported: 3,
  transferSyntaxesNotSupported: 4,
} as const;

/** A presentation context as the acceptor answers it (PS3.8 9.3.3.2). */
export type AnsweredContext = {
  readonly id: number;
  /** One of `contextResults`. */
  readonly result: number;
  /** The one chosen; without meaning when the context is not accepted. */
  readonly transferSyntax: string;
};

/** SCP/SCU role selection (PS3.7 D.3.3.4): which roles the requestor takes, or may take. */
export type RoleSelection = { readonly sopClassUid: string; readonly scu: boolean; readonly scp: boolean };

/** Asynchronous operations window (PS3.7 D.3.3.3); 0 is without bound. */
export type OperationsWindow = { readonly invoked: number; readonly performed: number };

/** SOP class extended negotiation (PS3.7 D.3.3.5); what the bytes mean is the service class's matter. */
export type ExtendedNegotiation = { readonly sopClassUid: string; readonly information: Uint8Array };

/** User identity as the requestor gives it (PS3.7 D.3.3.7.1). */
export type UserIdentity = {
  /** 1 name, 2 name and passcode, 3 Kerberos, 4 SAML, 5 JSON Web Token. */
  readonly type: number;
  readonly isAnswerWanted: boolean;
  readonly primaryField: Uint8Array;
  readonly secondaryField: Uint8Array;
};

/** The user information item (PS3.8 9.3.2.3, PS3.7 D.3.3). */
export type UserInformation = {
  /** The largest P-DATA-TF PDU that the sender of this takes, without the PDU's first six bytes; 0 is without bound (PS3.8 D.1). */
  readonly pduLengthMax: number;
  readonly implementationClassUid: string;
  readonly implementationVersionName?: string;
  /** Absent: one operation at a time. */
  readonly operationsWindow?: OperationsWindow;
  readonly roles: readonly RoleSelection[];
  readonly extendedNegotiations: readonly ExtendedNegotiation[];
  readonly userIdentity?: UserIdentity;
  /** The acceptor's answer to a user identity (PS3.7 D.3.3.7.2). */
  readonly userIdentityResponse?: Uint8Array;
};

/** A-ASSOCIATE-RQ (PS3.8 9.3.2). */
export type AssociateRequest = {
  readonly type: 'associate-request';
  /** Bit 0 is version 1. */
  readonly protocolVersion: number;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly applicationContextName: string;
  readonly contexts: readonly ProposedContext[];
  readonly userInformation: UserInformation;
};

/** A-ASSOCIATE-AC (PS3.8 9.3.3). The titles are sent back as they came; nobody reads them. */
export type AssociateAccept = {
  readonly type: 'associate-accept';
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly contexts: readonly AnsweredContext[];
  readonly userInformation: UserInformation;
};

/** A-ASSOCIATE-RJ (PS3.8 9.3.4). */
export type AssociateReject = {
  readonly type: 'associate-reject';
  /** 1 permanent, 2 transient. */
  readonly result: number;
  /** 1 service user, 2 service provider (ACSE), 3 service provider (presentation). */
  readonly source: number;
  readonly reason: number;
};

/** Rejections by name (PS3.8 Table 9-21). */
export const rejections = {
  noReason: { result: 1, source: 1, reason: 1 },
  applicationContextNotSupported: { result: 1, source: 1, reason: 2 },
  callingAeTitleNotRecognized: { result: 1, source: 1, reason: 3 },
  calledAeTitleNotRecognized: { result: 1, source: 1, reason: 7 },
  protocolVersionNotSupported: { result: 1, source: 2, reason: 2 },
  temporaryCongestion: { result: 2, source: 3, reason: 1 },
  localLimitExceeded: { result: 2, source: 3, reason: 2 },
} as const;

/** A-ABORT (PS3.8 9.3.8). */
export type Abort = {
  readonly type: 'abort';
  /** 0 service user, 2 service provider. */
  readonly source: number;
  /** One of `abortReasons`; without meaning when the service user aborts. */
  readonly reason: number;
};

/** Why the service provider aborts (PS3.8 Table 9-26). */
export const abortReasons = {
  notSpecified: 0,
  unrecognizedPdu: 1,
  unexpectedPdu: 2,
  unrecognizedParameter: 4,
  unexpectedParameter: 5,
  invalidParameterValue: 6,
} as const;

/** A PDU that is read whole. P-DATA-TF is not among them: its fragments are passed on as they come. */
export type ControlPdu =
  | AssociateRequest
  | AssociateAccept
  | AssociateReject
  | { readonly type: 'release-request' }
  | { readonly type: 'release-response' }
  | Abort;

/** A piece of a message fragment (PS3.8 9.3.5.1, E.2), as it came out of the transport's bytes. */
export type Fragment = {
  readonly contextId: number;
  /** Of the command set; else of the data set. */
  readonly isCommand: boolean;
  /** The last piece of the last fragment. */
  readonly isLast: boolean;
  /** Not copied: a part of the bytes that were received. */
  readonly bytes: Uint8Array;
};
