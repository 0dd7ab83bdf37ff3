// The series of an opened study at a glance: a picture of each, with its number and what it is called.
import type { Series, Study } from '@lumenbox/contract';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './thumbnail.module.css';
import { Thumbnail } from './thumbnail.tsx';

/** Series with a picture at most; the table below has them all. */
const picturesMax = 24;

/** The strip; it scrolls sideways where it is wider than the page. */
export function SeriesStrip({ patientId, study }: { patientId: string; study: Study }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.strip} aria-label={t('studies.seriesPictures')}>
      {study.series.slice(0, picturesMax).map((series) => (
        <li key={series.id} className={classes.item}>
          <Thumbnail patientId={patientId} study={study} series={series} size="large" />
          <Text span size="xs" className={classes.caption ?? ''} title={nameOf(series)}>
            {nameOf(series)}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function nameOf({ series_number, series_description, modality }: Series): string {
  return [series_number, series_description ?? modality].filter((part) => part !== null).join(' · ');
}
