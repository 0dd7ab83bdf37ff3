// Which failed transfers still want somebody's attention. Pure.
import type { Transfer } from '@lumenbox/contract';

/** What failed longer ago was either dealt with elsewhere or is missed by nobody. */
const attentionMs = 14 * 24 * 3_600_000;

type Attempt = Pick<
  Transfer,
  'state' | 'study_id' | 'series_instance_uid' | 'ae_title' | 'created_at' | 'updated_at'
>;

/** The transfers of the last two weeks that failed, and were not asked for again since. `transfers` stand newest first. */
export function openFailures<T extends Attempt>(transfers: readonly T[], now: Date): T[] {
  const later = new Set<string>();
  return transfers.filter((transfer) => {
    const isLast = !later.has(sendingOf(transfer));
    later.add(sendingOf(transfer));
    const age = now.getTime() - new Date(transfer.updated_at).getTime();
    return isLast && transfer.state === 'failed' && age < attentionMs;
  });
}

/** What goes where: the same for each attempt at it. */
function sendingOf({ study_id, series_instance_uid, ae_title }: Attempt): string {
  return JSON.stringify([study_id, series_instance_uid, ae_title]);
}
