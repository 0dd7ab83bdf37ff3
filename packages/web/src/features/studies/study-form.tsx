// Records and edits a study. A study's images, availability and uid are never changed by hand.
import { availabilities, descriptiveStudyKeys, type Study } from '@lumenbox/contract';
import { Radio, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';

type Values = Record<(typeof descriptiveStudyKeys)[number] | 'availability' | 'study_instance_uid', string>;

/** The dialog; without a study it records a new one. Mount it anew for each opening. */
export function StudyForm(props: {
  patientId: string;
  study?: Study;
  onClose(): void;
  onSaved(study: Study): void;
}) {
  const { t } = useTranslation();
  const { study } = props;
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: {
      ...(Object.fromEntries(descriptiveStudyKeys.map((key) => [key, study?.[key] ?? ''])) as Values),
      availability: 'record',
      study_instance_uid: '',
    },
    fields: [...descriptiveStudyKeys, 'availability', 'study_instance_uid'],
    send: async (values) => {
      const { availability, study_instance_uid, ...described } = values;
      if (study !== undefined)
        return (await api.updateStudy({ patient_id: props.patientId, study_id: study.id, ...described }))
          .data;
      const chosen = availabilities.find((candidate) => candidate === availability) ?? 'record';
      const isHere = chosen === 'record' ? {} : { study_instance_uid };
      return (
        await api.createStudy({ patient_id: props.patientId, ...described, availability: chosen, ...isHere })
      ).data;
    },
    onSaved: props.onSaved,
  });
  return (
    <FormDialog
      opened
      size="lg"
      title={study === undefined ? t('studies.new') : t('studies.edit')}
      submitLabel={study === undefined ? t('studies.new') : t('frame.save')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <TextInput
        label={t('studies.description')}
        data-autofocus
        autoComplete="off"
        {...form.getInputProps('study_description')}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <TextInput
          label={t('studies.date')}
          description={t('studies.dateText')}
          autoComplete="off"
          {...form.getInputProps('study_date')}
        />
        <TextInput label={t('studies.time')} autoComplete="off" {...form.getInputProps('study_time')} />
        <TextInput
          label={t('studies.accessionNo')}
          autoComplete="off"
          {...form.getInputProps('accession_no')}
        />
        <TextInput
          label={t('studies.institution')}
          autoComplete="off"
          {...form.getInputProps('institution_name')}
        />
        <TextInput
          label={t('studies.referrer')}
          autoComplete="off"
          {...form.getInputProps('referring_physician_name')}
        />
      </SimpleGrid>
      <Textarea
        label={t('studies.notes')}
        autosize
        minRows={2}
        maxRows={8}
        {...form.getInputProps('notes')}
      />
      {study === undefined && (
        <>
          <Radio.Group label={t('studies.availability')} {...form.getInputProps('availability')}>
            <Stack gap="xs" mt="xs">
              {availabilities.map((value) => (
                <Radio key={value} value={value} label={t(`studies.availabilityLabels.${value}`)} />
              ))}
            </Stack>
          </Radio.Group>
          {form.values.availability !== 'record' && (
            <TextInput
              label={t('studies.uid')}
              required={form.values.availability === 'dicom'}
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps('study_instance_uid')}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
