// A moment in time: short for people, exact for machines and in the tooltip.
import { formatMoment } from '../format/format.ts';
import ui from './ui.module.css';

/** A timestamp, or a dash where there is none. */
export function Moment({ value }: { value: string | null }) {
  if (value === null) return <span aria-hidden>–</span>;
  return (
    <time dateTime={value} title={value} className={ui.moment}>
      {formatMoment(value)}
    </time>
  );
}
