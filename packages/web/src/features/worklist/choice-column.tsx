// The column in which studies are chosen: by click, by space, with Shift up to the one chosen last.
import type { WorklistStudy } from '@lumenbox/contract';
import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../shared/ui/data-table.tsx';
import ui from '../../shared/ui/ui.module.css';
import type { Selection } from './selection.ts';
import { nameOf } from './several.ts';
import type { WorklistSort } from './worklist-query.ts';

/** The column over the rows of the page that is shown. */
export function useChoiceColumn(
  rows: readonly WorklistStudy[],
  { chosen, toggle, togglePage }: Selection,
): Column<WorklistStudy, WorklistSort> {
  const { t } = useTranslation();
  const count = rows.filter(({ id }) => chosen.has(id)).length;
  const isWhole = rows.length > 0 && count === rows.length;
  return {
    key: 'choice',
    header: t('worklist.chooseAll'),
    width: 40,
    headerCell: (
      <Checkbox
        size="xs"
        aria-label={t('worklist.chooseAll')}
        checked={isWhole}
        indeterminate={count > 0 && !isWhole}
        onChange={togglePage}
      />
    ),
    cell: (study) => (
      <Checkbox
        size="xs"
        className={ui.aboveRowLink ?? ''}
        aria-label={t('worklist.choose', { study: nameOf(study, t) })}
        checked={chosen.has(study.id)}
        onChange={(event) => {
          const { shiftKey } = event.nativeEvent as MouseEvent;
          toggle(rows.indexOf(study), { isRange: shiftKey });
        }}
      />
    ),
  };
}
