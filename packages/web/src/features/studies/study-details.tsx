// An opened study: its series, its reports, and the fields that the row has no room for.
import type { Series, Study } from '@lumenbox/contract';
import { SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { formatCount, formatTime } from '../../shared/format/format.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Fact } from '../../shared/ui/fact.tsx';
import { Moment } from '../../shared/ui/moment.tsx';
import ui from '../../shared/ui/ui.module.css';
import { ObjectHistory } from '../audit/index.ts';
import { Reports } from '../reports/index.ts';
import { SeriesStrip } from './series-strip.tsx';
import classes from './study-row.module.css';

const seriesTableWidth = 560;

/** The details of a study. */
export function StudyDetails(props: { patientId: string; isOfCase: boolean; study: Study }) {
  const { t } = useTranslation();
  const { patientId, study } = props;
  const facts: readonly [string, string | null][] = [
    [t('studies.time'), study.study_time === null ? null : formatTime(study.study_time)],
    [t('studies.accessionNo'), study.accession_no],
    [t('studies.institution'), study.institution_name],
    [t('studies.referrer'), study.referring_physician_name],
  ];
  return (
    <Stack gap="md" className={classes.details ?? ''}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm" component="dl" m={0}>
        {facts.map(([label, value]) => (
          <Fact key={label} label={label}>
            {value ?? <span aria-hidden>–</span>}
          </Fact>
        ))}
        <Fact label={t('patients.columns.created')}>
          <Moment value={study.created_at} />
        </Fact>
        {study.study_instance_uid !== null && (
          <Fact label={t('studies.uid')}>
            <span className={ui.mono}>{study.study_instance_uid}</span>
          </Fact>
        )}
      </SimpleGrid>
      {study.notes !== null && (
        <div>
          <Title order={3}>{t('studies.notes')}</Title>
          <Text size="sm" className={classes.notes ?? ''}>
            {study.notes}
          </Text>
        </div>
      )}
      <div>
        <Title order={3} mb="xs">
          {t('studies.series')}
        </Title>
        {study.series.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t(study.availability === 'dicom' ? 'studies.noSeries' : 'studies.noSeriesElsewhere')}
          </Text>
        ) : (
          <>
            <SeriesStrip patientId={patientId} study={study} />
            <SeriesTable series={study.series} />
          </>
        )}
      </div>
      <ReportsOfStudy {...props} />
      <ObjectHistory objectId={study.id} of="study" />
    </Stack>
  );
}

/** Who may not read reports sees what they are called, as the study itself says. */
function ReportsOfStudy(props: { patientId: string; isOfCase: boolean; study: Study }) {
  const { t } = useTranslation();
  const mayRead = useMay()('reports:read');
  const { patientId, isOfCase, study } = props;
  if (!mayRead && study.reports.length === 0) return null;
  return (
    <section aria-label={t('studies.reports')}>
      <Title order={3} mb="xs">
        {t('studies.reports')}
      </Title>
      {mayRead ? (
        <Suspense fallback={<Skeleton height={40} aria-hidden />}>
          <Reports patientId={patientId} studyId={study.id} isOfCase={isOfCase} level={3} />
        </Suspense>
      ) : (
        <ul>
          {study.reports.map((report) => (
            <li key={report.id}>{report.title}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function SeriesTable({ series }: { series: readonly Series[] }) {
  const { t } = useTranslation();
  const dash = <span aria-hidden>–</span>;
  const columns: Column<Series>[] = [
    {
      key: 'number',
      header: t('studies.seriesColumns.number'),
      width: 70,
      cell: (row) => row.series_number ?? dash,
    },
    {
      key: 'description',
      header: t('studies.seriesColumns.description'),
      cell: (row) => row.series_description ?? dash,
    },
    {
      key: 'modality',
      header: t('studies.seriesColumns.modality'),
      width: 100,
      cell: (row) => row.modality ?? dash,
    },
    {
      key: 'bodyPart',
      header: t('studies.seriesColumns.bodyPart'),
      cell: (row) => row.body_part_examined ?? dash,
    },
    {
      key: 'images',
      header: t('studies.seriesColumns.images'),
      width: 100,
      cell: (row) => formatCount(row.instance_count),
    },
  ];
  return (
    <DataTable
      label={t('studies.series')}
      columns={columns}
      rowKey={(row) => row.id}
      state={{ rows: series, error: null, onRetry: () => undefined }}
      empty={null}
      minWidth={seriesTableWidth}
    />
  );
}
