// The folded forms of a record: what it sorts by and what search looks in. Pure.
import { foldText } from '@lumenbox/dicom';
import type { PatientIdentifiersTable, PatientsTable } from '../../platform/database/index.ts';

type Named = Pick<PatientsTable, 'kind' | 'label' | 'given_names' | 'family_name'>;

/** The folded order of a patient's name: family name, then given names. */
export function sortNameOf(names: { familyName: string; givenNames: string }): string {
  // The lowest character there can be: every "Lee" stands before every "Lee Ann" and every "Leeds".
  return `${foldText(names.familyName)}\u0001${foldText(names.givenNames)}`;
}

/** The columns that follow from a record's names, label and identifiers. */
export function derivedColumns(
  row: Named,
  identifiers: readonly Pick<PatientIdentifiersTable, 'value'>[],
): Pick<PatientsTable, 'sort_name' | 'search_text'> {
  if (row.kind === 'case') {
    const label = foldText(row.label ?? '');
    return { sort_name: label, search_text: label };
  }
  const names = { familyName: row.family_name ?? '', givenNames: row.given_names ?? '' };
  const parts = [names.familyName, names.givenNames, ...identifiers.map(({ value }) => value)];
  return { sort_name: sortNameOf(names), search_text: parts.map(foldText).join('\n') };
}
