// How many records a realm has, as its lists keep it. Reads the heads of lists, and writes nothing.
import type { RealmScope } from '../../access/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { rankedLists } from './record-lists.store.ts';

/** The realm's patients and cases, archived ones too. */
export async function countRecords(
  db: Db,
  scope: RealmScope,
): Promise<{ patient_count: number; case_count: number }> {
  const count = async (kind: 'patient' | 'case') => {
    const lists = [false, true].flatMap((archived) => rankedLists(scope, { kind, archived }, 'name'));
    const row = await db
      .selectFrom('ranked_lists')
      .select((eb) => eb.fn.sum<number>('row_count').as('count'))
      .where('realm_id', '=', scope.realmId)
      .where(
        'list',
        'in',
        lists.map(({ name }) => name),
      )
      .executeTakeFirst();
    return row?.count ?? 0;
  };
  const [patient_count, case_count] = await Promise.all([count('patient'), count('case')]);
  return { patient_count, case_count };
}
