// Makes and edits a patient; the rules and their sentences are the server's.
import { type Patient, type Sex, sexes } from '@lumenbox/contract';
import { Fieldset, NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';

const addressFields = ['street', 'city', 'region', 'postcode', 'country'] as const;
const fields = [
  'given_names',
  'family_name',
  'date_of_birth',
  'sex',
  'address',
  ...addressFields.map((key) => `address.${key}`),
];

function valuesOf(patient: Patient | undefined) {
  const address = patient?.address;
  return {
    given_names: patient?.given_names ?? '',
    family_name: patient?.family_name ?? '',
    date_of_birth: patient?.date_of_birth ?? '',
    sex: (patient?.sex ?? '') as Sex,
    address: {
      street: address?.street ?? '',
      city: address?.city ?? '',
      region: address?.region ?? '',
      postcode: address?.postcode ?? '',
      country: address?.country ?? '',
    },
  };
}

/** The dialog; without a patient it makes a new one. Mount it anew for each opening. */
export function PatientForm(props: { patient?: Patient; onClose(): void; onSaved(patient: Patient): void }) {
  const { t } = useTranslation();
  const { patient } = props;
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: valuesOf(patient),
    fields,
    send: async (values) =>
      patient === undefined
        ? (await api.createPatient(values)).data
        : (await api.updatePatient({ id: patient.id, ...values })).data,
    onSaved: props.onSaved,
  });
  return (
    <FormDialog
      opened
      size="lg"
      title={patient === undefined ? t('patients.new') : t('patients.edit')}
      submitLabel={patient === undefined ? t('patients.new') : t('frame.save')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <TextInput
          label={t('patients.givenNames')}
          required
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('given_names')}
        />
        <TextInput
          label={t('patients.familyName')}
          required
          autoComplete="off"
          {...form.getInputProps('family_name')}
        />
        <TextInput
          label={t('patients.dateOfBirth')}
          type="date"
          required
          {...form.getInputProps('date_of_birth')}
        />
        <NativeSelect
          label={t('patients.sex')}
          required
          data={[
            { value: '', label: t('patients.sexChoose') },
            ...sexes.map((sex) => ({ value: sex, label: t(`patients.sexes.${sex}`) })),
          ]}
          {...form.getInputProps('sex')}
        />
      </SimpleGrid>
      <Fieldset legend={`${t('patients.address')} (${t('frame.optional')})`}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          {addressFields.map((key) => (
            <TextInput
              key={key}
              label={t(`patients.${key}`)}
              autoComplete="off"
              {...(key === 'country' ? { description: t('patients.countryText') } : {})}
              {...form.getInputProps(`address.${key}`)}
            />
          ))}
        </SimpleGrid>
      </Fieldset>
    </FormDialog>
  );
}
