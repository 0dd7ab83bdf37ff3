// Why a peer could not be called, as sentences. A table, no work.
import type { EchoFailure } from '@lumenbox/contract';

/** Why a peer was not called at all, or what came of it. */
export type CallFailure = EchoFailure | 'no-peer';

/** A sentence for each. */
export const callFailureSentences: Readonly<Record<CallFailure, string>> = {
  'no-peer': 'The realm has no peer of that title.',
  'no-address': 'The peer has no host and port to be called at.',
  'no-own-title': 'The realm has no application entity title to call with. Set one first.',
  unreachable: 'Nobody could be reached at the address of the peer.',
  timeout: 'The peer did not answer in time.',
  rejected: 'The peer rejected the association. It may not know our title, or not be called by this one.',
  aborted: 'The peer ended the association.',
  'not-supported': 'The peer takes associations, but not this service.',
  failed: 'The peer answered that it failed.',
};
