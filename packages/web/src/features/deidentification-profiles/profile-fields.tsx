// The fields of a profile: its options with what each does, its rules, and what it lets pass without a person.
import {
  deidentificationOptions,
  deidentificationReasons,
  deidentificationRuleActions,
} from '@lumenbox/contract';
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlus, IconTrash } from '../../shared/ui/icons.ts';
import { findKeywords } from './attribute-text.ts';
import { PixelFields } from './pixel-fields.tsx';
import type { ProfileValues } from './profile-values.ts';

type Form = UseFormReturnType<ProfileValues>;

/** What could not be cleaned no profile lets pass. */
const acceptable = deidentificationReasons.filter((reason) => reason !== 'pixels-not-cleaned');

/** All fields. */
export function ProfileFields({ form }: { form: Form }) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('profiles.name')}
        required
        autoComplete="off"
        maxLength={64}
        maw={400}
        {...form.getInputProps('name')}
      />
      <Checkbox.Group
        label={t('profiles.options')}
        description={t('profiles.optionsText')}
        {...form.getInputProps('options')}
      >
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm" mt="xs">
          {deidentificationOptions.map((option) => (
            <Checkbox
              key={option}
              value={option}
              label={t(`profiles.optionNames.${option}`)}
              description={t(`profiles.optionTexts.${option}`)}
            />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      <Switch
        label={t('profiles.birthYear')}
        description={t('profiles.birthYearText')}
        {...form.getInputProps('retain_birth_year', { type: 'checkbox' })}
      />
      <PixelFields form={form} />
      <Rules form={form} />
      <Checkbox.Group
        label={t('profiles.accept')}
        description={t('profiles.acceptText')}
        {...form.getInputProps('accept')}
      >
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xs" mt="xs">
          {acceptable.map((reason) => (
            <Checkbox key={reason} value={reason} label={t(`profiles.reasons.${reason}`)} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
    </>
  );
}

function Rules({ form }: { form: Form }) {
  const { t } = useTranslation();
  const { rules } = form.values;
  return (
    <Stack gap="sm">
      <div>
        <Title order={2} size="h5">
          {t('profiles.rules')}
        </Title>
        <Text size="xs" c="dimmed">
          {t('profiles.rulesText')}
        </Text>
      </div>
      {rules.map(({ key }, index) => (
        <Rule key={key} form={form} index={index} />
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            form.insertListItem('rules', { key: crypto.randomUUID(), tag: '', action: 'remove', value: '' })
          }
        >
          {t('profiles.addRule')}
        </Button>
      </Group>
    </Stack>
  );
}

function Rule({ form, index }: { form: Form; index: number }) {
  const { t } = useTranslation();
  const listId = useId();
  const rule = form.values.rules[index];
  if (rule === undefined) return null;
  const number = index + 1;
  const label = (field: string) => t('profiles.ruleOf', { field, number });
  return (
    <Group align="flex-start" gap="xs">
      <TextInput
        aria-label={label(t('profiles.attribute'))}
        placeholder={t('profiles.attributeHint')}
        list={listId}
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        flex="1 1 220px"
        {...form.getInputProps(`rules.${index}.tag`)}
      />
      <datalist id={listId}>
        {findKeywords(rule.tag).map((keyword) => (
          <option key={keyword} value={keyword}>
            {keyword}
          </option>
        ))}
      </datalist>
      <NativeSelect
        aria-label={label(t('profiles.action'))}
        w={120}
        data={deidentificationRuleActions.map((action) => ({
          value: action,
          label: t(`profiles.actions.${action}`),
        }))}
        {...form.getInputProps(`rules.${index}.action`)}
      />
      {rule.action === 'replace' && (
        <TextInput
          aria-label={label(t('profiles.value'))}
          placeholder={t('profiles.value')}
          autoComplete="off"
          maxLength={64}
          flex="1 1 160px"
          {...form.getInputProps(`rules.${index}.value`)}
        />
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={t('profiles.removeRule', { number })}
        onClick={() => form.removeListItem('rules', index)}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
