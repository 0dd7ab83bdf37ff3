// How calling a peer fails: a closed list of reasons.
import type { EchoFailure } from '@lumenbox/contract';

/** Why a peer could not be called, or did not answer. */
export type AssociationFailureReason = Exclude<EchoFailure, 'no-address' | 'no-own-title'>;

/** The peer could not be called, or did not answer. */
export class AssociationFailure extends Error {
  readonly reason: AssociationFailureReason;

  constructor(reason: AssociationFailureReason, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = 'AssociationFailure';
    this.reason = reason;
  }
}
