// How far a transfer has come, as the list shows it. Pure.
import { echoFailures, type Transfer } from '@lumenbox/contract';
import type { Tone } from '../../shared/ui/tag.tsx';

type Progress = Pick<Transfer, 'state' | 'counts'>;

/** Whether more of it may be sent. */
export function isUnderWay({ state }: Pick<Transfer, 'state'>): boolean {
  return state === 'waiting' || state === 'sending';
}

/** How many images the peer was told, whatever it answered. */
export function toldCount({ counts }: Pick<Transfer, 'counts'>): number {
  return counts.completed + counts.warning + counts.failed;
}

/** The same as a share, from 0 to 100. */
export function toldPercent(transfer: Pick<Transfer, 'counts'>): number {
  const { instances } = transfer.counts;
  return instances === 0 ? 0 : Math.min(100, (100 * toldCount(transfer)) / instances);
}

/** The colour of its state: one that is through, and of which something was not taken, is not all right. */
export function toneOf({ state, counts }: Progress): Tone {
  switch (state) {
    case 'waiting':
    case 'cancelled':
      return 'gray';
    case 'sending':
      return 'blue';
    case 'complete':
      return counts.failed > 0 ? 'amber' : 'green';
    case 'failed':
      return 'red';
  }
}

/** Why it could not be sent: the code, where the dashboard has words of its own for it, and else the server's sentence. */
export function whyOf({
  reason,
}: Pick<Transfer, 'reason'>): { code?: CallFailure; sentence: string } | undefined {
  const [, code, sentence = ''] = /^(?:([a-z-]+): )?(.*)$/s.exec(reason ?? '') ?? [];
  if (sentence === '') return undefined;
  const known = callFailures.find((one) => one === code);
  return known === undefined ? { sentence } : { code: known, sentence };
}

/** Why a peer was not sent to. */
type CallFailure = (typeof callFailures)[number];
const callFailures = ['no-peer', ...echoFailures] as const;
