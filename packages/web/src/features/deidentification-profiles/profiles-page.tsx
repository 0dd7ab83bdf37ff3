// The team's own de-identification profiles: which there are, which one new cases use, what is out of use.
import type { DeidentificationProfile } from '@lumenbox/contract';
import { Anchor, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { IconCertificate, IconPlus } from '../../shared/ui/icons.ts';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import { type PagingSearch, withoutUndefined } from '../../shared/url/list-search.ts';

/** The state of the list, as the URL holds it. */
export interface ProfilesSearch extends PagingSearch {
  archived?: true;
}

/** The page. Everybody may read it; who runs the team may change profiles. */
export function ProfilesPage(props: {
  search: ProfilesSearch;
  onSearch(search: ProfilesSearch): void;
  onAdd(): void;
}) {
  const { t } = useTranslation();
  const { search } = props;
  const client = useQueryClient();
  const [archiving, setArchiving] = useState<DeidentificationProfile>();
  const list = useQuery({
    queryKey: ['profiles', search],
    queryFn: ({ signal }) => api.listDeidentificationProfiles(search, { signal }),
    placeholderData: keepPreviousData,
  });
  const refresh = () => client.invalidateQueries({ queryKey: ['profiles'] });
  const unarchive = async ({ id, name }: DeidentificationProfile) => {
    await api.unarchiveDeidentificationProfile({ id });
    await refresh();
    notifications.show({ message: t('profiles.unarchived', { name }) });
  };
  const add = useMay()('team:manage') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={props.onAdd}>
      {t('profiles.add')}
    </Button>
  );
  const name = archiving?.name ?? '';
  return (
    <Page title={t('profiles.title')} description={t('profiles.description')} actions={add}>
      <NewCases />
      <SegmentedControl
        aria-label={t('profiles.title')}
        style={{ alignSelf: 'flex-start' }}
        value={search.archived ? 'archived' : 'current'}
        data={[
          { value: 'current', label: t('profiles.current') },
          { value: 'archived', label: t('profiles.archivedTag') },
        ]}
        onChange={(value) => props.onSearch(value === 'archived' ? { archived: true } : {})}
      />
      <DataTable
        label={t('profiles.title')}
        columns={useColumns({ onArchive: setArchiving, onUnarchive: (one) => void unarchive(one) })}
        rowKey={(profile) => profile.id}
        state={{
          rows: list.data?.data,
          isRefreshing: list.isPlaceholderData,
          error: list.error,
          onRetry: () => void list.refetch(),
        }}
        empty={
          <EmptyState
            icon={<IconCertificate size={24} />}
            title={t(search.archived ? 'profiles.emptyArchived' : 'profiles.emptyTitle')}
            text={search.archived ? undefined : t('profiles.emptyText')}
          />
        }
        footer={
          <Pager
            meta={list.data?.meta}
            search={search}
            onChange={(paging) =>
              props.onSearch({
                ...withoutUndefined({ archived: search.archived }),
                ...withoutUndefined(paging),
              })
            }
          />
        }
      />
      <ConfirmDialog
        opened={archiving !== undefined}
        title={t('profiles.archiveTitle', { name })}
        confirmLabel={t('profiles.archive')}
        action={async () => {
          await api.archiveDeidentificationProfile({ id: archiving?.id ?? '' });
          await refresh();
          notifications.show({ message: t('profiles.archived', { name }) });
        }}
        onClose={() => setArchiving(undefined)}
      >
        {t('profiles.archiveText')}
      </ConfirmDialog>
    </Page>
  );
}

/** Which profile new cases use, and where that is chosen. */
function NewCases() {
  const { t } = useTranslation();
  const realm = useQuery({
    queryKey: ['realm'],
    queryFn: async ({ signal }) => (await api.showRealm({}, { signal })).data,
  });
  const setting = realm.data?.case_profile;
  const isOwn = setting !== undefined && !(setting in builtInNames);
  const own = useQuery({
    queryKey: ['profiles', 'one', setting],
    queryFn: async ({ signal }) =>
      (await api.showDeidentificationProfile({ id: setting ?? '' }, { signal })).data,
    enabled: isOwn,
  });
  const name = isOwn ? own.data?.name : t(builtInNames[setting as 'basic'] ?? 'receipts.profiles.basic');
  return (
    <Section>
      <Group gap="sm">
        <Text size="sm" c="dimmed">
          {t('profiles.inUse')}
        </Text>
        <Text span fw={600} data-testid="case-profile">
          {setting === undefined ? '' : name}
        </Text>
        {useMay()('team:manage') && (
          <Anchor size="sm" renderRoot={(root) => <Link {...root} to="/settings/imaging" />}>
            {t('profiles.choose')}
          </Anchor>
        )}
      </Group>
      <Text size="sm" c="dimmed" maw={720}>
        {t('profiles.builtIn')}
      </Text>
    </Section>
  );
}

const builtInNames = {
  basic: 'receipts.profiles.basic',
  teaching: 'receipts.profiles.teaching',
  research: 'receipts.profiles.research',
} as const;

function useColumns(props: {
  onArchive(profile: DeidentificationProfile): void;
  onUnarchive(profile: DeidentificationProfile): void;
}): Column<DeidentificationProfile>[] {
  const { t } = useTranslation();
  const mayManage = useMay()('team:manage');
  const columns: Column<DeidentificationProfile>[] = [
    {
      key: 'name',
      header: t('profiles.columns.name'),
      cell: (profile) => (
        <Stack gap={4} align="flex-start">
          <Anchor
            size="sm"
            fw={500}
            renderRoot={(root) => (
              <Link {...root} to="/settings/deidentification/$profileId" params={{ profileId: profile.id }} />
            )}
          >
            {profile.name}
          </Anchor>
          {profile.used_for_new_cases && <Tag tone="green">{t('profiles.newCases')}</Tag>}
        </Stack>
      ),
    },
    { key: 'version', header: t('profiles.columns.version'), cell: ({ version }) => version },
    {
      key: 'content',
      header: t('profiles.columns.content'),
      wide: true,
      cell: ({ options, rules }) => t('profiles.content', { options: options.length, rules: rules.length }),
    },
  ];
  if (!mayManage) return columns;
  const actions: Column<DeidentificationProfile> = {
    key: 'actions',
    header: t('frame.actions'),
    hideHeader: true,
    cell: (profile) => {
      const label = t(profile.archived ? 'profiles.unarchive' : 'profiles.archive');
      return (
        <Group justify="flex-end">
          <Button
            size="xs"
            variant="default"
            aria-label={`${label}: ${profile.name}`}
            onClick={() => (profile.archived ? props.onUnarchive(profile) : props.onArchive(profile))}
          >
            {label}
          </Button>
        </Group>
      );
    },
  };
  return [...columns, actions];
}
