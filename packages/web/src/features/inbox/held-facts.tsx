// What held images say of themselves: the person, and the study.
import type { HeldStudy } from '@lumenbox/contract';
import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatDay, formatListedName } from '../../shared/format/format.ts';

/** What the images say of themselves, in one line of the patient and one of the study. */
export function HeldFacts({ held }: { held: HeldStudy }) {
  const { t } = useTranslation();
  const { facts } = held;
  if (facts === null)
    return (
      <Text span size="sm" c="dimmed">
        {t('inbox.noFacts')}
      </Text>
    );
  const born = facts.date_of_birth === null ? undefined : formatDay(facts.date_of_birth);
  const study = [facts.modality, facts.study_description, facts.study_date && formatDay(facts.study_date)];
  return (
    <Stack gap={0}>
      <Text span size="sm" fw={500}>
        {[formatListedName(facts), born, facts.identifier?.value].filter(Boolean).join(' · ')}
      </Text>
      <Text span size="xs" c="dimmed">
        {study.filter(Boolean).join(' · ')}
      </Text>
    </Stack>
  );
}
