// One report as it is read, with what may be done to it.
import type { StudyReport, StudyReportWithContent } from '@lumenbox/contract';
import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay, useSession } from '../../shared/api/session.ts';
import { formatDay, formatMoment } from '../../shared/format/format.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { IconCertificate, IconHistory, IconPencil, IconTrash } from '../../shared/ui/icons.ts';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Markdown } from './markdown.tsx';
import { PdfView } from './pdf-view.tsx';
import { ReportStatusTag } from './report-status.tsx';
import { pdfAddress, type StudyPlace, useReport } from './reports-query.ts';
import { StructuredContent } from './structured-content.tsx';
import { ReplacePdfButton } from './upload-pdf.tsx';
import { VersionsDialog } from './versions-dialog.tsx';

/** Which report is read, below a heading of which level. */
interface ReaderProps {
  readonly place: StudyPlace;
  readonly reportId: string;
  readonly level: 1 | 2 | 3;
}
/** What the view needs of what stands around it. */
interface ViewProps extends ReaderProps {
  onWrite(report: StudyReport): void;
  onChanged(): Promise<unknown>;
  onDeleted(): void;
}

/** The report, with what may be done to it. */
export function ReportView(props: ViewProps): ReactNode {
  const { report, otherwise } = useShown(props);
  if (report === undefined) return otherwise;
  return (
    <ReportArticle {...props} report={report}>
      <Actions {...props} report={report} />
    </ReportArticle>
  );
}

/** The report, to be read alone. */
export function ReportReader(props: ReaderProps): ReactNode {
  const { report, otherwise } = useShown(props);
  return report === undefined ? otherwise : <ReportArticle {...props} report={report} />;
}

/** The report, or what stands in its place. */
function useShown({ place, reportId }: ReaderProps) {
  const answer = useReport(place, reportId);
  const otherwise = answer.isError ? (
    <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
  ) : (
    <Skeleton height={120} aria-hidden />
  );
  return { report: answer.data?.data, otherwise };
}

function ReportArticle(props: ReaderProps & { report: StudyReportWithContent; children?: ReactNode }) {
  const { report, level } = props;
  return (
    <Stack gap="sm" component="article" aria-label={report.title}>
      <Head report={report} level={level} />
      {props.children}
      <Content {...props} />
    </Stack>
  );
}

const nextLevels = { 1: 2, 2: 3, 3: 4 } as const;

function Head({ report, level }: { report: StudyReport; level: ReaderProps['level'] }) {
  const { t } = useTranslation();
  const facts = [
    report.date === null ? null : formatDay(report.date),
    report.author,
    report.type,
    report.source === 'dicom'
      ? t('reports.fromImages')
      : t('reports.versionNumber', { version: report.version }),
  ];
  return (
    <div>
      <Group gap="xs">
        <Title order={nextLevels[level]} size="h3">
          {report.title}
        </Title>
        <ReportStatusTag status={report.status} />
      </Group>
      <Text size="xs" c="dimmed">
        {facts.filter((fact) => fact !== null && fact !== '').join(' · ')}
      </Text>
      {report.signed_by !== null && report.signed_at !== null && (
        <Text size="xs" c="dimmed">
          {t('reports.signedBy', { name: report.signed_by, when: formatMoment(report.signed_at) })}
        </Text>
      )}
      {report.reason !== null && <Text size="sm">{t('reports.amendedFor', { reason: report.reason })}</Text>}
    </div>
  );
}

function Content({ report, place, level }: ReaderProps & { report: StudyReportWithContent }) {
  const { t } = useTranslation();
  const isEmpty = report.body === null && report.file === null && report.content === null;
  return (
    <>
      {report.body !== null && <Markdown text={report.body} level={level === 3 ? 5 : 4} />}
      {report.file !== null && <PdfView address={pdfAddress(place, report)} title={report.title} />}
      {report.content !== null && <StructuredContent content={report.content} />}
      {isEmpty && (
        <Text size="sm" c="dimmed">
          {t('reports.empty')}
        </Text>
      )}
    </>
  );
}

function Actions(props: ViewProps & { report: StudyReport }) {
  const { t } = useTranslation();
  const may = useMay();
  const [dialog, setDialog] = useState<'sign' | 'delete' | 'versions'>();
  const { report, place } = props;
  if (report.source === 'dicom') return null;
  const isDraft = report.status === 'draft';
  const isEmpty = report.body === null && report.file === null;
  return (
    <Group gap="xs">
      {may('reports:write') && isDraft && (
        <Act icon={IconPencil} label={t('reports.edit')} onClick={() => props.onWrite(report)} />
      )}
      {may('reports:sign') && !isDraft && (
        <Act icon={IconPencil} label={t('reports.amend')} onClick={() => props.onWrite(report)} />
      )}
      {may('reports:write') && isDraft && (
        <ReplacePdfButton place={place} report={report} onChanged={props.onChanged} />
      )}
      {may('reports:sign') && isDraft && (
        <Act
          icon={IconCertificate}
          label={t('reports.sign')}
          isDisabled={isEmpty}
          onClick={() => setDialog('sign')}
        />
      )}
      <Act icon={IconHistory} label={t('reports.versions')} onClick={() => setDialog('versions')} />
      {may(isDraft ? 'reports:write' : 'reports:sign') && (
        <Act icon={IconTrash} label={t('frame.delete')} onClick={() => setDialog('delete')} />
      )}
      <SignDialog {...props} isOpen={dialog === 'sign'} onClose={() => setDialog(undefined)} />
      <DeleteDialog {...props} isOpen={dialog === 'delete'} onClose={() => setDialog(undefined)} />
      {dialog === 'versions' && (
        <VersionsDialog place={place} report={report} onClose={() => setDialog(undefined)} />
      )}
    </Group>
  );
}

function Act(props: { icon: typeof IconPencil; label: string; isDisabled?: boolean; onClick(): void }) {
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<props.icon size={14} aria-hidden />}
      disabled={props.isDisabled === true}
      onClick={props.onClick}
    >
      {props.label}
    </Button>
  );
}

type DialogProps = ViewProps & { report: StudyReport; isOpen: boolean; onClose(): void };

/** The parts of a report's address in the API. */
function pathOf({ patientId, studyId }: StudyPlace, report: StudyReport) {
  return { patient_id: patientId, study_id: studyId, report_id: report.id };
}

function SignDialog({ report, place, isOpen, onClose, onChanged }: DialogProps) {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <ConfirmDialog
      opened={isOpen}
      title={t('reports.signTitle')}
      confirmLabel={t('reports.signConfirm')}
      action={async () => {
        await api.signReport({ ...pathOf(place, report), version: report.version });
        notifications.show({ message: t('reports.signed') });
        await onChanged();
      }}
      onClose={onClose}
    >
      {t('reports.signText', { report: report.title, name: user.name })}
    </ConfirmDialog>
  );
}

function DeleteDialog({ report, place, isOpen, onClose, onChanged, onDeleted }: DialogProps) {
  const { t } = useTranslation();
  return (
    <ConfirmDialog
      opened={isOpen}
      title={t('reports.deleteTitle')}
      confirmLabel={t('frame.delete')}
      isDangerous
      action={async () => {
        await api.deleteReport(pathOf(place, report));
        notifications.show({ message: t('reports.deleted') });
        onDeleted();
        await onChanged();
      }}
      onClose={onClose}
    >
      {t(report.status === 'draft' ? 'reports.deleteText' : 'reports.deleteSignedText', {
        report: report.title,
        count: report.version,
      })}
    </ConfirmDialog>
  );
}
