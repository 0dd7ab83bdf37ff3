// One profile: its form, its versions, and what it would do to an instance.
import type { DeidentificationProfileWithVersions } from '@lumenbox/contract';
import { Anchor, Button, Fieldset, Group, Skeleton, Stack, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Moment } from '../../shared/ui/moment.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Tag } from '../../shared/ui/tag.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';
import { ProfileFields } from './profile-fields.tsx';
import { ProfilePreview } from './profile-preview.tsx';
import { blankProfile, inputOf, type ProfileValues, profileFields, valuesOf } from './profile-values.ts';

/** The page; without an id it makes a profile. */
export function ProfilePage(props: { profileId: string | undefined; onMade(id: string): void }) {
  const { t } = useTranslation();
  const { profileId } = props;
  const query = useQuery({
    queryKey: ['profiles', 'one', profileId],
    queryFn: async ({ signal }) =>
      (await api.showDeidentificationProfile({ id: profileId ?? '' }, { signal })).data,
    enabled: profileId !== undefined,
  });
  const profile = query.data;
  return (
    <Page
      title={profile?.name ?? t(profileId === undefined ? 'profiles.add' : 'profiles.one')}
      above={
        <Anchor size="sm" renderRoot={(root) => <Link {...root} to="/settings/deidentification" />}>
          {t('profiles.title')}
        </Anchor>
      }
      beside={
        <>
          {profile?.used_for_new_cases && <Tag tone="green">{t('profiles.newCases')}</Tag>}
          {profile?.archived && <Tag tone="gray">{t('profiles.archivedTag')}</Tag>}
        </>
      }
    >
      {query.isError && (
        <Section>
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        </Section>
      )}
      {profileId !== undefined && query.isPending && <Skeleton height={320} />}
      {(profileId === undefined || profile !== undefined) && (
        <ProfileForm key={profile?.id} profile={profile} onMade={props.onMade} />
      )}
    </Page>
  );
}

function ProfileForm({
  profile,
  onMade,
}: {
  profile: DeidentificationProfileWithVersions | undefined;
  onMade(id: string): void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const isReadOnly = !useMay()('team:manage');
  const { form, submit, isPending, problem, reset } = useServerForm<
    ProfileValues,
    Awaited<ReturnType<typeof api.createDeidentificationProfile>>
  >({
    initialValues: profile === undefined ? blankProfile : valuesOf(profile),
    fields: profileFields,
    send: (values) =>
      profile === undefined
        ? api.createDeidentificationProfile(inputOf(values))
        : // What somebody else has changed meanwhile is not overwritten unseen.
          api.updateDeidentificationProfile({
            id: profile.id,
            version: profile.version,
            ...inputOf(values),
          }),
    onSaved: ({ data }) => {
      notifications.show({ message: t('profiles.saved', { name: data.name, version: data.version }) });
      void client.invalidateQueries({ queryKey: ['profiles'] });
      if (profile === undefined) onMade(data.id);
    },
  });
  return (
    <Stack gap="lg">
      <Section>
        <form onSubmit={submit} noValidate>
          <Fieldset disabled={isReadOnly} variant="unstyled">
            <Stack gap="lg">
              {problem}
              <ProfileFields form={form} />
              {!isReadOnly && (
                <Group>
                  <Button type="submit" loading={isPending}>
                    {t('frame.save')}
                  </Button>
                </Group>
              )}
            </Stack>
          </Fieldset>
        </form>
      </Section>
      <ProfilePreview profile={() => inputOf(form.getValues())} />
      {profile !== undefined && <Versions profile={profile} onTake={(version) => reset(valuesOf(version))} />}
    </Stack>
  );
}

type Version = DeidentificationProfileWithVersions['versions'][number];

function madeCell({ created_at }: Version) {
  return <Moment value={created_at} />;
}

function takeButton(version: Version, { t, onTake }: { t: TFunction; onTake(version: Version): void }) {
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={t('profiles.takeVersion', { version: version.version })}
      onClick={() => onTake(version)}
    >
      {t('profiles.take')}
    </Button>
  );
}

function Versions(props: { profile: DeidentificationProfileWithVersions; onTake(version: Version): void }) {
  const { t } = useTranslation();
  const columns: Column<Version>[] = [
    { key: 'version', header: t('profiles.versionColumns.version'), cell: ({ version }) => version },
    {
      key: 'made',
      header: t('profiles.versionColumns.made'),
      cell: madeCell,
    },
    {
      key: 'by',
      header: t('profiles.versionColumns.by'),
      wide: true,
      cell: ({ created_by }) => created_by ?? '–',
    },
    { key: 'cases', header: t('profiles.versionColumns.cases'), cell: ({ case_count }) => case_count },
    {
      key: 'take',
      header: t('frame.actions'),
      hideHeader: true,
      cell: (version) => takeButton(version, { t, onTake: props.onTake }),
    },
  ];
  return (
    <Stack gap="sm">
      <Title order={2}>{t('profiles.versions')}</Title>
      <DataTable
        label={t('profiles.versions')}
        columns={columns}
        rowKey={({ version }) => String(version)}
        state={{ rows: props.profile.versions, error: null, onRetry: () => undefined }}
        empty={null}
      />
    </Stack>
  );
}
