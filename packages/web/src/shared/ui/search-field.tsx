// The search of a list: typed text goes to the URL after a short rest; `/` brings the focus here.
import { CloseButton, Kbd, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconSearch } from './icons.ts';

const restMs = 250;

/** The text of a search. `onChange` is called with undefined when it is emptied. */
export function SearchField(props: {
  label: string;
  value: string | undefined;
  onChange(text: string | undefined): void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(props.value ?? '');
  const sent = useRef(props.value);
  const send = useDebouncedCallback((next: string) => {
    const value = next.trim() === '' ? undefined : next.trim();
    sent.current = value;
    props.onChange(value);
  }, restMs);
  useEffect(() => {
    // Back and forward change the URL without us.
    if (props.value !== sent.current) {
      sent.current = props.value;
      setText(props.value ?? '');
    }
  }, [props.value]);
  const change = (next: string) => {
    setText(next);
    send(next);
  };
  return (
    <TextInput
      type="search"
      data-page-search
      aria-label={props.label}
      placeholder={props.label}
      aria-keyshortcuts="/"
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        text === '' ? (
          <Kbd size="xs" aria-hidden visibleFrom="sm">
            /
          </Kbd>
        ) : (
          <CloseButton size="sm" aria-label={t('frame.clearSearch')} onClick={() => change('')} />
        )
      }
      value={text}
      maxLength={255}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text !== '') change('');
      }}
      flex="1 1 240px"
      maw={420}
    />
  );
}
