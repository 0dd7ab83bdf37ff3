// An address as it is kept and as it is changed: key by key. Pure.
import { type Address, addressKeys, type CreatePatient } from '@lumenbox/contract';

/** An address as a request carries it: absent, null, or any of its keys. */
export type SentAddress = CreatePatient['address'];

/**
 * The column of an address after a request: what is not sent stays, null and `{}` clear it, otherwise each key that is
 * sent replaces its own. An address without a single value is none.
 */
export function mergeAddress(column: string | null, sent: SentAddress): string | null {
  if (sent === undefined) return column;
  if (sent === null || Object.values(sent).every((value) => value === undefined)) return null;
  const known = column === null ? {} : (JSON.parse(column) as Partial<Address>);
  const merged = addressKeys.map((key) => [key, sent[key] === undefined ? (known[key] ?? null) : sent[key]]);
  return merged.every(([, value]) => value === null) ? null : JSON.stringify(Object.fromEntries(merged));
}
