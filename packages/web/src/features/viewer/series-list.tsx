// The strip: the series of each study that is open, dragged, clicked or chosen by key; and the record's other studies, to open beside.
import type { Series, Study } from '@lumenbox/contract';
import { ActionIcon, Button, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { explain } from '../../shared/api/explain.ts';
import { formatDay } from '../../shared/format/format.ts';
import { orderModalities } from '../../shared/format/modalities.ts';
import { IconX } from '../../shared/ui/icons.ts';
import { Thumbnail } from '../studies/index.ts';
import { seriesName } from './load-study.ts';
import { seriesDragType } from './panel.tsx';
import classes from './room.module.css';
import { useSeriesCounts } from './series-counts.ts';
import type { Comparison } from './use-comparison.ts';
import type { KeyImages } from './use-key-images.ts';

interface StripProps {
  readonly patientId: string;
  readonly comparison: Comparison;
  readonly missing: readonly { readonly id: string; readonly error: unknown }[];
  /** The ids of series that stand in panels. */
  readonly shown: readonly (string | undefined)[];
  readonly keyImages: KeyImages;
  /** The active panel's. */
  readonly current: string | undefined;
  onChoose(series: Series): void;
}

/** The strip. */
export function SeriesList(props: StripProps) {
  const { t } = useTranslation();
  const { studies } = props.comparison;
  return (
    <div className={classes.strip}>
      <nav aria-label={t('viewer.series')}>
        {studies.map((study, index) => (
          <section key={study.id} aria-label={studyName(study, t('frame.untitledStudy'))}>
            {studies.length > 1 && <StudyHead {...props} study={study} isBeside={index > 0} />}
            <ul>
              {study.series.map((series) => (
                <li key={series.id}>
                  <SeriesButton {...props} study={study} series={series} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      {props.missing.map(({ id, error }) => (
        <div key={id} className={classes.otherStudy} role="alert">
          <span className={classes.seriesName}>{t('viewer.besideFailed')}</span>
          <span className={classes.seriesFacts}>{explain(error, t)}</span>
        </div>
      ))}
      <OtherStudies {...props} />
    </div>
  );
}

function studyName({ study_description, study_date }: Study, untitled: string): string {
  const day = study_date === null ? undefined : formatDay(study_date);
  return [study_description ?? untitled, day].filter(Boolean).join(' · ');
}

/** Which study the series below are of; those beside are closed here. */
function StudyHead({ study, isBeside, comparison }: StripProps & { study: Study; isBeside: boolean }) {
  const { t } = useTranslation();
  const name = studyName(study, t('frame.untitledStudy'));
  return (
    <div className={classes.studyHead}>
      <h2>{name}</h2>
      {isBeside && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t('viewer.besideClose', { name })}
          onClick={() => comparison.close(study.id)}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}

function SeriesButton(props: StripProps & { study: Study; series: Series }) {
  const { study, series } = props;
  return (
    <UnstyledButton
      className={classes.series ?? ''}
      draggable
      data-shown={props.shown.includes(series.id)}
      aria-current={props.current === series.id}
      onDragStart={(event) => {
        event.dataTransfer.setData(seriesDragType, series.id);
        event.dataTransfer.effectAllowed = 'copy';
      }}
      onClick={() => props.onChoose(series)}
    >
      <Thumbnail patientId={props.patientId} study={study} series={series} size="large" />
      <span className={classes.seriesText}>
        <span className={classes.seriesName}>{seriesName(series)}</span>
        <span className={classes.seriesFacts}>
          {[series.modality, ...useContents(study, series)].filter(Boolean).join(' · ')}
        </span>
        <KeyCount count={props.keyImages.countOf(series.series_instance_uid)} />
      </span>
    </UnstyledButton>
  );
}

/** How many images, films, documents and other files. */
function useContents(study: Study, series: Series): (string | undefined)[] {
  const { t } = useTranslation();
  const { images, films, documents, others } = useSeriesCounts(study, series);
  return [
    images > 0 || films + documents + others === 0 ? t('viewer.seriesImages', { count: images }) : undefined,
    films > 0 ? t('viewer.seriesFilms', { count: films }) : undefined,
    documents > 0 ? t('viewer.seriesDocuments', { count: documents }) : undefined,
    others > 0 ? t('viewer.seriesFiles', { count: others }) : undefined,
  ];
}

/** What else the record has; nothing is said where it has nothing. */
function OtherStudies({ comparison }: StripProps) {
  const { t } = useTranslation();
  if (comparison.others.length === 0) return null;
  return (
    <section aria-label={t('viewer.otherStudies')}>
      <div className={classes.studyHead}>
        <h2>{t('viewer.otherStudies')}</h2>
      </div>
      <ul>
        {comparison.others.map((study) => {
          const name = studyName(study, t('frame.untitledStudy'));
          return (
            <li key={study.id} className={classes.otherStudy}>
              <span className={classes.seriesName}>{name}</span>
              <span className={classes.seriesFacts}>{orderModalities(study.modalities).join(', ')}</span>
              <Button
                size="compact-xs"
                variant="default"
                disabled={comparison.isFull}
                aria-label={t('viewer.besideOpenStudy', { name })}
                onClick={() => comparison.open(study.id)}
              >
                {t('viewer.besideOpen')}
              </Button>
            </li>
          );
        })}
      </ul>
      {comparison.isFull && (
        <Text size="xs" c="dimmed" px={8} pb={8}>
          {t('viewer.besideFull')}
        </Text>
      )}
    </section>
  );
}

function KeyCount({ count }: { count: number }) {
  const { t } = useTranslation();
  return count === 0 ? null : (
    <span className={classes.seriesFacts}>★ {t('viewer.keyImages', { count })}</span>
  );
}
