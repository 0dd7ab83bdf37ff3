// What became of files on this computer: how many were de-identified, what was changed in each, and what stays until a person says.
import { Button, Group, List, Stack, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../shared/format/format.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import ui from '../../shared/ui/ui.module.css';
import type { StayReason } from './deidentify-here.ts';
import type { Drop } from './drop-list.ts';
import { stayingOf } from './file-progress.ts';
import type { FileHere, HereState } from './files-made-here.ts';
import classes from './uploads.module.css';
import { uploadManager } from './uploads-of-tab.ts';

/** Rows of the list; who has more files looks at the receipt. */
const rowsMax = 200;

/** Progress, what stays, and a list of all. */
export function FilesHere({ drop, here }: { drop: Drop; here: HereState }) {
  const { t } = useTranslation();
  const staying = stayingOf(here);
  return (
    <>
      <Text size="xs" c="dimmed">
        {t('uploads.here.progress', { done: formatCount(here.done), total: formatCount(drop.filesTotal) })}
      </Text>
      {staying.length > 0 && <Staying drop={drop} staying={staying} />}
      {here.files.length > 0 && (
        <details>
          <summary className={classes.summary}>{t('uploads.here.list')}</summary>
          <div className={classes.verdicts}>
            <ListOfFiles files={here.files} />
          </div>
        </details>
      )}
    </>
  );
}

function Staying({ drop, staying }: { drop: Drop; staying: readonly FileHere[] }) {
  const { t } = useTranslation();
  const count = staying.length;
  const byReason = Map.groupBy(
    staying.flatMap(({ reasons }) => reasons),
    (reason) => reason,
  );
  const isOver = drop.state === 'finished' || drop.state === 'cancelled' || drop.state === 'stopped';
  return (
    <Stack gap="xs" className={classes.held ?? ''}>
      <Text size="sm" fw={600}>
        {t('uploads.here.stays', { count })}
      </Text>
      <List size="sm">
        {[...byReason].map(([reason, { length }]) => (
          <List.Item key={reason}>
            <StayText reason={reason} />: {formatCount(length)}
          </List.Item>
        ))}
      </List>
      {isOver && !drop.isStayingSent && (
        <>
          <Text size="sm">{t('uploads.here.sendText')}</Text>
          <Group>
            <Button size="xs" variant="default" onClick={() => uploadManager.sendStaying(drop.id)}>
              {t('uploads.here.send', { count })}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

function StayText({ reason }: { reason: StayReason }) {
  const { t } = useTranslation();
  if (reason === 'zip' || reason === 'damaged' || reason === 'text-not-read')
    return t(`uploads.here.reasons.${reason}`);
  return t(`profiles.reasons.${reason}`);
}

function fileCell({ path }: FileHere) {
  return <span className={ui.mono}>{path}</span>;
}

function changesCell({ reasons: [reason], attributesChanged, uidsReplaced }: FileHere, t: TFunction) {
  if (reason !== undefined) return <StayText reason={reason} />;
  return t('uploads.here.changed', {
    attributes: formatCount(attributesChanged),
    uids: formatCount(uidsReplaced),
  });
}

function ListOfFiles({ files }: { files: readonly FileHere[] }) {
  const { t } = useTranslation();
  const rows = files.toSorted((one, other) => other.reasons.length - one.reasons.length).slice(0, rowsMax);
  const columns: Column<FileHere>[] = [
    { key: 'file', header: t('uploads.file'), cell: fileCell },
    {
      key: 'changes',
      header: t('uploads.here.changes'),
      width: 170,
      cell: (row) => changesCell(row, t),
    },
  ];
  const more = files.length - rows.length;
  return (
    <>
      <DataTable
        label={t('uploads.here.list')}
        columns={columns}
        rowKey={({ path }) => path}
        state={{ rows, error: null, onRetry: () => undefined }}
        empty={null}
      />
      {more > 0 && (
        <Text size="xs">{t('uploads.review.more', { count: more, shown: formatCount(more) })}</Text>
      )}
    </>
  );
}
