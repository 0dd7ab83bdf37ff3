// Finds one record by typing: for giving something to a patient or a case.
import { Radio, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { IconSearch } from './icons.ts';
import { ErrorState } from './states.tsx';

const restMs = 250;
/** More are not read through; who does not see the record types more of its name. */
const shownMax = 8;

/** A record as a choice. */
export interface Choice {
  readonly id: string;
  /** What it is told apart by, in one line. */
  readonly line: string;
  readonly description?: string;
}

/** What asks for the records that match a text, the first ones of them. */
export type FindChoices = (
  asked: { search?: string; per_page: number },
  options: { signal: AbortSignal },
) => Promise<readonly Choice[]>;

/** A search and its first hits to choose from. `exceptId` is left out: nothing is given to whom it belongs to. */
export function RecordPicker(props: {
  label: string;
  placeholder: string;
  /** What is said when nothing matches. */
  emptyText: string;
  /** Under which its answers are remembered. */
  queryKey: string;
  find: FindChoices;
  value: string | undefined;
  exceptId?: string | undefined;
  error?: ReactNode;
  onChange(id: string): void;
}) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), restMs);
  const list = useQuery({
    queryKey: [props.queryKey, 'picker', search],
    queryFn: ({ signal }) =>
      props.find({ ...(search === '' ? {} : { search }), per_page: shownMax + 1 }, { signal }),
    placeholderData: keepPreviousData,
  });
  const choices = list.data?.filter(({ id }) => id !== props.exceptId).slice(0, shownMax);
  return (
    <Stack gap="xs">
      <TextInput
        type="search"
        data-autofocus
        label={props.label}
        placeholder={props.placeholder}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        maxLength={255}
        error={props.error}
        onChange={(event) => setText(event.currentTarget.value)}
        // Enter would send the form that this stands in.
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault();
        }}
      />
      {list.isError && choices === undefined && (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      )}
      <ScrollArea.Autosize mah={240} type="auto">
        <Radio.Group
          label={<span className="visually-hidden">{props.label}</span>}
          value={props.value ?? ''}
          onChange={props.onChange}
          aria-busy={list.isPlaceholderData}
        >
          <Stack gap="xs" p={4}>
            {choices?.map(({ id, line, description }) => (
              <Radio key={id} value={id} label={line} description={description} />
            ))}
          </Stack>
        </Radio.Group>
      </ScrollArea.Autosize>
      {choices?.length === 0 && (
        <Text size="sm" c="dimmed" role="status">
          {props.emptyText}
        </Text>
      )}
    </Stack>
  );
}
