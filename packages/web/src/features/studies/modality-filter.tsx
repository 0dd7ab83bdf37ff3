// The modalities that a list of studies is narrowed to.
import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

const restMs = 350;

/** A text field such as `CT,MR`; what is typed goes on after a short rest. */
export function ModalityFilter(props: {
  value: string | undefined;
  onChange(value: string | undefined): void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(props.value ?? '');
  const sent = useRef(props.value);
  const send = useDebouncedCallback((next: string) => {
    const value = next.trim() === '' ? undefined : next.trim().toUpperCase();
    sent.current = value;
    props.onChange(value);
  }, restMs);
  useEffect(() => {
    if (props.value === sent.current) return;
    sent.current = props.value;
    setText(props.value ?? '');
  }, [props.value]);
  return (
    <TextInput
      size="xs"
      w={140}
      data-page-search
      label={t('studies.modality')}
      placeholder="CT,MR"
      value={text}
      maxLength={255}
      onChange={(event) => {
        setText(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
    />
  );
}
