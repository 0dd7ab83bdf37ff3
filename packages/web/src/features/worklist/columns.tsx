// The columns of the worklist: what each is called, and what it shows of a study.
import type { WorklistColumn, WorklistDensity, WorklistStudy } from '@lumenbox/contract';
import { Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatCount, formatDay } from '../../shared/format/format.ts';
import { orderModalities } from '../../shared/format/modalities.ts';
import type { Column } from '../../shared/ui/data-table.tsx';
import { Moment } from '../../shared/ui/moment.tsx';
import ui from '../../shared/ui/ui.module.css';
import { ModalityTags, OwnerLink, StudyState, Thumbnail } from '../studies/index.ts';
import type { Look } from './look.ts';
import type { WorklistSort } from './worklist-query.ts';

type StudyColumn = Column<WorklistStudy, WorklistSort>;

/** What a column is called. */
export function columnName(column: WorklistColumn, t: TFunction): string {
  const names: Readonly<Record<WorklistColumn, string>> = {
    picture: t('worklist.picture'),
    patient: t('worklist.patient'),
    description: t('studies.description'),
    study_date: t('studies.columns.date'),
    modalities: t('studies.columns.modalities'),
    images: t('worklist.images'),
    body_part: t('worklist.bodyPart'),
    institution: t('worklist.institution'),
    accession_no: t('studies.accessionNo'),
    referring_physician: t('studies.referrer'),
    status: t('studies.columns.status'),
    reports: t('studies.reports'),
    received: t('worklist.received'),
  };
  return names[column];
}

/** The columns of a look, in its order. */
export function useStudyColumns({ columns, density }: Look): StudyColumn[] {
  const { t } = useTranslation();
  const known = describeColumns(t, density, columns.includes('accession_no'));
  return columns.map((key) => ({ key, header: columnName(key, t), ...known[key] }));
}

/** `hasNumber`: the accession number has a column of its own. */
function describeColumns(
  t: TFunction,
  density: WorklistDensity,
  hasNumber: boolean,
): Record<WorklistColumn, Omit<StudyColumn, 'key' | 'header'>> {
  return {
    picture: {
      hideHeader: true,
      width: density === 'compact' ? 40 : 56,
      cell: (study) => (
        <Thumbnail
          patientId={study.patient.id}
          study={study}
          size={density === 'compact' ? 'tiny' : 'small'}
        />
      ),
    },
    patient: { sort: 'patient_name', cell: (study) => <Owner study={study} /> },
    description: {
      wide: true,
      cell: (study) => (
        <>
          {study.study_description ?? t('frame.untitledStudy')}
          {!hasNumber && density === 'comfortable' && study.accession_no !== null && (
            <Text size="xs" c="dimmed">
              {study.accession_no}
            </Text>
          )}
        </>
      ),
    },
    study_date: {
      sort: 'study_date',
      standardDirection: 'desc',
      cell: (study) => (
        <span className={ui.moment}>
          {study.study_date === null ? t('studies.undated') : formatDay(study.study_date)}
        </span>
      ),
    },
    modalities: {
      wide: true,
      cell: (study) => <ModalityTags modalities={study.modalities} />,
    },
    images: {
      wide: true,
      cell: ({ series_count, instance_count }) =>
        instance_count === null ? '' : `${formatCount(series_count ?? 0)} / ${formatCount(instance_count)}`,
    },
    body_part: { wide: true, cell: bodyParts },
    institution: { wide: true, cell: (study) => study.institution_name ?? '' },
    accession_no: { wide: true, cell: (study) => study.accession_no ?? '' },
    referring_physician: { wide: true, cell: (study) => study.referring_physician_name ?? '' },
    status: { cell: (study) => <StudyState study={study} /> },
    reports: {
      wide: true,
      cell: ({ reports }) => (reports.length === 0 ? '' : formatCount(reports.length)),
    },
    received: {
      sort: 'created_at',
      standardDirection: 'desc',
      wide: true,
      cell: (study) => <Moment value={study.created_at} />,
    },
  };
}

function bodyParts({ series }: WorklistStudy): string {
  const parts = series.flatMap(({ body_part_examined: part }) =>
    part === null || part === '' ? [] : [part],
  );
  return [...new Set(parts)].join(', ');
}

function Owner({ study }: { study: WorklistStudy }) {
  const { t } = useTranslation();
  return (
    <>
      <OwnerLink study={study} />
      <Text size="xs" c="dimmed" hiddenFrom="sm">
        {[study.study_description ?? t('frame.untitledStudy'), ...orderModalities(study.modalities)].join(
          ' · ',
        )}
      </Text>
    </>
  );
}
