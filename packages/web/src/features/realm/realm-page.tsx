// How images find their place in the team's realm, and under which title DIMSE peers call it.
import { ApiError, type Realm } from '@lumenbox/contract';
import { Button, Fieldset, Group, Radio, SimpleGrid, Skeleton, Stack, Switch, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { formatBytes, formatCount } from '../../shared/format/format.ts';
import { AeTitleField } from '../../shared/ui/ae-title-field.tsx';
import { Fact } from '../../shared/ui/fact.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';
import { realmStatisticsQuery } from './statistics-query.ts';

/** Own profiles to choose from: what the API gives at once. */
const choicesMax = 100;

/** The page. Everybody may read it; who runs the team may change it. */
export function RealmPage() {
  const { t } = useTranslation();
  const realm = useQuery({
    queryKey: ['realm'],
    queryFn: async ({ signal }) => (await api.showRealm({}, { signal })).data,
  });
  return (
    <Page title={t('realm.title')} description={t('realm.description')}>
      <Section>
        {realm.isError && <ErrorState error={realm.error} onRetry={() => void realm.refetch()} />}
        {realm.isPending && <Skeleton height={240} />}
        {realm.data !== undefined && <RealmForm key={realm.data.id} realm={realm.data} />}
      </Section>
      <RealmStatistics />
    </Page>
  );
}

/** What the realm holds. It stands below the rules, and its absence is no fault of theirs. */
function RealmStatistics() {
  const { t } = useTranslation();
  const query = useQuery(realmStatisticsQuery);
  const held = query.data;
  return (
    <Section>
      <Title order={2}>{t('realm.holds')}</Title>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton height={72} />}
      {held !== undefined && (
        <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }} component="dl" m={0}>
          <Fact label={t('realm.patients')}>{formatCount(held.patient_count)}</Fact>
          <Fact label={t('realm.cases')}>{formatCount(held.case_count)}</Fact>
          <Fact label={t('realm.studies')}>{formatCount(held.study_count)}</Fact>
          <Fact label={t('realm.series')}>{formatCount(held.series_count)}</Fact>
          <Fact label={t('realm.instances')}>{formatCount(held.instance_count)}</Fact>
          <Fact label={t('realm.size')}>{formatBytes(held.object_bytes)}</Fact>
        </SimpleGrid>
      )}
    </Section>
  );
}

function RealmForm({ realm }: { realm: Realm }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const isReadOnly = !useMay()('team:manage');
  const own = useQuery({
    queryKey: ['profiles', 'to-choose'],
    queryFn: async ({ signal }) =>
      (await api.listDeidentificationProfiles({ per_page: choicesMax }, { signal })).data,
  });
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: {
      ae_title: realm.ae_title ?? '',
      match_by_demographics: realm.match_by_demographics,
      when_patient_unknown: realm.when_patient_unknown,
      when_bytes_differ: realm.when_bytes_differ,
      case_profile: realm.case_profile,
      keep_identity_map: realm.keep_identity_map,
      hand_out_case_keys: realm.hand_out_case_keys,
    },
    fields: [
      'ae_title',
      'match_by_demographics',
      'when_patient_unknown',
      'when_bytes_differ',
      'case_profile',
      'keep_identity_map',
      'hand_out_case_keys',
    ],
    send: ({ ae_title, ...rules }) => {
      if (ae_title.trim() === '' && realm.ae_title !== null)
        throw new ApiError(422, t('realm.aeTitleStays'), { ae_title: [t('realm.aeTitleStays')] });
      return api.updateRealm({ ...(ae_title !== '' && { ae_title }), ...rules });
    },
    onSaved: (next) => {
      client.setQueryData(['realm'], next.data);
      void client.invalidateQueries({ queryKey: ['profiles'] });
      notifications.show({ message: t('realm.saved') });
    },
  });
  return (
    <form onSubmit={submit} noValidate>
      <Fieldset disabled={isReadOnly} variant="unstyled">
        <Stack gap="lg" maw={560}>
          {problem}
          <AeTitleField
            label={t('realm.aeTitle')}
            description={t('realm.aeTitleText')}
            maw={280}
            {...form.getInputProps('ae_title')}
          />
          <Switch
            label={t('realm.byDemographics')}
            description={t('realm.byDemographicsText')}
            {...form.getInputProps('match_by_demographics', { type: 'checkbox' })}
          />
          <Radio.Group label={t('realm.unknown')} {...form.getInputProps('when_patient_unknown')}>
            <Stack gap="xs" mt="xs">
              <Radio value="create" label={t('realm.unknownCreate')} />
              <Radio value="hold" label={t('realm.unknownHold')} />
            </Stack>
          </Radio.Group>
          <Radio.Group label={t('realm.bytes')} {...form.getInputProps('when_bytes_differ')}>
            <Stack gap="xs" mt="xs">
              <Radio value="keep_first" label={t('realm.bytesKeep')} />
              <Radio value="replace" label={t('realm.bytesReplace')} />
            </Stack>
          </Radio.Group>
          <Radio.Group label={t('realm.caseProfile')} {...form.getInputProps('case_profile')}>
            <Stack gap="xs" mt="xs">
              <Radio value="basic" label={t('realm.caseBasic')} />
              <Radio value="teaching" label={t('realm.caseTeaching')} />
              <Radio value="research" label={t('realm.caseResearch')} />
              {own.data?.map(({ id, name, version }) => (
                <Radio key={id} value={id} label={t('realm.caseOwn', { name, version })} />
              ))}
            </Stack>
          </Radio.Group>
          <Switch
            label={t('realm.keepIdentities')}
            description={t('realm.keepIdentitiesText')}
            {...form.getInputProps('keep_identity_map', { type: 'checkbox' })}
          />
          <Switch
            label={t('realm.handOutKeys')}
            description={t('realm.handOutKeysText')}
            {...form.getInputProps('hand_out_case_keys', { type: 'checkbox' })}
          />
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
  );
}
