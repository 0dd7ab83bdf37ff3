// The versions of a report: who made each and when, and what it says differently from the one before it.
import type { ReportVersion, StudyReport } from '@lumenbox/contract';
import { Anchor, Group, Modal, NativeSelect, Skeleton, Stack, Text } from '@mantine/core';
import { diffWordsWithSpace } from 'diff';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../shared/format/format.ts';
import { ErrorState } from '../../shared/ui/states.tsx';
import { useReturnFocus } from '../../shared/ui/use-return-focus.ts';
import { ReportStatusTag } from './report-status.tsx';
import classes from './reports.module.css';
import { pdfAddress, type StudyPlace, useReportVersions } from './reports-query.ts';

/** The dialog. */
export function VersionsDialog(props: { place: StudyPlace; report: StudyReport; onClose(): void }) {
  const { t } = useTranslation();
  const { report, place } = props;
  useReturnFocus(true);
  const answer = useReportVersions(place, report.id);
  const [chosen, setChosen] = useState(report.version);
  const versions = answer.data?.data;
  const version = versions?.find((one) => one.version === chosen);
  const before = versions?.find((one) => one.version === chosen - 1);
  return (
    <Modal
      opened
      size="lg"
      onClose={props.onClose}
      returnFocus={false}
      title={t('reports.versionsOf', { report: report.title })}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
    >
      <Stack gap="sm">
        {versions === undefined && !answer.isError && <Skeleton height={160} aria-hidden />}
        {answer.isError && <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />}
        {versions !== undefined && (
          <NativeSelect
            label={t('reports.version')}
            value={String(chosen)}
            data={versions.map((one) => ({ value: String(one.version), label: lineOf(one, t) }))}
            onChange={(event) => setChosen(Number(event.currentTarget.value))}
          />
        )}
        {version !== undefined && (
          <Version place={place} reportId={report.id} version={version} before={before} />
        )}
      </Stack>
    </Modal>
  );
}

function lineOf(version: ReportVersion, t: TFunction): string {
  const line = t('reports.versionLine', { version: version.version, when: formatMoment(version.created_at) });
  return version.written_by === null ? line : `${line}, ${version.written_by}`;
}

function Version(props: {
  place: StudyPlace;
  reportId: string;
  version: ReportVersion;
  before: ReportVersion | undefined;
}) {
  const { t } = useTranslation();
  const { version, before } = props;
  return (
    <>
      <Group gap="xs">
        <ReportStatusTag status={version.status} />
        {version.signed_by !== null && version.signed_at !== null && (
          <Text size="xs" c="dimmed">
            {t('reports.signedBy', { name: version.signed_by, when: formatMoment(version.signed_at) })}
          </Text>
        )}
      </Group>
      {version.reason !== null && (
        <Text size="sm">{t('reports.amendedFor', { reason: version.reason })}</Text>
      )}
      <Difference before={before?.title ?? version.title} after={version.title} isStrong />
      <Difference before={factsOf(before ?? version)} after={factsOf(version)} />
      <Difference
        before={before === undefined ? (version.body ?? '') : (before.body ?? '')}
        after={version.body ?? ''}
      />
      {version.file !== null && (
        <Anchor
          size="sm"
          target="_blank"
          rel="noopener"
          href={pdfAddress(props.place, { id: props.reportId, version: version.version })}
        >
          {t('reports.pdfOfVersion', { version: version.version })}
        </Anchor>
      )}
      {before !== undefined && (
        <Text size="xs" c="dimmed">
          {t('reports.differences', { version: before.version })}
        </Text>
      )}
    </>
  );
}

function factsOf({ date, author, type }: ReportVersion): string {
  return [date, author, type].filter((fact) => fact !== null && fact !== '').join(' · ');
}

/** Longer texts that differ in everything would keep the page busy; then the new one is shown as it is. */
const editsMax = 5_000;

/** A text with what came and what went since the one before. */
function Difference({ before, after, isStrong }: { before: string; after: string; isStrong?: boolean }) {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: editsMax }) ?? [
    { value: after, added: false, removed: false },
  ];
  return (
    <Text
      size="sm"
      component="div"
      className={classes.text ?? ''}
      {...(isStrong === true ? { fw: 600 } : {})}
    >
      {parts.map((part, index) => {
        const key = `${index}`;
        if (part.added)
          return (
            <ins key={key} className={classes.added}>
              {part.value}
            </ins>
          );
        if (part.removed)
          return (
            <del key={key} className={classes.removed}>
              {part.value}
            </del>
          );
        return <span key={key}>{part.value}</span>;
      })}
    </Text>
  );
}
