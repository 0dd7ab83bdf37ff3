// The dialog that finds patients, cases and studies by a few letters, by keyboard alone.
import { Kbd, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { IconSearch } from '../../shared/ui/icons.ts';
import { ErrorState } from '../../shared/ui/states.tsx';
import { DialogFrame } from './dialog-frame.tsx';
import { type Entry, groups, useFoundEntries, useRecentEntries } from './found-entries.ts';
import classes from './quick-search.module.css';

const restMs = 200;

/** The dialog; nothing of it is there, or asked for, while it is closed. */
export function QuickSearch(props: { isOpen: boolean; onClose(): void }) {
  return <DialogFrame {...props}>{props.isOpen && <Search onClose={props.onClose} />}</DialogFrame>;
}

function Search({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const listId = useId();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), restMs);
  const found = useFoundEntries(search, useMay());
  const recent = useRecentEntries();
  const isEmpty = text.trim() === '';
  const entries = isEmpty ? recent.read() : (found.data ?? []);
  // Another text's list begins at its top.
  const listKey = isEmpty ? '' : search;
  const [chosen, setChosen] = useState({ listKey, at: 0 });
  const at = chosen.listKey === listKey ? chosen.at : 0;
  // What stands there may be of the text before: Enter would open another than the one that was meant.
  const isSettled = isEmpty || (search === text.trim() && found.isSuccess && !found.isPlaceholderData);
  const open = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    recent.note(entry);
    onClose();
    const { ownerId } = entry;
    const place = entry.studyId === undefined ? {} : { study: entry.studyId };
    void (entry.isOfCase
      ? navigate({ to: '/cases/$caseId', params: { caseId: ownerId }, search: place })
      : navigate({ to: '/patients/$patientId', params: { patientId: ownerId }, search: place }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && entries.length > 0) {
      event.preventDefault();
      setChosen({ listKey, at: (at + step + entries.length) % entries.length });
    }
    if (event.key === 'Enter' && isSettled) open(entries[at]);
  };
  return (
    <>
      <TextInput
        data-autofocus
        type="search"
        role="combobox"
        aria-label={t('quickSearch.field')}
        placeholder={t('quickSearch.placeholder')}
        aria-expanded={entries.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        {...(entries[at] === undefined ? {} : { 'aria-activedescendant': `${listId}-${at}` })}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        maxLength={255}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {found.isError && !isEmpty && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      <div
        id={listId}
        role="listbox"
        aria-label={t('quickSearch.results')}
        aria-busy={!isSettled}
        className={classes.list}
      >
        <Groups entries={entries} at={at} listId={listId} isRecent={isEmpty} onOpen={open} />
      </div>
      <Text size="sm" c="dimmed" role="status">
        {isEmpty && entries.length === 0 && t('quickSearch.hint')}
        {!isEmpty && isSettled && entries.length === 0 && t('quickSearch.nothing')}
      </Text>
      <Text size="xs" c="dimmed" mt="sm" visibleFrom="sm">
        {t('quickSearch.keys')}
      </Text>
    </>
  );
}

function Groups(props: {
  entries: readonly Entry[];
  at: number;
  listId: string;
  isRecent: boolean;
  onOpen(entry: Entry): void;
}) {
  const { t } = useTranslation();
  const { entries, isRecent, listId } = props;
  const parts = isRecent
    ? [{ name: t('quickSearch.recent'), rows: entries }]
    : groups.map((group) => ({
        name: t(`quickSearch.${group}`),
        rows: entries.filter((entry) => entry.group === group),
      }));
  return parts
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, rows }) => (
      // biome-ignore lint/a11y/useSemanticElements: a group of options within a listbox
      <div key={name} role="group" aria-label={name}>
        <Text size="xs" c="dimmed" fw={600} px="xs" pt="xs" aria-hidden>
          {name}
        </Text>
        {rows.map((entry) => {
          const index = entries.indexOf(entry);
          return (
            <Option
              key={entry.key}
              id={`${listId}-${index}`}
              entry={entry}
              isChosen={index === props.at}
              onOpen={props.onOpen}
            />
          );
        })}
      </div>
    ));
}

function Option(props: { id: string; entry: Entry; isChosen: boolean; onOpen(entry: Entry): void }) {
  const { t } = useTranslation();
  const { entry, id, isChosen } = props;
  useEffect(() => {
    if (isChosen) document.getElementById(id)?.scrollIntoView({ block: 'nearest' });
  }, [isChosen, id]);
  return (
    <UnstyledButton
      id={id}
      role="option"
      aria-selected={isChosen}
      className={classes.option ?? ''}
      // The field keeps the focus, has the keys, and names the chosen option.
      tabIndex={-1}
      onClick={() => props.onOpen(entry)}
    >
      <Text span size="sm" fw={500}>
        {entry.line === '' ? t('frame.untitledStudy') : entry.line}
      </Text>
      <Text span size="xs" c="dimmed">
        {entry.description}
      </Text>
      {isChosen && (
        <Kbd size="xs" aria-hidden className={classes.key ?? ''}>
          ↵
        </Kbd>
      )}
    </UnstyledButton>
  );
}
