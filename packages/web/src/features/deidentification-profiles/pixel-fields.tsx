// What a profile does about text in pixels: regions, reading, and the devices whose places it knows.
import { textRecognitions } from '@lumenbox/contract';
import {
  ActionIcon,
  Button,
  Group,
  NativeSelect,
  NumberInput,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { IconPlus, IconTrash } from '../../shared/ui/icons.ts';
import { newDevice, type ProfileValues } from './profile-values.ts';

type Form = UseFormReturnType<ProfileValues>;

/** What Rows and Columns can say. */
const sideMax = 65_535;
const texts = ['manufacturer', 'model', 'modality', 'image_type'] as const;
const sizes = ['rows', 'columns'] as const;
const places = ['x', 'y', 'width', 'height'] as const;

/** The fields. */
export function PixelFields({ form }: { form: Form }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <div>
        <Title order={2} size="h5">
          {t('profiles.pixels')}
        </Title>
        <Text size="xs" c="dimmed">
          {t('profiles.pixelsText')}
        </Text>
      </div>
      <NativeSelect
        label={t('profiles.recognizeText')}
        description={t('profiles.recognizeTextText')}
        maw={400}
        data={textRecognitions.map((value) => ({ value, label: t(`profiles.recognitions.${value}`) }))}
        {...form.getInputProps('recognize_text')}
      />
      <Switch
        label={t('profiles.trustRegions')}
        description={t('profiles.trustRegionsText')}
        {...form.getInputProps('trust_regions', { type: 'checkbox' })}
      />
      {form.values.device_regions.map(({ key }, index) => (
        <Device key={key} form={form} index={index} />
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => form.insertListItem('device_regions', newDevice())}
        >
          {t('profiles.addDevice')}
        </Button>
      </Group>
    </Stack>
  );
}

function Device({ form, index }: { form: Form; index: number }) {
  const { t } = useTranslation();
  const number = index + 1;
  const at = `device_regions.${index}`;
  return (
    <Group align="flex-end" gap="xs" role="group" aria-label={t('profiles.deviceOf', { number })}>
      {texts.map((field) => (
        <TextInput
          key={field}
          size="xs"
          label={t(`profiles.deviceFields.${field}`)}
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          flex="1 1 110px"
          {...form.getInputProps(`${at}.${field}`)}
        />
      ))}
      {[
        ...sizes.map((field) => [field, field] as const),
        ...places.map((field) => [field, `blank.0.${field}`] as const),
      ].map(([field, path]) => (
        <NumberInput
          key={field}
          size="xs"
          label={t(`profiles.deviceFields.${field}`)}
          w={76}
          min={0}
          max={sideMax}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          {...form.getInputProps(`${at}.${path}`)}
        />
      ))}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={t('profiles.removeDevice', { number })}
        onClick={() => form.removeListItem('device_regions', index)}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
