// Renames the current team, and makes new ones.
import type { TeamMembership } from '@lumenbox/contract';
import { Button, Group, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { api, queryClient } from '../../shared/api/api.ts';
import { sessionQuery, useMay, useSession } from '../../shared/api/session.ts';
import { Fact } from '../../shared/ui/fact.tsx';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Section } from '../../shared/ui/section.tsx';
import ui from '../../shared/ui/ui.module.css';
import { useServerForm } from '../../shared/ui/use-server-form.tsx';

/** Settings of the current team. */
export function TeamPage({ onCreate }: { onCreate(): void }) {
  const { t } = useTranslation();
  const { team } = useSession();
  const mayManage = useMay()('team:manage');
  return (
    <Page title={t('teams.title')} description={t('teams.description')}>
      <Section>
        <Title order={2}>{t('frame.currentTeam')}</Title>
        {mayManage ? (
          <RenameForm key={team.id} team={team} />
        ) : (
          <Text size="sm">
            {team.name}. {t('teams.readOnly')}
          </Text>
        )}
        <SimpleGrid cols={{ base: 1, sm: 2 }} component="dl" m={0}>
          <Fact label={t('teams.id')}>
            <span className={ui.mono}>{team.id}</span>
          </Fact>
          <Fact label={t('teams.realm')}>
            <span className={ui.mono}>{team.realm_id}</span>
          </Fact>
        </SimpleGrid>
      </Section>
      <Section>
        <Title order={2}>{t('teams.create')}</Title>
        <Text size="sm" c="dimmed">
          {t('teams.createText')}
        </Text>
        <Group>
          <Button variant="default" onClick={onCreate}>
            {t('teams.create')}
          </Button>
        </Group>
      </Section>
    </Page>
  );
}

function RenameForm({ team }: { team: TeamMembership }) {
  const { t } = useTranslation();
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { name: team.name },
    fields: ['name'],
    send: (values) => api.updateTeam(values),
    onSaved: () => {
      void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
      notifications.show({ message: t('teams.renamed') });
    },
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" maw={420}>
        {problem}
        <TextInput label={t('teams.name')} required autoComplete="off" {...form.getInputProps('name')} />
        <Group>
          <Button type="submit" loading={isPending}>
            {t('frame.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The dialog that makes a team. `onCreated` is to switch to it. */
export function CreateTeamDialog(props: { onClose(): void; onCreated(team: TeamMembership): void }) {
  const { t } = useTranslation();
  const { form, submit, isPending, problem } = useServerForm({
    initialValues: { name: '' },
    fields: ['name'],
    send: async (values) => (await api.createTeam(values)).data,
    onSaved: props.onCreated,
  });
  return (
    <FormDialog
      opened
      title={t('teams.create')}
      submitLabel={t('teams.create')}
      isPending={isPending}
      problem={problem}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <TextInput
        label={t('teams.name')}
        description={t('teams.createText')}
        required
        data-autofocus
        autoComplete="off"
        {...form.getInputProps('name')}
      />
    </FormDialog>
  );
}
