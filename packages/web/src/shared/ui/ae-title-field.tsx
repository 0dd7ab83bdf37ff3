// The field of an application entity title: says at once when it is too long, where cutting it would make another title of it.
import { TextInput, type TextInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Of the value representation AE (PS3.5 6.2). */
const charactersMax = 16;

/** The field; its value is kept as it is typed. */
export function AeTitleField(props: TextInputProps & { value?: string }) {
  const { t } = useTranslation();
  const excess = (props.value ?? '').trim().length - charactersMax;
  return (
    <TextInput
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      {...props}
      error={props.error ?? (excess > 0 && t('peers.aeTitleLong', { count: excess }))}
    />
  );
}
