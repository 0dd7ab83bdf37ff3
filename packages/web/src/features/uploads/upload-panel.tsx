// The uploads of this tab, in a corner of every page: progress in bytes and in images, pause, cancel, verdicts, what was held.
import { ActionIcon, Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explain } from '../../shared/api/explain.ts';
import { formatBytes, formatCount } from '../../shared/format/format.ts';
import { IconChevronDown, IconChevronRight, IconX } from '../../shared/ui/icons.ts';
import { Tag, type Tone } from '../../shared/ui/tag.tsx';
import { type Drop, type DropState, problemCount } from './drop-list.ts';
import { fileProgress } from './file-progress.ts';
import { OtherVersionError } from './here-engine.ts';
import { FilesHere } from './here-panel.tsx';
import { FilesGoneError } from './part-errors.ts';
import classes from './uploads.module.css';
import { uploadManager, useDrops } from './uploads-of-tab.ts';
import { VerdictTable } from './verdict-table.tsx';
import { filesMax } from './walk-entries.ts';

const tones: Readonly<Record<DropState, Tone>> = {
  sending: 'blue',
  paused: 'gray',
  processing: 'blue',
  finished: 'green',
  cancelled: 'gray',
  stopped: 'red',
};

/** All uploads of this tab; nothing while there is none. */
export function UploadPanels() {
  const { t } = useTranslation();
  const drops = useDrops();
  const isSending = drops.some((drop) => drop.state === 'sending');
  useEffect(() => {
    if (!isSending) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isSending]);
  if (drops.length === 0) return null;
  return (
    <section className={classes.panels} aria-label={t('uploads.panel')}>
      {drops.map((drop) => (
        <UploadPanel key={drop.id} drop={drop} />
      ))}
    </section>
  );
}

function UploadPanel({ drop }: { drop: Drop }) {
  const { t } = useTranslation();
  const { target, state } = drop;
  const problems = problemCount(drop.verdicts);
  const isOver = state === 'finished' || state === 'cancelled';
  const [isOpen, setIsOpen] = useState<boolean>();
  const showsVerdicts = isOpen ?? (isOver && problems > 0);
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
          <Actions drop={drop} />
        </Group>
        <Bars drop={drop} />
        <Announcement drop={drop} />
        <Notes drop={drop} />
        {state === 'stopped' && (
          <Alert color="red" role="alert" p="sm">
            <StopText error={drop.error} />
          </Alert>
        )}
        {drop.here !== undefined && <FilesHere drop={drop} here={drop.here} />}
        {isOver && <Held drop={drop} />}
        {showsVerdicts && (
          <div className={classes.verdicts}>
            <VerdictTable verdicts={drop.verdicts} />
          </div>
        )}
      </Stack>
    </section>
  );
}

function StopText({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error instanceof FilesGoneError) return t('uploads.filesGone', { count: error.count });
  if (error instanceof OtherVersionError) return t('uploads.here.otherVersion');
  return explain(error, t);
}

function Actions({ drop: { id, state } }: { drop: Drop }) {
  const { t } = useTranslation();
  const isDismissable = state === 'finished' || state === 'cancelled' || state === 'processing';
  if (isDismissable)
    return (
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('uploads.dismiss')}
        onClick={() => uploadManager.dismiss(id)}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    );
  return (
    <Group gap={4} wrap="nowrap">
      {state === 'sending' ? (
        <Button size="xs" variant="default" onClick={() => uploadManager.pause(id)}>
          {t('uploads.pause')}
        </Button>
      ) : (
        <Button size="xs" variant="default" onClick={() => uploadManager.goOn(id)}>
          {t('uploads.goOn')}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => void uploadManager.cancel(id)}>
        {t('frame.cancel')}
      </Button>
    </Group>
  );
}

/** Bytes on the line, and files that the server has taken in: the one runs before the other. */
function Bars({ drop }: { drop: Drop }) {
  const { t } = useTranslation();
  const { state, bytesSent, bytesTotal } = drop;
  const { done, chosen, isUnpacked, percent: percentTaken } = fileProgress(drop);
  const name = t('uploads.to', { target: drop.target.name });
  const percent = bytesTotal === 0 ? 0 : (bytesSent / bytesTotal) * 100;
  return (
    <>
      {(state === 'sending' || state === 'paused' || state === 'stopped') && (
        <Progress value={percent} size="sm" aria-label={name} transitionDuration={100} />
      )}
      {state === 'processing' && (
        <Progress value={percentTaken ?? 100} size="sm" animated aria-label={name} />
      )}
      <Text size="xs" c="dimmed">
        {state === 'processing'
          ? t('uploads.progressSent', { total: formatBytes(bytesTotal) })
          : t('uploads.progressBytes', { sent: formatBytes(bytesSent), total: formatBytes(bytesTotal) })}
        {' · '}
        {t(isUnpacked ? 'uploads.progressUnpacked' : 'uploads.progressFiles', {
          done: formatCount(done),
          total: formatCount(chosen),
        })}
        <Summary drop={drop} />
      </Text>
    </>
  );
}

function Summary({ drop }: { drop: Drop }) {
  const { t } = useTranslation();
  const ignored = drop.verdicts.filter(({ outcome }) => outcome === 'ignored').length;
  const counts = { ...drop.counts, ignored };
  return (['stored', 'duplicate', 'rejected', 'held', 'ignored'] as const)
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => ` · ${t(`uploads.outcomes.${outcome}`)}: ${formatCount(counts[outcome])}`)
    .join('');
}

/** Says the progress to screen readers, in steps of a quarter: more would drown everything else. */
function Announcement({ drop }: { drop: Drop }) {
  const { t } = useTranslation();
  const quarter = Math.floor((drop.bytesSent / Math.max(1, drop.bytesTotal)) * 4);
  const isOver = drop.state === 'finished' || drop.state === 'cancelled';
  const text = isOver
    ? t('uploads.announceDone', {
        target: drop.target.name,
        stored: drop.counts.stored,
        problems: problemCount(drop.verdicts),
      })
    : t('uploads.announce', { percent: quarter * 25, target: drop.target.name });
  return (
    <span className="visually-hidden" aria-live="polite">
      {text}
    </span>
  );
}

function Notes({ drop }: { drop: Drop }) {
  const { t } = useTranslation();
  const { skipped, unreadable, isTruncated } = drop.notes;
  const notes = [
    isTruncated ? t('uploads.tooMany', { count: filesMax }) : '',
    unreadable > 0 ? t('uploads.unreadable', { count: unreadable }) : '',
    skipped > 0 ? t('uploads.notSent', { count: skipped }) : '',
  ].filter((note) => note !== '');
  if (notes.length === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      {notes.join(' ')}
    </Text>
  );
}

function Held({ drop }: { drop: Drop }) {
  const { t } = useTranslation();
  const count = drop.verdicts.filter((verdict) => verdict.outcome === 'held').length;
  if (count === 0 || drop.isHeldAccepted || drop.target.kind === 'match') return null;
  if (drop.target.kind === 'case')
    return (
      <Stack gap="xs" className={classes.held ?? ''}>
        <Text size="sm" fw={600}>
          {t('uploads.heldForReview', { count })}
        </Text>
        <Text size="sm">{t('uploads.heldForReviewText')}</Text>
      </Stack>
    );
  return (
    <Stack gap="xs" className={classes.held ?? ''}>
      <Text size="sm" fw={600}>
        {t('uploads.heldTitle', { count })}
      </Text>
      <Text size="sm">{t('uploads.heldText')}</Text>
      <Group>
        <Button size="xs" variant="default" onClick={() => uploadManager.acceptHeld(drop.id)}>
          {t('uploads.heldAccept', { count })}
        </Button>
      </Group>
    </Stack>
  );
}
