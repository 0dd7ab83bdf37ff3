// The strip of a study's series: a picture, what it is called and how many images; dragged, clicked or chosen by key.
import type { Series, Study } from '@lumenbox/contract';
import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Thumbnail } from '../studies/index.ts';
import { seriesName } from './load-study.ts';
import { seriesDragType } from './panel.tsx';
import classes from './room.module.css';

/** The strip. `shown` are the ids of series that stand in panels; the active panel's is `current`. */
export function SeriesList(props: {
  patientId: string;
  study: Study;
  shown: readonly (string | undefined)[];
  current: string | undefined;
  onChoose(series: Series): void;
}) {
  const { t } = useTranslation();
  return (
    <nav className={classes.strip} aria-label={t('viewer.series')}>
      <ul>
        {props.study.series.map((series) => (
          <li key={series.id}>
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
              <Thumbnail patientId={props.patientId} study={props.study} series={series} size="large" />
              <span className={classes.seriesText}>
                <span className={classes.seriesName}>{seriesName(series)}</span>
                <span className={classes.seriesFacts}>
                  {[series.modality, t('viewer.seriesImages', { count: series.instance_count })]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </nav>
  );
}
