// SOP classes of the services over associations (PS3.4), those of storage apart, which the dictionary lists.

/** Verification (PS3.4 A.4). */
export const verificationUid = '1.2.840.10008.1.1';

/** Storage Commitment Push Model and its one well-known instance (PS3.4 J.3). */
export const storageCommitmentUid = '1.2.840.10008.1.20.1';
export const storageCommitmentInstanceUid = '1.2.840.10008.1.20.1.1';

/** What a query/retrieve class does, and from which root (PS3.4 C.6). */
export type QueryRetrieveClass = {
  readonly root: 'patient' | 'study';
  readonly operation: 'find' | 'move' | 'get';
};

/** Query/Retrieve of the patient and the study root (PS3.4 C.6.1.3, C.6.2.3). */
export const queryRetrieveClasses: ReadonlyMap<string, QueryRetrieveClass> = new Map<
  string,
  QueryRetrieveClass
>([
  ['1.2.840.10008.5.1.4.1.2.1.1', { root: 'patient', operation: 'find' }],
  ['1.2.840.10008.5.1.4.1.2.1.2', { root: 'patient', operation: 'move' }],
  ['1.2.840.10008.5.1.4.1.2.1.3', { root: 'patient', operation: 'get' }],
  ['1.2.840.10008.5.1.4.1.2.2.1', { root: 'study', operation: 'find' }],
  ['1.2.840.10008.5.1.4.1.2.2.2', { root: 'study', operation: 'move' }],
  ['1.2.840.10008.5.1.4.1.2.2.3', { root: 'study', operation: 'get' }],
]);
