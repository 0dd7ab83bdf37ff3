// What became of each file: with a filter for those that somebody should look at.
import type { FileOutcome, UploadFile } from '@lumenbox/contract';
import { Group, Pagination, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../shared/format/format.ts';
import { sayReason } from '../../shared/i18n/verdict-sentences.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Tag, type Tone } from '../../shared/ui/tag.tsx';
import ui from '../../shared/ui/ui.module.css';
import { isProblem, problemCount } from './drop-list.ts';
import classes from './uploads.module.css';

const tones: Readonly<Record<FileOutcome, Tone>> = {
  stored: 'green',
  duplicate: 'gray',
  rejected: 'red',
  held: 'amber',
  ignored: 'gray',
};
/** More rows at once would make the page slow and help nobody. */
const rowsPerPage = 50;

/** The table. `problemsFirst` begins with the filter set when there is something to look at. */
export function VerdictTable({ verdicts }: { verdicts: readonly UploadFile[] }) {
  const { t } = useTranslation();
  const problems = problemCount(verdicts);
  const [isFiltered, setIsFiltered] = useState(problems > 0);
  const [page, setPage] = useState(1);
  const rows = isFiltered ? verdicts.filter(isProblem) : verdicts;
  const lastPage = Math.max(1, Math.ceil(rows.length / rowsPerPage));
  const current = Math.min(page, lastPage);
  const numbered = rows
    .slice((current - 1) * rowsPerPage, current * rowsPerPage)
    .map((verdict, index) => ({ ...verdict, position: (current - 1) * rowsPerPage + index }));
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          size="xs"
          aria-label={t('uploads.filter')}
          value={isFiltered ? 'problems' : 'all'}
          data={[
            { value: 'all', label: `${t('uploads.showAll')} (${formatCount(verdicts.length)})` },
            { value: 'problems', label: `${t('uploads.showProblems')} (${formatCount(problems)})` },
          ]}
          onChange={(value) => {
            setIsFiltered(value === 'problems');
            setPage(1);
          }}
        />
        {lastPage > 1 && (
          <Pagination
            size="xs"
            siblings={0}
            total={lastPage}
            value={current}
            onChange={setPage}
            getControlProps={(control) => ({ 'aria-label': t(`frame.pageControl.${control}`) })}
            getItemProps={(number) => ({ 'aria-label': t('frame.pageNumber', { page: number }) })}
          />
        )}
      </Group>
      <DataTable
        label={t('uploads.verdicts')}
        columns={useColumns()}
        rowKey={(row) => String(row.position)}
        state={{ rows: numbered, error: null, onRetry: () => undefined }}
        empty={
          <Text size="sm" c="dimmed" p="md">
            {t(isFiltered ? 'uploads.noProblems' : 'uploads.noFiles')}
          </Text>
        }
      />
    </Stack>
  );
}

interface Row extends UploadFile {
  position: number;
}

function useColumns(): Column<Row>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'file',
      header: t('uploads.file'),
      cell: (row) => (
        <>
          <span className={ui.mono}>{row.name}</span>
          {row.reason !== null && (
            <Text size="xs" c="dimmed" className={classes.reason ?? ''}>
              {sayReason(row.reason, t)}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'outcome',
      header: t('uploads.outcome'),
      width: 120,
      cell: (row) => <Tag tone={tones[row.outcome]}>{t(`uploads.outcomes.${row.outcome}`)}</Tag>,
    },
  ];
}
