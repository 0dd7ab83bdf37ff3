// The table of what has changed lately. Types alone.
import type { Generated } from 'kysely';

/** A change of one object. The database writes it by itself (migration 0024). */
export interface ChangesTable {
  id: Generated<number>;
  realm_id: string;
  /** `study`, `report`, `patient`, `case`, `upload`, `transfer` or `held` (in the inbox). */
  topic: string;
  object_id: string;
  changed_at: Generated<string>;
}
