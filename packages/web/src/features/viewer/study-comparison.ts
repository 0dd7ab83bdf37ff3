// Which study is compared with the one that is open, and which of its series hang beside which. Pure.
import type { Series, Study } from '@lumenbox/contract';
import type { Hanging, Layout } from './hanging.ts';

/**
 * The study to compare with: of those before it with a modality of its own the latest; else the latest one before it;
 * else the nearest after it. Undefined where there is no other. `studies` in any order.
 */
export function comparedStudy(study: Study, studies: readonly Study[]): Study | undefined {
  const others = studies.filter(({ id }) => id !== study.id).toSorted((a, b) => compareDays(b, a));
  const earlier = others.filter((other) => compareDays(other, study) <= 0);
  const isAlike = ({ modalities }: Study) => modalities.some((one) => study.modalities.includes(one));
  return earlier.find(isAlike) ?? earlier[0] ?? others.findLast(isAlike) ?? others.at(-1);
}

/** Days as text in one form; a study without one counts as the oldest. */
function compareDays(a: Study, b: Study): number {
  const [one, other] = [dayOf(a), dayOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function dayOf({ study_date, study_time }: Study): string {
  return `${(study_date ?? '').replaceAll('-', '')} ${study_time ?? ''}`;
}

/** One panel a study, from left to right: the series that is looked at, and what is most like it in each of the others. */
export function hangBeside(current: Series, others: readonly Study[]): Hanging {
  const layout = layoutFor(1 + others.length);
  const series = [current.id, ...others.map(({ series }) => likest(current, series)?.id)];
  const count = layout.rows * layout.columns;
  return { layout, series: Array.from({ length: count }, (_, index) => series[index]) };
}

/** The hanging to begin with: `alone` where nothing is beside. `wanted` is the series that the address names. */
export function firstHanging(
  alone: Hanging,
  options: { study: Study; beside: readonly Study[]; wanted: string | undefined },
): Hanging {
  const { study, beside, wanted } = options;
  const current = study.series.find(({ id }) => id === alone.series[0]);
  if (beside.length === 0 || current === undefined) return alone;
  const { layout, series } = hangBeside(current, beside);
  const holder = beside.findIndex((other) => other.series.some(({ id }) => id === wanted));
  return { layout, series: holder < 0 ? series : series.with(holder + 1, wanted) };
}

function layoutFor(studies: number): Layout {
  return studies > 3 ? { rows: 2, columns: 2 } : { rows: 1, columns: Math.max(1, studies) };
}

/** The series most like another one: by modality, then description, part of the body, number of images. */
export function likest(current: Series, candidates: readonly Series[]): Series | undefined {
  const [first] = candidates
    .map((candidate) => ({ candidate, rank: likeness(current, candidate) }))
    .sort((a, b) => b.rank - a.rank);
  return first?.candidate;
}

/** Each criterion outweighs all that come after it. */
function likeness(one: Series, other: Series): number {
  const isSame = (a: string | null, b: string | null) =>
    a !== null && b !== null && a.trim().toLowerCase() === b.trim().toLowerCase();
  const [small, large] = [one.instance_count, other.instance_count].sort((a, b) => a - b);
  return (
    (isSame(one.modality, other.modality) ? 8 : 0) +
    (isSame(one.series_description, other.series_description) ? 4 : 0) +
    (isSame(one.body_part_examined, other.body_part_examined) ? 2 : 0) +
    (large === undefined || large === 0 ? 0 : (small ?? 0) / large)
  );
}
