// Which series hang where when a study is opened: by modality, without a click. Pure.
import type { ImageKind } from './image-facts.ts';

/** Panels in rows and columns. */
export interface Layout {
  readonly rows: number;
  readonly columns: number;
}
/** What of a series decides where it hangs. */
export interface HangingSeries {
  readonly uid: string;
  readonly number: number | undefined;
  readonly modality: string;
  readonly description: string;
  readonly kind: ImageKind;
  readonly imageCount: number;
}
/** A layout and what is in its panels, from the top left; undefined is an empty one. */
export interface Hanging {
  readonly layout: Layout;
  readonly series: readonly (string | undefined)[];
}

/** Every layout that is offered, in the order in which a key goes through them. */
export const layouts: readonly Layout[] = [
  { rows: 1, columns: 1 },
  { rows: 1, columns: 2 },
  { rows: 2, columns: 1 },
  { rows: 1, columns: 3 },
  { rows: 2, columns: 2 },
  { rows: 2, columns: 3 },
  { rows: 3, columns: 3 },
];

/** Modalities whose series hold pictures that are read one beside the other. */
const projections = ['CR', 'DX', 'RG', 'IO', 'PX'];
/** Modalities that are read after the images: measurements, plans, documents. */
const notImages = [
  'SR',
  'PR',
  'KO',
  'SEG',
  'RTSTRUCT',
  'RTPLAN',
  'RTDOSE',
  'REG',
  'DOC',
  'AU',
  'ECG',
  'RWV',
  'OT',
];

/** Hangs the series of a study; `wanted` is the one that the address names, and comes first. */
export function hang(series: readonly HangingSeries[], wanted?: string): Hanging {
  const sorted = inReadingOrder(series);
  const named = sorted.find(({ uid }) => uid === wanted);
  const first = named ?? sorted[0];
  if (first === undefined) return { layout: { rows: 1, columns: 1 }, series: [undefined] };
  const rest = sorted.filter(({ uid, modality }) => uid !== first.uid && modality === first.modality);
  const list = [first, ...rest].filter(({ kind }) => kind !== 'none');
  const layout = layoutFor(first, list.length);
  const count = layout.rows * layout.columns;
  const uids: (string | undefined)[] = (first.modality === 'MG' ? byBreast(list) : list)
    .slice(0, count)
    .map(({ uid }) => uid);
  if (!uids.includes(first.uid)) uids[0] = first.uid;
  return { layout, series: Array.from({ length: count }, (_, index) => uids[index]) };
}

function layoutFor({ modality, imageCount }: HangingSeries, available: number): Layout {
  if (projections.includes(modality))
    return available > 1 ? { rows: 1, columns: 2 } : { rows: 1, columns: 1 };
  if (modality === 'MG')
    return available > 2 ? { rows: 2, columns: 2 } : { rows: 1, columns: Math.max(1, available) };
  // A sonography often has one series a picture; one with many pictures is scrolled.
  if (modality === 'US' && imageCount === 1 && available > 3) return { rows: 2, columns: 2 };
  return { rows: 1, columns: 1 };
}

/** Series of images by number, the largest of scouts last; then what is no image. */
function inReadingOrder(series: readonly HangingSeries[]): HangingSeries[] {
  return series.toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      (a.number ?? Number.MAX_SAFE_INTEGER) - (b.number ?? Number.MAX_SAFE_INTEGER) ||
      a.uid.localeCompare(b.uid, 'en'),
  );
}

const scout = /\b(scout|localizer|localiser|topogram|surview|3[- ]?plane|dose report|protocol)\b/i;

function rankOf({ modality, kind, description }: HangingSeries): number {
  if (kind === 'none') return 4;
  if (kind === 'document' || kind === 'video') return 3;
  if (notImages.includes(modality)) return 2;
  return scout.test(description) ? 1 : 0;
}

/** The right breast hangs at the left, CC above MLO; what does not say so keeps its place. */
function byBreast(list: readonly HangingSeries[]): HangingSeries[] {
  const rank = ({ description }: HangingSeries) => {
    const isRight = /\b(R|RIGHT|RCC|RMLO)\b/i.test(description);
    const isLeft = /\b(L|LEFT|LCC|LMLO)\b/i.test(description);
    const isOblique = /MLO/i.test(description);
    if (!isRight && !isLeft) return 4;
    return (isOblique ? 2 : 0) + (isLeft ? 1 : 0);
  };
  return list.toSorted((a, b) => rank(a) - rank(b));
}
