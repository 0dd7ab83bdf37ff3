// The uploads of this tab, in a corner of every page: progress, cancel, verdicts, what to do about what was held.
import { ActionIcon, Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explain } from '../../shared/api/explain.ts';
import { formatBytes, formatCount } from '../../shared/format/format.ts';
import { IconChevronDown, IconChevronRight, IconX } from '../../shared/ui/icons.ts';
import { Tag, type Tone } from '../../shared/ui/tag.tsx';
import { problemCount, type Transfer, type TransferState } from './transfer-list.ts';
import { uploadManager, useTransfers } from './transfers.ts';
import classes from './uploads.module.css';
import { VerdictTable } from './verdict-table.tsx';
import { filesMax } from './walk-entries.ts';

const tones: Readonly<Record<TransferState, Tone>> = {
  sending: 'blue',
  finished: 'green',
  cancelled: 'gray',
  stopped: 'red',
};

/** All uploads of this tab; nothing while there is none. */
export function UploadPanels() {
  const { t } = useTranslation();
  const transfers = useTransfers();
  const isSending = transfers.some((transfer) => transfer.state === 'sending');
  useEffect(() => {
    if (!isSending) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isSending]);
  if (transfers.length === 0) return null;
  return (
    <section className={classes.panels} aria-label={t('uploads.panel')}>
      {transfers.map((transfer) => (
        <UploadPanel key={transfer.id} transfer={transfer} />
      ))}
    </section>
  );
}

function UploadPanel({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const { target, state } = transfer;
  const problems = problemCount(transfer.verdicts);
  const isSending = state === 'sending';
  const [isOpen, setIsOpen] = useState<boolean>();
  const showsVerdicts = isOpen ?? (!isSending && problems > 0);
  const percent = transfer.bytesTotal === 0 ? 0 : (transfer.bytesSent / transfer.bytesTotal) * 100;
  const Chevron = showsVerdicts ? IconChevronDown : IconChevronRight;
  return (
    <section className={classes.panel} aria-label={t('uploads.to', { target: target.name })}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-expanded={showsVerdicts}
              aria-label={t(showsVerdicts ? 'uploads.minimise' : 'uploads.expand')}
              onClick={() => setIsOpen(!showsVerdicts)}
            >
              <Chevron size={16} aria-hidden />
            </ActionIcon>
            <Text size="sm" fw={600} truncate>
              {t('uploads.to', { target: target.name })}
            </Text>
            <Tag tone={state === 'finished' && problems > 0 ? 'amber' : tones[state]}>
              {t(`uploads.${state}`)}
            </Tag>
          </Group>
          {isSending ? (
            <Button size="xs" variant="default" onClick={() => uploadManager.cancel(transfer.id)}>
              {t('frame.cancel')}
            </Button>
          ) : (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('uploads.dismiss')}
              onClick={() => uploadManager.dismiss(transfer.id)}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
        {state !== 'finished' && (
          <Progress
            value={percent}
            size="sm"
            aria-label={t('uploads.to', { target: target.name })}
            transitionDuration={100}
          />
        )}
        <Text size="xs" c="dimmed">
          {t('uploads.progressFiles', {
            done: formatCount(transfer.filesDone),
            total: formatCount(transfer.filesTotal),
          })}
          {' · '}
          {t('uploads.progressBytes', {
            sent: formatBytes(transfer.bytesSent),
            total: formatBytes(transfer.bytesTotal),
          })}
          <Summary transfer={transfer} />
        </Text>
        <Announcement transfer={transfer} />
        <Notes transfer={transfer} />
        {state === 'stopped' && (
          <Alert color="red" role="alert" p="sm">
            {explain(transfer.error, t)}
          </Alert>
        )}
        {(state === 'stopped' || state === 'cancelled') && transfer.rest.length > 0 && (
          <Group>
            <Button size="xs" variant="default" onClick={() => uploadManager.sendRest(transfer.id)}>
              {t('uploads.again')}
            </Button>
          </Group>
        )}
        {!isSending && <Held transfer={transfer} />}
        {showsVerdicts && (
          <div className={classes.verdicts}>
            <VerdictTable verdicts={transfer.verdicts} />
          </div>
        )}
      </Stack>
    </section>
  );
}

function Summary({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const outcomes = ['stored', 'duplicate', 'rejected', 'held', 'ignored'] as const;
  return outcomes
    .map(
      (outcome) =>
        [outcome, transfer.verdicts.filter((verdict) => verdict.outcome === outcome).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => ` · ${t(`uploads.outcomes.${outcome}`)}: ${formatCount(count)}`)
    .join('');
}

/** Says the progress to screen readers, in steps of a quarter: more would drown everything else. */
function Announcement({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const total = Math.max(1, transfer.filesTotal);
  const quarter = Math.floor((transfer.filesDone / total) * 4);
  const isDone = transfer.state !== 'sending';
  const done = Math.floor((quarter / 4) * total);
  const text = isDone
    ? t('uploads.announceDone', {
        target: transfer.target.name,
        stored: transfer.verdicts.filter((verdict) => verdict.outcome === 'stored').length,
        problems: problemCount(transfer.verdicts),
      })
    : t('uploads.announce', { done, total, target: transfer.target.name });
  return (
    <span className="visually-hidden" aria-live="polite">
      {text}
    </span>
  );
}

function Notes({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const { systemFiles, unreadable, isTruncated } = transfer.notes;
  const notes = [
    isTruncated ? t('uploads.tooMany', { count: filesMax }) : '',
    unreadable > 0 ? t('uploads.unreadable', { count: unreadable }) : '',
    systemFiles > 0 ? t('uploads.skipped', { count: systemFiles }) : '',
  ].filter((note) => note !== '');
  if (notes.length === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      {notes.join(' ')}
    </Text>
  );
}

function Held({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const count = transfer.verdicts.filter((verdict) => verdict.outcome === 'held').length;
  if (count === 0) return null;
  return (
    <Stack gap="xs" className={classes.held ?? ''}>
      <Text size="sm" fw={600}>
        {t('uploads.heldTitle', { count })}
      </Text>
      <Text size="sm">{t('uploads.heldText')}</Text>
      <Group>
        <Button size="xs" variant="default" onClick={() => uploadManager.acceptHeld(transfer.id)}>
          {t('uploads.heldAccept', { count })}
        </Button>
      </Group>
    </Stack>
  );
}
