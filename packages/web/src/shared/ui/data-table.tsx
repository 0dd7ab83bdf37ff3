// The table of every list: sorting through the URL, skeleton while loading, nothing and failure said clearly.
import { Skeleton, Table, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArrowDown, IconArrowUp } from './icons.ts';
import { ErrorState } from './states.tsx';
import ui from './ui.module.css';

/** One column. A column with `sort` can order the list; `wide` columns are left out on narrow screens. */
export interface Column<Row, Sort extends string = never> {
  key: string;
  header: string;
  /** The header is for screen readers only: a column of buttons. */
  hideHeader?: boolean;
  /** What stands in the header instead of its words. */
  headerCell?: ReactNode;
  sort?: Sort;
  /** The direction that the server takes when none is given. */
  standardDirection?: 'asc' | 'desc';
  wide?: boolean;
  /** Left out where the table has little more room than a screen of 1280 px gives it: another column says it there, by `tightOnly`. */
  roomy?: boolean;
  width?: number | string;
  cell(row: Row): ReactNode;
}

/** An order, as the URL holds it. */
export interface Order<Sort extends string> {
  sort: Sort;
  direction: 'asc' | 'desc';
}

/** What a table shows: rows, or why there are none. */
export interface TableState<Row> {
  rows: readonly Row[] | undefined;
  isRefreshing?: boolean;
  error: unknown;
  onRetry(): void;
}

/** More stand closer: the worklist's own columns then fit beside the navigation on a screen of 1440 px. */
const roomyColumnsMax = 8;

/** A table inside its own scroll container. */
export function DataTable<Row, Sort extends string = never>(props: {
  label: string;
  columns: readonly Column<Row, Sort>[];
  state: TableState<Row>;
  rowKey(row: Row): string;
  order?: Order<Sort>;
  onOrder?(order: Order<Sort>): void;
  empty: ReactNode;
  footer?: ReactNode;
  minWidth?: number;
  /** Rows stand close. */
  isCompact?: boolean;
  /** The row is chosen. */
  isChosen?(row: Row): boolean;
}) {
  const { state } = props;
  if (state.error !== null && state.rows === undefined)
    return (
      <div className={ui.surface}>
        <ErrorState error={state.error} onRetry={state.onRetry} />
      </div>
    );
  return (
    <div className={ui.surface}>
      {state.rows?.length === 0 ? (
        props.empty
      ) : (
        // A region that scrolls must be reachable by keyboard (WCAG 2.1.1).
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the scroll container
        <section className={ui.scroll} aria-label={props.label} tabIndex={0}>
          <Table
            className={ui.table ?? ''}
            verticalSpacing={props.isCompact === true ? 4 : 'sm'}
            horizontalSpacing={props.columns.length > roomyColumnsMax ? 'sm' : 'md'}
            data-full={props.columns.length > roomyColumnsMax || undefined}
            aria-busy={state.isRefreshing === true}
            {...(props.minWidth === undefined ? {} : { miw: props.minWidth })}
          >
            <Table.Thead>
              <Table.Tr>
                {props.columns.map((column) => (
                  <HeaderCell key={column.key} column={column} order={props.order} onOrder={props.onOrder} />
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {state.rows === undefined ? (
                <SkeletonRows columns={props.columns} />
              ) : (
                state.rows.map((row) => (
                  <Table.Tr
                    key={props.rowKey(row)}
                    className={ui.row ?? ''}
                    data-chosen={props.isChosen?.(row)}
                  >
                    {props.columns.map((column) => (
                      <Table.Td key={column.key} className={classOf(column)}>
                        {column.cell(row)}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))
              )}
            </Table.Tbody>
          </Table>
        </section>
      )}
      {props.footer}
    </div>
  );
}

function classOf({ wide, roomy }: { wide?: boolean; roomy?: boolean }): string {
  return [wide ? ui.wideOnly : undefined, roomy ? ui.roomyOnly : undefined].filter(Boolean).join(' ');
}

function HeaderCell<Row, Sort extends string>(props: {
  column: Column<Row, Sort>;
  order: Order<Sort> | undefined;
  onOrder: ((order: Order<Sort>) => void) | undefined;
}) {
  const { column, order, onOrder } = props;
  const { t } = useTranslation();
  const className = classOf(column);
  const width = column.width === undefined ? {} : { w: column.width };
  if (column.sort === undefined || onOrder === undefined)
    return (
      <Table.Th className={className} scope="col" {...width}>
        {column.headerCell ??
          (column.hideHeader ? <span className="visually-hidden">{column.header}</span> : column.header)}
      </Table.Th>
    );
  const { sort } = column;
  const direction = order?.sort === sort ? order.direction : undefined;
  const next =
    direction === undefined ? (column.standardDirection ?? 'asc') : direction === 'asc' ? 'desc' : 'asc';
  const shown = direction ?? next;
  const Icon = shown === 'asc' ? IconArrowUp : IconArrowDown;
  const ariaSort = direction === undefined ? 'none' : direction === 'asc' ? 'ascending' : 'descending';
  return (
    <Table.Th className={className} scope="col" aria-sort={ariaSort} {...width}>
      <UnstyledButton
        className={ui.sortButton ?? ''}
        fz="inherit"
        onClick={() => onOrder({ sort, direction: next })}
        title={t(next === 'asc' ? 'frame.sortAscending' : 'frame.sortDescending')}
      >
        {column.header}
        <Icon size={14} aria-hidden className={direction === undefined ? ui.sortIconIdle : ui.sortIcon} />
      </UnstyledButton>
    </Table.Th>
  );
}

const skeletonRows = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

function SkeletonRows<Row, Sort extends string>({ columns }: { columns: readonly Column<Row, Sort>[] }) {
  return skeletonRows.map((key) => (
    <Table.Tr key={key} aria-hidden>
      {columns.map((column) => (
        <Table.Td key={column.key} className={classOf(column)}>
          <Skeleton height={14} my={3} width="70%" />
        </Table.Td>
      ))}
    </Table.Tr>
  ));
}
