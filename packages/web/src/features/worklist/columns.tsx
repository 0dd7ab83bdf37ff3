// The columns of the worklist: what each is called, and what it shows of a study.
import type { WorklistColumn, WorklistDensity, WorklistStudy } from '@lumenbox/contract';
import { Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { formatCount, formatDay } from '../../shared/format/format.ts';
import { orderModalities } from '../../shared/format/modalities.ts';
import type { Column } from '../../shared/ui/data-table.tsx';
import { Moment } from '../../shared/ui/moment.tsx';
import ui from '../../shared/ui/ui.module.css';
import { ModalityTags, OwnerLink, StudyState, Thumbnail, ViewerLink } from '../studies/index.ts';
import type { Look } from './look.ts';
import { nameOf } from './several.ts';
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
  const known = describeColumns(t, density, columns);
  return columns.map((key) => ({ key, header: columnName(key, t), ...known[key] }));
}

/** The column that leads to the images, behind all others: whoever reads opens one study after the other. */
export function useViewerColumn(density: WorklistDensity): StudyColumn[] {
  const { t } = useTranslation();
  if (!useMay()('imaging:read')) return [];
  const size = density === 'compact' ? 24 : 36;
  return [
    {
      key: 'viewer',
      header: t('viewer.open'),
      hideHeader: true,
      wide: true,
      width: size,
      cell: (study) => (
        <div className={ui.aboveRowLink}>
          <ViewerLink
            patientId={study.patient.id}
            isOfCase={study.patient.kind === 'case'}
            study={study}
            name={nameOf(study, t)}
            size={size}
          />
        </div>
      ),
    },
  ];
}

/** `columns`: those that are chosen; what has none of its own stands with another where it is asked for, or where room is short. */
function describeColumns(
  t: TFunction,
  density: WorklistDensity,
  columns: readonly WorklistColumn[],
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
          {!columns.includes('accession_no') && density === 'comfortable' && study.accession_no !== null && (
            <Text size="xs" c="dimmed">
              {study.accession_no}
            </Text>
          )}
          {columns.includes('institution') && (
            <Beside density={density} text={study.institution_name ?? ''} />
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
      cell: (study) => (
        <>
          <ModalityTags modalities={study.modalities} />
          {columns.includes('images') && <Beside density={density} text={imagesOf(study)} />}
        </>
      ),
    },
    images: {
      wide: true,
      roomy: columns.includes('modalities'),
      cell: imagesOf,
    },
    body_part: { wide: true, cell: bodyParts },
    institution: {
      wide: true,
      roomy: columns.includes('description'),
      cell: (study) => study.institution_name ?? '',
    },
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

/** How many series and images. */
function imagesOf({ series_count, instance_count }: WorklistStudy): string {
  return instance_count === null ? '' : `${formatCount(series_count ?? 0)} / ${formatCount(instance_count)}`;
}

/** What has no column where room is short: below what stands in the cell, or after it in close rows. */
function Beside({ density, text }: { density: WorklistDensity; text: string }) {
  if (text === '') return null;
  return (
    <Text
      size="xs"
      c="dimmed"
      className={ui.tightOnly ?? ''}
      {...(density === 'compact' ? { span: true, ml: 6 } : {})}
    >
      {text}
    </Text>
  );
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
