// Who the patient is, and what can be done with the record.
import type { Patient } from '@lumenbox/contract';
import { Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { useMay } from '../../shared/api/session.ts';
import { ageOn, formatCountry, formatDay, formatName } from '../../shared/format/format.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { Fact } from '../../shared/ui/fact.tsx';
import { IconGitMerge, IconSend } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { RecordMenu } from '../../shared/ui/record-menu.tsx';
import { Section } from '../../shared/ui/section.tsx';
import ui from '../../shared/ui/ui.module.css';
import { SendDialog } from '../transfers/index.ts';
import { MergeDialog } from './merge-dialog.tsx';
import { PatientForm } from './patient-form.tsx';

/** The demographics of a patient. */
export function PatientFacts({ patient }: { patient: Patient }) {
  const { t } = useTranslation();
  const [today] = useState(() => new Date());
  const age = patient.date_of_birth === null ? undefined : ageOn(patient.date_of_birth, today);
  const { address } = patient;
  const lines =
    address === null
      ? []
      : [
          address.street,
          [address.postcode, address.city].filter(Boolean).join(' '),
          [address.region, address.country === null ? null : formatCountry(address.country)]
            .filter(Boolean)
            .join(', '),
        ].filter(Boolean);
  return (
    <Section>
      <dl className={ui.facts}>
        <Fact label={t('patients.dateOfBirth')}>
          {patient.date_of_birth === null ? t('patients.unknownBirth') : formatDay(patient.date_of_birth)}
          {age !== undefined && (
            <Text span size="sm" c="dimmed">
              {' '}
              ({t('patients.age', { count: age })})
            </Text>
          )}
        </Fact>
        <Fact label={t('patients.sex')}>{t(`patients.sexes.${patient.sex}`)}</Fact>
        <Fact label={t('patients.address')}>
          {lines.length === 0 ? (
            <Text span size="sm" c="dimmed">
              {t('patients.noAddress')}
            </Text>
          ) : (
            lines.map((line) => (
              <span key={line} className={ui.line}>
                {line}
              </span>
            ))
          )}
        </Fact>
        <Fact label={t('patients.columns.created')}>
          <Moment value={patient.created_at} />
        </Fact>
        <Fact label={t('patients.id')}>
          <span className={ui.mono}>{patient.id}</span>
        </Fact>
      </dl>
    </Section>
  );
}

/** The buttons of the patient page: edit, archive, send, delete, and what the page adds before them. */
export function PatientActions(props: {
  patient: Patient;
  studyCount: number | undefined;
  first?: ReactNode;
  onDeleted(): void;
}) {
  const { t } = useTranslation();
  const { patient } = props;
  const may = useMay();
  const mayWrite = may('patients:write');
  const maySend = may('studies:write') && (props.studyCount ?? 0) > 0;
  const client = useQueryClient();
  const [dialog, setDialog] = useState<'edit' | 'send' | 'merge' | 'delete'>();
  const name = formatName(patient);
  const keep = (next: unknown) => {
    client.setQueryData(['patient', patient.id], next);
    void client.invalidateQueries({ queryKey: ['patients'] });
  };
  const archive = useMutation({
    mutationFn: () =>
      patient.archived ? api.unarchivePatient({ id: patient.id }) : api.archivePatient({ id: patient.id }),
    onSuccess: ({ data }) => {
      keep(data);
      notifications.show({
        message: t(data.archived ? 'patients.archivedDone' : 'patients.unarchivedDone', { name }),
      });
    },
    onError: (error) => notifications.show({ color: 'red', message: explain(error, t) }),
  });
  if (!mayWrite) return props.first;
  return (
    <>
      {props.first}
      <RecordMenu
        isArchived={patient.archived}
        onEdit={() => setDialog('edit')}
        onArchive={() => archive.mutate()}
        onDelete={() => setDialog('delete')}
      >
        <Menu.Item leftSection={<IconGitMerge size={16} aria-hidden />} onClick={() => setDialog('merge')}>
          {t('patients.merge')}
        </Menu.Item>
        {maySend && (
          <Menu.Item leftSection={<IconSend size={16} aria-hidden />} onClick={() => setDialog('send')}>
            {t('transfers.sendAll')}
          </Menu.Item>
        )}
      </RecordMenu>
      {dialog === 'edit' && (
        <PatientForm
          patient={patient}
          onClose={() => setDialog(undefined)}
          onSaved={(next) => {
            setDialog(undefined);
            keep(next);
            notifications.show({ message: t('patients.saved') });
          }}
        />
      )}
      {dialog === 'merge' && <MergeDialog patient={patient} onClose={() => setDialog(undefined)} />}
      {dialog === 'send' && (
        <SendDialog
          sending={{ kind: 'all', patientId: patient.id, name: name }}
          onClose={() => setDialog(undefined)}
        />
      )}
      <ConfirmDialog
        opened={dialog === 'delete'}
        title={t('patients.deleteTitle', { name })}
        confirmLabel={t('frame.delete')}
        isDangerous
        action={async () => {
          await api.deletePatient({ id: patient.id });
          void client.invalidateQueries({ queryKey: ['patients'] });
          notifications.show({ message: t('patients.deleted', { name }) });
          props.onDeleted();
        }}
        onClose={() => setDialog(undefined)}
      >
        {t('patients.deleteText')}{' '}
        {props.studyCount !== undefined &&
          props.studyCount > 0 &&
          t('patients.deleteStudies', { count: props.studyCount })}
      </ConfirmDialog>
    </>
  );
}
