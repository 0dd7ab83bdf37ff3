// Gives a study to another patient.
import type { Study } from '@lumenbox/contract';
import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';
import { PatientPicker } from '../patients/index.ts';

/** The dialog. `onMoved` after the study has gone. */
export function MoveDialog(props: {
  patientId: string;
  study: Study;
  name: string;
  onMoved(): void;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const { patientId, study, name } = props;
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { to_patient_id: '' },
    fields: ['to_patient_id'],
    send: (values) => api.moveStudy({ patient_id: patientId, study_id: study.id, ...values }),
    onSaved: () => {
      notifications.show({ message: t('studies.moved', { study: name }) });
      props.onMoved();
    },
  });
  return (
    <FormDialog
      opened
      title={t('studies.moveTitle', { study: name })}
      submitLabel={t('studies.moveConfirm')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <Text size="sm">{t('studies.moveText')}</Text>
      <PatientPicker
        label={t('studies.moveTo')}
        value={form.values.to_patient_id}
        exceptId={patientId}
        error={form.errors.to_patient_id}
        onChange={(id) => form.setFieldValue('to_patient_id', id)}
      />
    </FormDialog>
  );
}
