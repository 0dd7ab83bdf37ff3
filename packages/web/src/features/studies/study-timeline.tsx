// The studies of a patient or case along time: a picture of each, its day and modality; one leads to its row.
import type { Study } from '@lumenbox/contract';
import { Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatCount, formatDay } from '../../shared/format/format.ts';
import { partModalities } from '../../shared/format/modalities.ts';
import classes from './thumbnail.module.css';
import { Thumbnail } from './thumbnail.tsx';

/** Of one study the row says all. */
const studiesMin = 2;

/** The timeline, newest first; it scrolls sideways, and says when it does not hold all of `total`. */
export function StudyTimeline(props: {
  patientId: string;
  studies: readonly Study[];
  total: number;
  openedId: string | undefined;
  onOpen(study: Study): void;
}) {
  const { t } = useTranslation();
  const dated = props.studies.filter(({ study_date }) => yearOf(study_date) !== undefined);
  if (dated.length < studiesMin) return null;
  const newestFirst = dated.toSorted((one, other) => dayOf(other).localeCompare(dayOf(one)));
  const isCut = props.total > props.studies.length;
  return (
    <ol className={classes.strip} aria-label={t('studies.timeline')}>
      {newestFirst.map((study, index) => {
        const year = yearOf(study.study_date);
        const isFirstOfYear = year !== yearOf(newestFirst[index - 1]?.study_date ?? null);
        const name = study.study_description ?? t('frame.untitledStudy');
        return (
          <li key={study.id} className={classes.item}>
            <Text span size="xs" fw={600} aria-hidden={!isFirstOfYear} className={classes.year ?? ''}>
              {isFirstOfYear ? year : ''}
            </Text>
            <UnstyledButton
              className={classes.moment ?? ''}
              data-opened={study.id === props.openedId}
              title={name}
              onClick={() => props.onOpen(study)}
            >
              <Thumbnail patientId={props.patientId} study={study} size="large" />
              <Text span display="block" size="xs" className={classes.caption ?? ''}>
                {[...partModalities(study.modalities).first, name].join(' · ')}
              </Text>
              <Text span display="block" size="xs" c="dimmed">
                {study.study_date === null ? '' : formatDay(study.study_date)}
              </Text>
            </UnstyledButton>
          </li>
        );
      })}
      {isCut && (
        <li className={classes.item}>
          <Text span size="xs" c="dimmed" className={classes.cut ?? ''}>
            {t('studies.timelineCut', {
              shown: formatCount(props.studies.length),
              total: formatCount(props.total),
            })}
          </Text>
        </li>
      )}
    </ol>
  );
}

/** Days are free text: those that begin like a date have a place in time. */
function yearOf(day: string | null): string | undefined {
  return day === null ? undefined : /^(\d{4})-?\d{2}-?\d{2}/.exec(day)?.[1];
}

const dayOf = ({ study_date }: Study) => (study_date ?? '').replaceAll('-', '').slice(0, 8);
