// Ends another record of the same person in favour of this one.
import { ApiError, type Patient } from '@lumenbox/contract';
import { Alert } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { formatName } from '../../shared/format/format.ts';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';
import { PatientPicker } from './patient-picker.tsx';

/** The dialog. */
export function MergeDialog({ patient, onClose }: { patient: Patient; onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const name = formatName(patient);
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { from_patient_id: '' },
    fields: ['from_patient_id'],
    send: (values) => {
      if (values.from_patient_id === '')
        throw new ApiError(422, t('patients.mergeChoose'), { from_patient_id: [t('patients.mergeChoose')] });
      return api.mergePatient({ id: patient.id, ...values });
    },
    onSaved: () => {
      for (const key of ['patient', 'patients', 'studies', 'identifiers', 'inbox'])
        void client.invalidateQueries({ queryKey: [key] });
      notifications.show({ message: t('patients.merged', { name }) });
      onClose();
    },
  });
  return (
    <FormDialog
      opened
      title={t('patients.mergeTitle', { name })}
      submitLabel={t('patients.mergeConfirm')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={onClose}
    >
      <Alert color="yellow">{t('patients.mergeText', { name })}</Alert>
      <PatientPicker
        label={t('patients.mergeOther')}
        value={form.values.from_patient_id}
        exceptId={patient.id}
        error={form.errors.from_patient_id}
        onChange={(id) => form.setFieldValue('from_patient_id', id)}
      />
    </FormDialog>
  );
}
