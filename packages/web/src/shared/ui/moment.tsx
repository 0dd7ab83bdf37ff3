// A moment in time: short for people, exact for machines and in the tooltip.
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../format/format.ts';
import ui from './ui.module.css';

/** A timestamp, or a dash where there is none. */
export function Moment({ value }: { value: string | null }) {
  // For nothing but to be drawn again in another language.
  useTranslation();
  if (value === null) return <span aria-hidden>–</span>;
  return (
    <time dateTime={value} title={value} className={ui.moment}>
      {formatMoment(value)}
    </time>
  );
}
