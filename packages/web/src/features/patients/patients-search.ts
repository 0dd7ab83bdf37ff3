// The state of the patients' list, as the URL holds it.
import { patientSorts } from '@lumenbox/contract';
import {
  type ListSearch,
  type RawSearch,
  readFlag,
  readList,
  readText,
  withoutUndefined,
} from '../../shared/url/list-search.ts';

export type PatientSort = (typeof patientSorts)[number];
/** The state of the list, as the URL holds it. */
export interface PatientsSearch extends ListSearch<PatientSort> {
  search?: string;
  archived?: true;
}
/** Reads the state of the list from a query string. */
export function readPatientsSearch(raw: RawSearch): PatientsSearch {
  return {
    ...readList(raw, patientSorts),
    ...withoutUndefined({ search: readText(raw.search), archived: readFlag(raw.archived) }),
  };
}
