// What the transaction of the way in is given, and what it answers. Types alone.
import type { ReviewReason } from '@lumenbox/dicom/deidentify';
import type { RealmScope } from '../access/index.ts';
import type { KeptPiece, NewObject, ReviewFacts } from '../archive/index.ts';
import type { Audit, AuditEntry, Origin } from '../audit/index.ts';
import type { OriginalIdentity } from '../features/deidentification/index.ts';
import type { InstanceDescription } from '../features/imaging-search/index.ts';
import type { OpenUpload } from '../features/uploads/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { ReviewItemsTable } from '../platform/database/index.ts';
import type { Target } from './assign.ts';
import type { CheckedInstance } from './check.ts';
import type { Outcome } from './outcome.ts';

/** An object that has no row yet. */
export interface KeptBytes extends NewObject {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Where the file stands in its upload, when it came by one. */
export interface UploadPlace {
  readonly upload: OpenUpload;
  readonly position: number;
  readonly name: string;
}

interface Entry {
  readonly scope: RealmScope;
  readonly origin: Origin;
  readonly place: UploadPlace | undefined;
}
/** An instance in the words of its rows. Its header is not sent along: it is larger, and nobody reads it any more. */
export interface IndexedInstance extends Omit<CheckedInstance, 'header' | 'pixels'> {
  /** JSON of where things lie in its object. */
  readonly layout: string;
  readonly said: InstanceDescription;
}

/** An instance to be indexed, or held when it cannot be said whose it is. */
export interface InstanceEntry extends Entry {
  readonly kind: 'instance';
  readonly instance: IndexedInstance;
  readonly target: Target;
  readonly acceptMismatch: boolean;
  readonly kept: KeptBytes;
  /** JSON of what de-identification did to it; absent where it was for a patient. */
  readonly account?: string;
  /** What its pseudonyms stand for; kept, sealed, where the realm wants it. */
  readonly identity?: OriginalIdentity;
  /** It comes out of the review queue: the decision that lets it pass, written down when it is stored. */
  readonly acceptance?: Acceptance;
  /** It was cleaned of what waits in the inbox: the hash of that, which is another. */
  readonly heldSha256?: string;
  /** The server made it: what the audit trail says of it when it is stored. It never takes the place of another one. */
  readonly made?: AuditEntry;
}
/** An instance for a case that a person has to look at first. */
export interface ReviewEntry extends Entry {
  readonly kind: 'review';
  readonly instance: Pick<CheckedInstance, 'patient'>;
  readonly target: Target;
  readonly acceptMismatch: boolean;
  readonly reasons: readonly ReviewReason[];
  readonly facts: ReviewFacts;
  readonly sealed: KeptPiece;
  /** What its pseudonyms stand for; kept, sealed, where the realm wants it. */
  readonly identity: OriginalIdentity | undefined;
}
/** That a person lets an instance in review pass. */
export interface Acceptance extends Pick<ReviewItemsTable, 'decided_by'> {
  readonly itemId: string;
  readonly decision: string;
  /** For the audit trail. */
  readonly counts: { readonly boxes: number; readonly redactions: number };
}
/** A file that came to something else, to be written down. */
export interface NoteEntry extends Entry {
  readonly kind: 'note';
  readonly outcome: Exclude<Outcome, { kind: 'stored' | 'held' }>;
}
/** What a transaction of the way in writes. */
export type IndexEntry = InstanceEntry | ReviewEntry | NoteEntry;
/** What goes to somebody. */
export type PlacedEntry = InstanceEntry | ReviewEntry;

/**
 * What became of an entry, and whether its object is of no use; `gone` when whose it should be is deleted, `decided` when it does not
 * wait for review any more.
 */
export type Indexed = { readonly outcome: Outcome; readonly isObjectSpare: boolean } | 'gone' | 'decided';

/** What the transaction needs. */
export interface IndexDeps {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
}
