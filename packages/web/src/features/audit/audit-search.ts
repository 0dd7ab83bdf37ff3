// The state of the audit trail's list, as the URL holds it.
import { type AuditEventName, auditEventNames } from '@lumenbox/contract';
import {
  type DaysSearch,
  type PagingSearch,
  type RawSearch,
  readChoice,
  readDay,
  readPaging,
  readText,
  withoutUndefined,
} from '../../shared/url/list-search.ts';

/** The state of the trail's list, as the URL holds it. */
export interface AuditSearch extends PagingSearch, DaysSearch {
  event?: AuditEventName;
  actor_id?: string;
  object_id?: string;
}
/** Reads the state from a query string. */
export function readAuditSearch(raw: RawSearch): AuditSearch {
  return {
    ...readPaging(raw),
    ...withoutUndefined({
      event: readChoice(raw.event, auditEventNames),
      actor_id: readText(raw.actor_id)?.slice(0, 64),
      object_id: readText(raw.object_id)?.slice(0, 64),
      date_from: readDay(raw.date_from),
      date_to: readDay(raw.date_to),
    }),
  };
}
