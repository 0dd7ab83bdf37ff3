// The reports of a study in one place: the list, or one of them read, written or amended in its stead.
import type { StudyReport } from '@lumenbox/contract';
import { Button, Group, Skeleton, Stack, Text, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '../../shared/api/session.ts';
import { formatDay } from '../../shared/format/format.ts';
import { IconArrowLeft, IconPlus } from '../../shared/ui/icons.ts';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import { hasDraft, useDraftsOf } from './report-drafts.ts';
import { draftKeyOf, ReportEditor } from './report-editor.tsx';
import { ReportStatusTag } from './report-status.tsx';
import { ReportView } from './report-view.tsx';
import classes from './reports.module.css';
import { type StudyPlace, useRefreshReports, useReports } from './reports-query.ts';
import { NewPdfButton } from './upload-pdf.tsx';

/** What is shown: the list, or one report. */
type Shown =
  | { readonly kind: 'list' }
  | { readonly kind: 'read'; readonly id: string }
  | { readonly kind: 'write'; readonly report?: StudyReport };

/** The reports. `level` is that of the heading above them. */
export function Reports(props: StudyPlace & { isOfCase: boolean; level: 2 | 3 }) {
  const { t } = useTranslation();
  const { user, team } = useSession();
  useDraftsOf(`${user.id} ${team.id}`);
  const [shown, setShown] = useState<Shown>({ kind: 'list' });
  const refresh = useRefreshReports(props);
  const read = (id: string) => setShown({ kind: 'read', id });
  const saved = async (report: StudyReport, message: string) => {
    notifications.show({ message });
    await refresh();
    read(report.id);
  };
  if (shown.kind === 'list')
    return <ReportList {...props} onRead={read} onWrite={() => setShown({ kind: 'write' })} />;
  if (shown.kind === 'write')
    return (
      <ReportEditor
        place={props}
        isOfCase={props.isOfCase}
        level={props.level}
        report={shown.report}
        onSaved={(report, message) => void saved(report, message)}
        onClose={() => (shown.report === undefined ? setShown({ kind: 'list' }) : read(shown.report.id))}
      />
    );
  return (
    <Stack gap="sm">
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconArrowLeft size={14} aria-hidden />}
        onClick={() => setShown({ kind: 'list' })}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('reports.back')}
      </Button>
      <ReportView
        key={shown.id}
        place={props}
        reportId={shown.id}
        level={props.level}
        onWrite={(report) => setShown({ kind: 'write', report })}
        onChanged={refresh}
        onDeleted={() => setShown({ kind: 'list' })}
      />
    </Stack>
  );
}

function ReportList(props: StudyPlace & { isOfCase: boolean; onRead(id: string): void; onWrite(): void }) {
  const { t } = useTranslation();
  const mayWrite = useMay()('reports:write');
  const list = useReports(props);
  const reports = list.data?.data;
  if (reports === undefined)
    return list.isError ? (
      <ErrorState error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <Skeleton height={40} aria-hidden />
    );
  const isUnsaved = hasDraft(draftKeyOf(props, undefined));
  return (
    <Stack gap="xs">
      {reports.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t(mayWrite ? 'reports.none' : 'reports.noneToRead')}
        </Text>
      ) : (
        <ul className={classes.list}>
          {reports.map((report) => (
            <li key={report.id}>
              <Entry place={props} report={report} onRead={props.onRead} />
            </li>
          ))}
        </ul>
      )}
      {(list.data?.meta.total ?? 0) > reports.length && (
        <Text size="xs" c="dimmed">
          {t('reports.notAll', { count: list.data?.meta.total ?? 0 })}
        </Text>
      )}
      {mayWrite && (
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={props.onWrite}
          >
            {t(isUnsaved ? 'reports.goOn' : 'reports.write')}
          </Button>
          <NewPdfButton place={props} isOfCase={props.isOfCase} onSaved={props.onRead} />
        </Group>
      )}
    </Stack>
  );
}

function Entry(props: { place: StudyPlace; report: StudyReport; onRead(id: string): void }) {
  const { t } = useTranslation();
  const { report } = props;
  const facts = [report.date === null ? null : formatDay(report.date), report.author, report.type];
  return (
    <UnstyledButton className={classes.entry ?? ''} onClick={() => props.onRead(report.id)}>
      <span className={classes.entryName}>
        <Text span size="sm" fw={500}>
          {report.title}
        </Text>
        <Text span size="xs" c="dimmed" display="block">
          {facts.filter((fact) => fact !== null && fact !== '').join(' · ')}
        </Text>
      </span>
      {report.file !== null && <Tag tone="gray">{t('reports.pdf')}</Tag>}
      {hasDraft(draftKeyOf(props.place, report)) && <Tag tone="amber">{t('reports.unsaved')}</Tag>}
      <ReportStatusTag status={report.status} />
    </UnstyledButton>
  );
}
