// Status codes of DIMSE responses (PS3.7 Annex C, and of each service PS3.4). Numbers alone.

/** Codes that any service may answer (PS3.7 Annex C). */
export const statuses = {
  success: 0x0000,
  cancel: 0xfe00,
  pending: 0xff00,
  /** Some optional keys were not supported (PS3.4 C.4.1.1.4). */
  pendingWithWarning: 0xff01,
  attributeListError: 0x0107,
  noSuchSopClass: 0x0118,
  noSuchSopInstance: 0x0112,
  processingFailure: 0x0110,
  duplicateInvocation: 0x0210,
  unrecognizedOperation: 0x0211,
  mistypedArgument: 0x0212,
  noSuchActionType: 0x0123,
  sopClassNotSupported: 0x0122,
  notAuthorized: 0x0124,
  invalidArgument: 0x0115,
} as const;

/** Of C-STORE (PS3.4 B.2.3). */
export const storeStatuses = {
  outOfResources: 0xa700,
  dataSetDoesNotMatchSopClass: 0xa900,
  cannotUnderstand: 0xc000,
} as const;

/** Of C-FIND, C-MOVE and C-GET (PS3.4 C.4.1.1.4, C.4.2.1.5, C.4.3.1.4). */
export const queryRetrieveStatuses = {
  outOfResources: 0xa700,
  cannotCountMatches: 0xa701,
  cannotPerformSubOperations: 0xa702,
  moveDestinationUnknown: 0xa801,
  identifierDoesNotMatchSopClass: 0xa900,
  unableToProcess: 0xc000,
  /** Sub-operations complete, one or more failures or warnings. */
  failuresOrWarnings: 0xb000,
} as const;

/** What a status says (PS3.7 C): done, done with a remark, more to come, given up, or failed. */
export function statusClass(status: number): 'success' | 'warning' | 'pending' | 'cancel' | 'failure' {
  if (status === statuses.success) return 'success';
  if (status === statuses.cancel) return 'cancel';
  if (status === statuses.pending || status === statuses.pendingWithWarning) return 'pending';
  const isWarning = status === 0x0001 || (status & 0xf000) === 0xb000;
  // 0107H and 0116H are warnings among the failures of their range (PS3.7 C.3, C.4).
  return isWarning || status === 0x0107 || status === 0x0116 ? 'warning' : 'failure';
}
