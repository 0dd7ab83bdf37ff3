// Copies a study into a case: its images lose their identity on the way, the original stays.
import { ApiError, type Study, type Upload } from '@lumenbox/contract';
import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { CasePicker } from '../../shared/ui/case-picker.tsx';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';

/** What a copy gave. */
interface Made {
  readonly caseId: string;
  readonly upload: Upload;
}

/** The dialog: which case, and then what became of the images. */
export function CopyDialog(props: { study: Study; name: string; onClose(): void }) {
  const [made, setMade] = useState<Made>();
  return made === undefined ? (
    <CopyForm {...props} onMade={setMade} />
  ) : (
    <Copied {...made} name={props.name} onClose={props.onClose} />
  );
}

function CopyForm(props: { study: Study; name: string; onMade(made: Made): void; onClose(): void }) {
  const { t } = useTranslation();
  const { study, name } = props;
  const client = useQueryClient();
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { into: 'new', label: '', id: '' },
    fields: ['label', 'id'],
    send: async ({ into, label, id }) => {
      if (into === 'known' && id === '')
        throw new ApiError(422, t('studies.copyChoose'), { id: [t('studies.copyChoose')] });
      const caseId = into === 'new' ? (await api.createCase({ label })).data.id : id;
      // What fails now is tried again with the case that is there.
      form.setValues({ into: 'known', id: caseId });
      return { caseId, upload: (await api.copyStudyToCase({ id: caseId, from_study: study.id })).data };
    },
    onSaved: (made) => {
      void client.invalidateQueries({ queryKey: ['cases'] });
      void client.invalidateQueries({ queryKey: ['studies', made.caseId] });
      props.onMade(made);
    },
  });
  const isNew = form.values.into === 'new';
  return (
    <FormDialog
      opened
      title={t('studies.copyTitle', { study: name })}
      submitLabel={t('studies.copyConfirm')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <Text size="sm">{t('studies.copyText')}</Text>
      <SegmentedControl
        aria-label={t('studies.copyInto')}
        value={form.values.into}
        data={[
          { value: 'new', label: t('cases.new') },
          { value: 'known', label: t('studies.copyKnown') },
        ]}
        onChange={(into) => form.setFieldValue('into', into)}
      />
      {isNew ? (
        <TextInput
          label={t('cases.label')}
          description={t('cases.labelText')}
          required
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('label')}
        />
      ) : (
        <CasePicker
          label={t('studies.copyInto')}
          value={form.values.id}
          error={form.errors.id}
          onChange={(id) => form.setFieldValue('id', id)}
        />
      )}
      {isPending && (
        <Text size="sm" c="dimmed" role="status">
          {t('studies.copying', { count: study.instance_count ?? 0 })}
        </Text>
      )}
    </FormDialog>
  );
}

function Copied(props: Made & { name: string; onClose(): void }) {
  const { t } = useTranslation();
  const { caseId, upload } = props;
  const { stored, duplicate, rejected } = upload.counts;
  const sentences = [
    t('studies.copied', { count: stored }),
    ...(duplicate > 0 ? [t('studies.copiedBefore', { count: duplicate })] : []),
    ...(rejected > 0 ? [t('studies.copyRefused', { count: rejected })] : []),
  ];
  return (
    <Modal
      opened
      title={t('studies.copyTitle', { study: props.name })}
      onClose={props.onClose}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
    >
      <Stack gap="md">
        <Text size="sm" role="status">
          {sentences.join(' ')}
        </Text>
        <Group justify="flex-end" gap="xs">
          {rejected > 0 && (
            <Button
              variant="default"
              renderRoot={(root: object) => (
                <Link {...root} to="/uploads/$uploadId" params={{ uploadId: upload.id }} />
              )}
            >
              {t('studies.copyVerdicts')}
            </Button>
          )}
          <Button
            data-autofocus
            renderRoot={(root: object) => <Link {...root} to="/cases/$caseId" params={{ caseId }} />}
          >
            {t('studies.copyOpen')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
