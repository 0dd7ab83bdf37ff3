// A window in words: with the digits that tell it from its neighbours, and no more.
import { formatMeasure } from '../../shared/format/format.ts';
import type { Window } from './image-facts.ts';

/** Digits of a width that somebody sees a difference by. */
const digits = 3;
/** The format takes no more. */
const decimalsMax = 20;

/** Width and centre: to the hundredth of the width, without zeros behind. */
export function windowTexts({ center, width }: Window): { width: string; center: string } {
  const decimals = Math.min(decimalsMax, Math.max(0, digits - 1 - Math.floor(Math.log10(width))));
  return { width: formatMeasure(width, 0, decimals), center: formatMeasure(center, 0, decimals) };
}
