// A moment in time: short for people, exact for machines and in the tooltip.
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { momentWords } from '../format/format.ts';
import ui from './ui.module.css';

/** A timestamp, or a dash where there is none. */
export function Moment({ value }: { value: string | null }) {
  // For nothing but to be drawn again in another language.
  useTranslation();
  if (value === null) return <span aria-hidden>–</span>;
  return (
    <time dateTime={value} title={value}>
      {momentWords(value).map((word, index) => (
        <Fragment key={word}>
          {index > 0 && ' '}
          <span className={ui.moment}>{word}</span>
        </Fragment>
      ))}
    </time>
  );
}
