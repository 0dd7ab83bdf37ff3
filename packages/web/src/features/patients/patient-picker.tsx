// Finds one patient by typing: for giving something to another record.
import type { Patient } from '@lumenbox/contract';
import { Radio, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { formatDay } from '../../shared/format/format.ts';
import { IconSearch } from '../../shared/ui/icons.ts';
import { ErrorState } from '../../shared/ui/states.tsx';

const restMs = 250;
/** More are not read through; who does not see the patient types more of the name. */
const shownMax = 8;

/** What a patient is told apart by, in one line. */
export function patientLine(patient: Pick<Patient, 'given_names' | 'family_name' | 'date_of_birth'>): string {
  const name = `${patient.family_name}, ${patient.given_names}`;
  return patient.date_of_birth === null ? name : `${name} · ${formatDay(patient.date_of_birth)}`;
}

/** A search and its first hits to choose from. `exceptId` is left out: nothing is given to whom it belongs to. */
export function PatientPicker(props: {
  label: string;
  value: string | undefined;
  exceptId?: string;
  error?: React.ReactNode;
  onChange(patientId: string): void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), restMs);
  const list = useQuery({
    queryKey: ['patients', 'picker', search],
    queryFn: ({ signal }) =>
      api.listPatients({ ...(search === '' ? {} : { search }), per_page: shownMax + 1 }, { signal }),
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.data.filter(({ id }) => id !== props.exceptId).slice(0, shownMax);
  return (
    <Stack gap="xs">
      <TextInput
        type="search"
        label={props.label}
        placeholder={t('patients.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        maxLength={255}
        error={props.error}
        onChange={(event) => setText(event.currentTarget.value)}
        // Enter would send the form that this stands in.
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault();
        }}
      />
      {list.isError && rows === undefined && (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      )}
      <ScrollArea.Autosize mah={240} type="auto">
        <Radio.Group
          aria-label={props.label}
          value={props.value ?? ''}
          onChange={props.onChange}
          aria-busy={list.isPlaceholderData}
        >
          <Stack gap="xs" p={4}>
            {rows?.map((patient) => (
              <Radio
                key={patient.id}
                value={patient.id}
                label={patientLine(patient)}
                description={t(`patients.sexes.${patient.sex}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      </ScrollArea.Autosize>
      {rows?.length === 0 && (
        <Text size="sm" c="dimmed" role="status">
          {t('patients.emptySearchTitle')}
        </Text>
      )}
    </Stack>
  );
}
