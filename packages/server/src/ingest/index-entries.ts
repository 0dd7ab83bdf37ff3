// What the transaction of the way in is given, and what it answers. Types alone.
import type { RealmScope } from '../access/index.ts';
import type { ObjectKey } from '../archive/index.ts';
import type { Audit, Origin } from '../audit/index.ts';
import type { OpenUpload } from '../features/uploads/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { CheckedInstance } from './check.ts';
import type { Outcome } from './outcome.ts';

/** An object that is durable and has no row yet. */
export interface KeptBytes {
  readonly key: ObjectKey;
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
/** An instance to be indexed. */
export interface InstanceEntry extends Entry {
  readonly kind: 'instance';
  readonly instance: CheckedInstance;
  /** Whose it is; or nobody's yet, which is looked at again where nobody else can make the same patient. */
  readonly destination:
    | { readonly kind: 'person'; readonly personId: string }
    | { readonly kind: 'match'; readonly acceptMismatch: boolean };
  readonly kept: KeptBytes;
}
/** Bytes to be held. */
export interface HeldEntry extends Entry {
  readonly kind: 'held';
  readonly instance: CheckedInstance;
  /** The record that was named, if any. */
  readonly record: { readonly id: string; readonly personId: string } | null;
  readonly outcome: Extract<Outcome, { kind: 'held' }>;
  readonly kept: KeptBytes;
}
/** A file that came to something else, to be written down. */
export interface NoteEntry extends Entry {
  readonly kind: 'note';
  readonly outcome: Exclude<Outcome, { kind: 'stored' | 'held' }>;
}
/** What a transaction of the way in writes. */
export type IndexEntry = InstanceEntry | HeldEntry | NoteEntry;

/** What became of an entry, and whether its object is of no use; `gone` when whose it should be is deleted. */
export type Indexed = { readonly outcome: Outcome; readonly isObjectSpare: boolean } | 'gone';

/** What the transaction needs. */
export interface IndexDeps {
  readonly clock: Clock;
  readonly audit: Audit;
}
