// Which columns the worklist has, in which order, and how close its rows stand.
import { type WorklistColumn, worklistColumns, worklistDensities } from '@lumenbox/contract';
import { ActionIcon, Button, Checkbox, Group, Popover, SegmentedControl, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { IconArrowDown, IconArrowUp, IconListDetails } from '../../shared/ui/icons.ts';
import { columnName } from './columns.tsx';
import { type Look, standardLook } from './look.ts';

/** The button, with what it opens. */
export function ColumnMenu({ look, onChange }: { look: Look; onChange(look: Look): void }) {
  const { t } = useTranslation();
  return (
    <Popover position="bottom-end" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<IconListDetails size={16} aria-hidden />}>
          {t('worklist.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('worklist.columns')}>
        <Stack gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t('worklist.density')}
            value={look.density}
            data={worklistDensities.map((value) => ({ value, label: t(`worklist.${value}`) }))}
            onChange={(density) => onChange({ ...look, density })}
          />
          <ColumnList look={look} onChange={onChange} />
          <Button size="xs" variant="subtle" onClick={() => onChange(standardLook)}>
            {t('worklist.standardColumns')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The shown columns in their order, and below them those that are not. */
function ColumnList({ look, onChange }: { look: Look; onChange(look: Look): void }) {
  const { t } = useTranslation();
  const { columns } = look;
  const others = worklistColumns.filter((column) => !columns.includes(column));
  const toggle = (column: WorklistColumn, isShown: boolean) =>
    onChange({
      ...look,
      columns: isShown ? [...columns, column] : columns.filter((one) => one !== column),
    });
  const move = (column: WorklistColumn, step: 1 | -1) => {
    const from = columns.indexOf(column);
    onChange({ ...look, columns: columns.toSpliced(from, 1).toSpliced(from + step, 0, column) });
  };
  return (
    <Stack gap={4} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {[...columns, ...others].map((column, index) => {
        const name = columnName(column, t);
        const isShown = index < columns.length;
        return (
          <Group key={column} component="li" gap={4} mih={28} wrap="nowrap" justify="space-between">
            <Checkbox
              size="xs"
              label={name}
              checked={isShown}
              disabled={column === 'patient'}
              onChange={(event) => toggle(column, event.currentTarget.checked)}
            />
            {isShown && (
              <Group gap={0} wrap="nowrap">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('worklist.columnEarlier', { column: name })}
                  disabled={index === 0}
                  onClick={() => move(column, -1)}
                >
                  <IconArrowUp size={14} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('worklist.columnLater', { column: name })}
                  disabled={index === columns.length - 1}
                  onClick={() => move(column, 1)}
                >
                  <IconArrowDown size={14} aria-hidden />
                </ActionIcon>
              </Group>
            )}
          </Group>
        );
      })}
    </Stack>
  );
}
