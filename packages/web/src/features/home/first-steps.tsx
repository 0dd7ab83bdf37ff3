// A team that has nothing yet: the ways to begin.
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '../../shared/api/session.ts';
import { formatName } from '../../shared/format/format.ts';
import { CopyButton } from '../../shared/ui/copy-button.tsx';
import { IconPlus } from '../../shared/ui/icons.ts';
import { Section } from '../../shared/ui/section.tsx';
import ui from '../../shared/ui/ui.module.css';
import { PatientForm } from '../patients/index.ts';

/** The section: a patient, a folder of files, or phantoms; for who may do none of it, that it will fill by itself. */
export function FirstSteps(props: { onOpenPatient(patientId: string): void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { team } = useSession();
  return (
    <Section>
      <Title order={2}>{t('home.begin.title')}</Title>
      <Text size="sm" c="dimmed">
        {t('home.begin.text', { team: team.name })}
      </Text>
      <Stack gap="lg">
        {may('patients:write') && <MakePatient {...props} />}
        {may('imaging:write') && <Step title={t('home.begin.files')} text={t('home.begin.filesText')} />}
        {may('team:manage') && <Phantoms team={team.name} />}
        {!may('imaging:write') && <Text size="sm">{t('worklist.emptyText')}</Text>}
      </Stack>
    </Section>
  );
}

function Step({ title, text }: { title: string; text: string }) {
  return (
    <Stack gap={2}>
      <Title order={3}>{title}</Title>
      <Text size="sm" c="dimmed" maw={720}>
        {text}
      </Text>
    </Stack>
  );
}

function MakePatient(props: { onOpenPatient(patientId: string): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Stack gap="xs" align="flex-start">
      <Step title={t('home.begin.patient')} text={t('home.begin.patientText')} />
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setIsOpen(true)}>
        {t('patients.new')}
      </Button>
      {isOpen && (
        <PatientForm
          onClose={() => setIsOpen(false)}
          onSaved={(patient) => {
            setIsOpen(false);
            void client.invalidateQueries({ queryKey: ['realm'] });
            notifications.show({ message: t('patients.created', { name: formatName(patient) }) });
            props.onOpenPatient(patient.id);
          }}
        />
      )}
    </Stack>
  );
}

/** The command runs on the server: who manages the team may be its operator. */
function Phantoms({ team }: { team: string }) {
  const { t } = useTranslation();
  const command = `npx lumenbox demo --team '${team.replaceAll("'", `'\\''`)}'`;
  return (
    <Stack gap="xs">
      <Step title={t('home.begin.phantoms')} text={t('home.begin.phantomsText')} />
      <Group gap="xs">
        <code className={ui.mono}>{command}</code>
        <CopyButton value={command} label={t('frame.copy')} />
      </Group>
    </Stack>
  );
}
