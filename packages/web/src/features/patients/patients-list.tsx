// The list of patients: search, order, archive and page all stand in the URL.
import type { ListedPatient } from '@lumenbox/contract';
import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { formatDay, formatListedName, formatName } from '../../shared/format/format.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { IconArchive, IconPlus, IconSearch, IconUsers } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { RecordFilters } from '../../shared/ui/record-filters.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import ui from '../../shared/ui/ui.module.css';
import { withoutUndefined } from '../../shared/url/list-search.ts';
import { PatientForm } from './patient-form.tsx';
import type { PatientSort, PatientsSearch } from './patients-search.ts';

/** The page with the list. `onSearch` takes what of the URL changes; `replace` where no step back is wanted. */
export function PatientsList(props: {
  search: PatientsSearch;
  onSearch(search: PatientsSearch, options?: { replace?: boolean }): void;
  onOpen(id: string): void;
}) {
  const { t } = useTranslation();
  const { search } = props;
  const may = useMay();
  const client = useQueryClient();
  const [isCreating, setIsCreating] = useState(false);
  const list = useQuery({
    queryKey: ['patients', search],
    queryFn: ({ signal }) => api.listPatients({ ...search, include: 'identifiers' }, { signal }),
    placeholderData: keepPreviousData,
  });
  const change = (patch: Record<string, unknown>, replace = false) =>
    props.onSearch(withoutUndefined({ ...search, page: undefined, ...patch }) as PatientsSearch, { replace });
  const mayWrite = may('patients:write');
  const newButton = mayWrite && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setIsCreating(true)}>
      {t('patients.new')}
    </Button>
  );
  return (
    <Page title={t('patients.title')} actions={newButton}>
      <RecordFilters
        searchLabel={t('patients.search')}
        filterLabel={t('patients.filter')}
        search={search}
        change={change}
      />
      <DataTable
        label={t('patients.title')}
        columns={usePatientColumns()}
        rowKey={(patient) => patient.id}
        state={{
          rows: list.data?.data,
          isRefreshing: list.isPlaceholderData,
          error: list.error,
          onRetry: () => void list.refetch(),
        }}
        order={{
          sort: search.sort ?? 'created_at',
          direction: search.direction ?? (search.sort === 'name' ? 'asc' : 'desc'),
        }}
        onOrder={(order) => change({ ...order })}
        empty={<Empty search={search} action={newButton} />}
        footer={<Pager meta={list.data?.meta} search={search} onChange={(paging) => change(paging)} />}
      />
      {isCreating && (
        <PatientForm
          onClose={() => setIsCreating(false)}
          onSaved={(patient) => {
            setIsCreating(false);
            void client.invalidateQueries({ queryKey: ['patients'] });
            notifications.show({ message: t('patients.created', { name: formatName(patient) }) });
            props.onOpen(patient.id);
          }}
        />
      )}
    </Page>
  );
}

function usePatientColumns(): Column<ListedPatient, PatientSort>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      header: t('patients.columns.name'),
      sort: 'name',
      cell: (patient) => (
        <Link to="/patients/$patientId" params={{ patientId: patient.id }} className={ui.rowLink}>
          {formatListedName(patient)}
        </Link>
      ),
    },
    {
      key: 'identifiers',
      header: t('patients.columns.identifiers'),
      cell: ({ identifiers = [] }) => <Identifiers identifiers={identifiers} />,
    },
    {
      key: 'born',
      header: t('patients.columns.dateOfBirth'),
      sort: 'date_of_birth',
      standardDirection: 'desc',
      cell: (patient) =>
        patient.date_of_birth === null ? (
          <Text span aria-hidden>
            –
          </Text>
        ) : (
          formatDay(patient.date_of_birth)
        ),
    },
    {
      key: 'sex',
      header: t('patients.columns.sex'),
      wide: true,
      cell: (patient) => t(`patients.sexes.${patient.sex}`),
    },
    {
      key: 'created',
      header: t('patients.columns.created'),
      sort: 'created_at',
      standardDirection: 'desc',
      wide: true,
      cell: (patient) => <Moment value={patient.created_at} />,
    },
    {
      key: 'updated',
      header: t('patients.columns.updated'),
      sort: 'updated_at',
      standardDirection: 'desc',
      wide: true,
      cell: (patient) => <Moment value={patient.updated_at} />,
    },
  ];
}

/** So many stand in a row; the patient's page has all. */
const identifiersShownMax = 2;

/** The identifiers by which a patient is known, with who issued them in the tooltip. */
function Identifiers({ identifiers }: { identifiers: NonNullable<ListedPatient['identifiers']> }) {
  const { t } = useTranslation();
  const further = identifiers.length - identifiersShownMax;
  return (
    <>
      {identifiers.slice(0, identifiersShownMax).map(({ id, value, issuer }) => (
        <Text key={id} span size="sm" display="block" title={issuer ?? undefined}>
          {value}
        </Text>
      ))}
      {further > 0 && (
        <Text span size="xs" c="dimmed">
          {t('patients.furtherIdentifiers', { count: further })}
        </Text>
      )}
    </>
  );
}

function Empty({ search, action }: { search: PatientsSearch; action: React.ReactNode }) {
  const { t } = useTranslation();
  if (search.search !== undefined)
    return (
      <EmptyState
        icon={<IconSearch size={24} />}
        title={t('patients.emptySearchTitle')}
        text={t('patients.emptySearchText')}
      />
    );
  if (search.archived)
    return (
      <EmptyState
        icon={<IconArchive size={24} />}
        title={t('patients.emptyArchivedTitle')}
        text={t('patients.emptyArchivedText')}
      />
    );
  return (
    <EmptyState
      icon={<IconUsers size={24} />}
      title={t('patients.emptyTitle')}
      text={t('patients.emptyText')}
      action={action}
    />
  );
}
