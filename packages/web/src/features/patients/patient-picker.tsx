// Finds one patient by typing: for giving something to another record.
import type { Patient } from '@lumenbox/contract';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { formatDay, formatListedName } from '../../shared/format/format.ts';
import { RecordPicker } from '../../shared/ui/record-picker.tsx';

/** What a patient is told apart by, in one line. */
export function patientLine(patient: Pick<Patient, 'given_names' | 'family_name' | 'date_of_birth'>): string {
  const name = formatListedName(patient);
  return patient.date_of_birth === null ? name : `${name} · ${formatDay(patient.date_of_birth)}`;
}

/** What tells patients of one name apart, without filling the list. */
const identifiersShownMax = 3;

/** A search and its first hits to choose from. */
export function PatientPicker(props: {
  label: string;
  value: string | undefined;
  exceptId?: string;
  error?: ReactNode;
  onChange(patientId: string): void;
}) {
  const { t } = useTranslation();
  return (
    <RecordPicker
      {...props}
      placeholder={t('patients.search')}
      emptyText={t('patients.emptySearchTitle')}
      queryKey="patients"
      find={async (asked, options) =>
        (await api.listPatients({ ...asked, include: 'identifiers' }, options)).data.map((patient) => ({
          id: patient.id,
          line: patientLine(patient),
          description: [
            t(`patients.sexes.${patient.sex}`),
            ...(patient.identifiers ?? []).slice(0, identifiersShownMax).map(({ value }) => value),
          ].join(' · '),
        }))
      }
    />
  );
}
