// Writes a report: a draft that is saved as often as one likes, or the amendment of a signed one in a single act.
import { ApiError, type StudyReport } from '@lumenbox/contract';
import { Alert, Button, Group, SimpleGrid, Stack, TextInput, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useSession } from '../../shared/api/session.ts';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';
import { MarkdownField } from './markdown-field.tsx';
import { type ReportValues, useDraft } from './report-drafts.ts';
import type { StudyPlace } from './reports-query.ts';

/** The name under which what is typed about a report is kept. */
export function draftKeyOf({ studyId }: StudyPlace, report: Pick<StudyReport, 'id'> | undefined): string {
  return `${studyId} ${report?.id ?? 'new'}`;
}

/** The editor. `onSaved` with what was saved and the sentence about it. */
export function ReportEditor(props: {
  place: StudyPlace;
  isOfCase: boolean;
  level: 2 | 3;
  report: StudyReport | undefined;
  onSaved(report: StudyReport, message: string): void;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const { report, place } = props;
  const isAmendment = report !== undefined && report.status !== 'draft';
  const draft = useDraft(draftKeyOf(place, report), useSavedValues(report));
  const { send, explainConflict } = useSending(place, report, draft.initial.version);
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: draft.initial,
    fields: ['title', 'type', 'date', 'author', 'body', 'reason'],
    send,
    explainError: explainConflict,
    onSaved: (saved) => {
      draft.forget();
      props.onSaved(saved, t(isAmendment ? 'reports.amended' : 'reports.saved'));
    },
  });
  const { values } = form;
  useEffect(() => draft.keep(values));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Title order={props.level === 2 ? 3 : 4} size="h3">
          {t(
            report === undefined ? 'reports.write' : isAmendment ? 'reports.amendTitle' : 'reports.editTitle',
          )}
        </Title>
        {props.isOfCase && (
          <Alert color="yellow" variant="light">
            {t('reports.caseHint')}
          </Alert>
        )}
        {problem}
        <TextInput
          label={t('reports.title')}
          required
          autoComplete="off"
          maxLength={255}
          {...form.getInputProps('title')}
        />
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
          <TextInput type="date" label={t('reports.date')} {...form.getInputProps('date')} />
          <TextInput
            label={t('reports.author')}
            autoComplete="off"
            maxLength={255}
            {...form.getInputProps('author')}
          />
          <TextInput
            label={t('reports.type')}
            autoComplete="off"
            maxLength={64}
            {...form.getInputProps('type')}
          />
        </SimpleGrid>
        <MarkdownField
          label={t('reports.body')}
          level={props.level === 2 ? 4 : 5}
          value={values.body}
          error={form.errors.body}
          onChange={(body) => form.setFieldValue('body', body)}
        />
        {isAmendment && (
          <TextInput
            label={t('reports.reason')}
            description={t('reports.reasonText')}
            required
            autoComplete="off"
            maxLength={1000}
            {...form.getInputProps('reason')}
          />
        )}
        <Group gap="xs" justify="flex-end">
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              draft.forget();
              props.onClose();
            }}
          >
            {t('reports.discard')}
          </Button>
          <Button variant="default" onClick={props.onClose}>
            {t('reports.later')}
          </Button>
          <Button type="submit" loading={isPending}>
            {t(isAmendment ? 'reports.amendConfirm' : 'reports.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useSavedValues(report: StudyReport | undefined): ReportValues {
  const { t } = useTranslation();
  const { user } = useSession();
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  if (report === undefined)
    return {
      title: '',
      type: t('reports.typeDefault'),
      date: today,
      author: user.name,
      body: '',
      reason: '',
      version: '',
    };
  return {
    title: report.title,
    type: report.type,
    date: report.date ?? '',
    author: report.author ?? '',
    body: report.body ?? '',
    reason: '',
    version: String(report.version),
  };
}

/** Sends what was typed. When somebody else was faster, it says so, and the next try goes on from what is there by then. */
function useSending(place: StudyPlace, report: StudyReport | undefined, madeFrom: string) {
  const { t } = useTranslation();
  const [version, setVersion] = useState(Number(madeFrom));
  const path = { patient_id: place.patientId, study_id: place.studyId };
  const send = async (values: ReportValues): Promise<StudyReport> => {
    const { title, type, date, author, body, reason } = values;
    const fields = { title, type, date, author, body };
    if (report === undefined) return (await api.createReport({ ...path, ...fields })).data;
    const input = { ...path, report_id: report.id, ...fields, version };
    try {
      if (report.status === 'draft') return (await api.updateReport(input)).data;
      return (await api.amendReport({ ...input, reason })).data;
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) {
        const { data } = await api.showReport({ ...path, report_id: report.id });
        setVersion(data.version);
        if (data.status !== report.status && report.status === 'draft') throw new SignedMeanwhile();
      }
      throw error;
    }
  };
  const explainConflict = (error: unknown) => {
    if (error instanceof SignedMeanwhile) return t('reports.signedMeanwhile');
    return error instanceof ApiError && error.status === 409 ? t('reports.changedMeanwhile') : undefined;
  };
  return { send, explainConflict };
}

/** Somebody signed the draft while it was changed here. */
class SignedMeanwhile extends Error {}
