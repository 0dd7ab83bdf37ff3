// Takes a PDF from the person and sends it: as a new report, or as the file of a draft.
import { ApiError, reportFileBytesMax, type StudyReport } from '@lumenbox/contract';
import { Alert, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { IconFileUpload } from '../../shared/ui/icons.ts';
import classes from './reports.module.css';
import { type StudyPlace, useRefreshReports } from './reports-query.ts';

/** Says in the page's language what the server found wrong with a file, where it is known. */
function useFileProblem(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof TooLarge || (error instanceof ApiError && error.status === 413))
      return t('reports.pdfTooLarge');
    if (error instanceof ApiError && error.status === 422) return t('reports.pdfRefused');
    return explain(error, t);
  };
}

/** The server would say so after the whole file had gone over the line. */
class TooLarge extends Error {}

/** Sends the file; throws what the API throws. */
async function sendPdf(
  { patientId, studyId }: StudyPlace,
  report: Pick<StudyReport, 'id' | 'version'>,
  file: File,
): Promise<StudyReport> {
  if (file.size > reportFileBytesMax) throw new TooLarge();
  // What a browser thinks of a file's type comes from its name; the server looks inside.
  const body = new Blob([file], { type: 'application/pdf' });
  const path = { patient_id: patientId, study_id: studyId, report_id: report.id };
  return (await api.uploadReportFile({ ...path, version: report.version }, { body })).data;
}

/** Makes a report of a PDF. What is refused leaves no empty report behind. */
export function NewPdfButton(props: { place: StudyPlace; isOfCase: boolean; onSaved(id: string): void }) {
  const { t } = useTranslation();
  const refresh = useRefreshReports(props.place);
  const problemOf = useFileProblem();
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const { patientId: patient_id, studyId: study_id } = props.place;
      if (file.size > reportFileBytesMax) throw new TooLarge();
      const title = file.name.replace(/\.pdf$/i, '').slice(0, 255) || 'PDF';
      const { data } = await api.createReport({ patient_id, study_id, title });
      try {
        return await sendPdf(props.place, data, file);
      } catch (error) {
        await api.deleteReport({ patient_id, study_id, report_id: data.id }).catch(() => undefined);
        throw error;
      }
    },
    onSuccess: async (report) => {
      notifications.show({ message: t('reports.uploaded') });
      await refresh();
      props.onSaved(report.id);
    },
  });
  return (
    <>
      <PdfButton
        isPending={upload.isPending}
        label={t('reports.upload')}
        onFile={(file) => upload.mutate(file)}
      />
      {upload.isError && (
        <Alert color="red" role="alert" w="100%">
          {problemOf(upload.error)}
        </Alert>
      )}
    </>
  );
}

/** Gives a draft another file. */
export function ReplacePdfButton(props: {
  place: StudyPlace;
  report: StudyReport;
  onChanged(): Promise<unknown>;
}) {
  const { t } = useTranslation();
  const problemOf = useFileProblem();
  const upload = useMutation({
    mutationFn: (file: File) => sendPdf(props.place, props.report, file),
    onSuccess: async () => {
      notifications.show({ message: t('reports.uploaded') });
      await props.onChanged();
    },
  });
  return (
    <>
      <PdfButton
        isPending={upload.isPending}
        label={t(props.report.file === null ? 'reports.addPdf' : 'reports.replacePdf')}
        onFile={(file) => upload.mutate(file)}
      />
      {upload.isError && (
        <Alert color="red" role="alert" w="100%">
          {problemOf(upload.error)}
        </Alert>
      )}
    </>
  );
}

function PdfButton(props: { isPending: boolean; label: string; onFile(file: File): void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={props.isPending}
        leftSection={<IconFileUpload size={14} aria-hidden />}
        onClick={() => input.current?.click()}
      >
        {props.label}
      </Button>
      <input
        ref={input}
        type="file"
        accept="application/pdf,.pdf"
        className={classes.hiddenInput}
        aria-label={props.label}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) props.onFile(file);
          // The same file again must count as a change.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
