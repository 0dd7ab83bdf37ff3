// One text that a list of studies is narrowed by.
import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

const restMs = 350;

/** A text field; what is typed goes on after a short rest, as `read` understands it. */
export function TextFilter(props: {
  label: string;
  placeholder?: string;
  width: number;
  value: string | undefined;
  read?(text: string): string;
  /** True where the key for searching brings the focus here. */
  isPageSearch?: boolean;
  onChange(value: string | undefined): void;
}) {
  const [text, setText] = useState(props.value ?? '');
  const sent = useRef(props.value);
  const send = useDebouncedCallback((next: string) => {
    const value = next.trim() === '' ? undefined : (props.read?.(next.trim()) ?? next.trim());
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
      w={props.width}
      {...(props.isPageSearch === true ? { 'data-page-search': true } : {})}
      label={props.label}
      placeholder={props.placeholder ?? ''}
      value={text}
      maxLength={255}
      onChange={(event) => {
        setText(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
    />
  );
}
