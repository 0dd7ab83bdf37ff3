// Makes and edits a case. Sex and date of birth can be set and are never shown again.
import { type Case, type Sex, sexes } from '@lumenbox/contract';
import { NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';

/** The dialog; without a case it makes a new one. Mount it anew for each opening. */
export function CaseForm(props: { record?: Case; onClose(): void; onSaved(record: Case): void }) {
  const { t } = useTranslation();
  const { record } = props;
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { label: record?.label ?? '', sex: '', date_of_birth: '' },
    fields: ['label', 'sex', 'date_of_birth'],
    send: async ({ label, sex, date_of_birth }) => {
      // What was left empty is not sent: it would wipe out what is kept and cannot be seen.
      const known = {
        label,
        ...(sex === '' ? {} : { sex: sex as Sex }),
        ...(date_of_birth === '' ? {} : { date_of_birth }),
      };
      return record === undefined
        ? (await api.createCase(known)).data
        : (await api.updateCase({ id: record.id, ...known })).data;
    },
    onSaved: props.onSaved,
  });
  return (
    <FormDialog
      opened
      title={record === undefined ? t('cases.new') : t('cases.edit')}
      submitLabel={record === undefined ? t('cases.new') : t('frame.save')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <TextInput
        label={t('cases.label')}
        description={t('cases.labelText')}
        required
        data-autofocus
        autoComplete="off"
        {...form.getInputProps('label')}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <NativeSelect
          label={t('patients.sex')}
          data={[
            { value: '', label: '–' },
            ...sexes.map((sex) => ({ value: sex, label: t(`patients.sexes.${sex}`) })),
          ]}
          {...form.getInputProps('sex')}
        />
        <TextInput label={t('patients.dateOfBirth')} type="date" {...form.getInputProps('date_of_birth')} />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {record === undefined ? t('cases.sexText') : t('cases.editHidden')}
      </Text>
    </FormDialog>
  );
}
