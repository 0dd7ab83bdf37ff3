// How much the team has, each number a link to what it counts.
import type { RealmStatistics } from '@lumenbox/contract';
import { SimpleGrid, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { formatBytes, formatCount } from '../../shared/format/format.ts';
import { ErrorState } from '../../shared/ui/states.tsx';
import ui from '../../shared/ui/ui.module.css';
import { realmStatisticsQuery } from '../realm/index.ts';
import classes from './home.module.css';

const cardHeight = 78;

const counts = [
  {
    key: 'patients',
    to: '/patients',
    asks: 'patients:read',
    amountOf: (held) => formatCount(held.patient_count),
  },
  { key: 'cases', to: '/cases', asks: 'cases:read', amountOf: (held) => formatCount(held.case_count) },
  { key: 'studies', to: '/studies', asks: 'studies:read', amountOf: (held) => formatCount(held.study_count) },
  {
    key: 'storage',
    to: '/settings/imaging',
    asks: 'team:read',
    amountOf: (held) => formatBytes(held.object_bytes),
  },
] as const satisfies readonly { amountOf(held: RealmStatistics): string; [key: string]: unknown }[];

/** The row of numbers. */
export function Counts() {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(realmStatisticsQuery);
  const held = query.data;
  if (query.isError && held === undefined)
    return (
      <div className={ui.surface}>
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  return (
    <SimpleGrid
      cols={{ base: 2, md: 4 }}
      spacing="sm"
      component="ul"
      className={classes.plain ?? ''}
      aria-label={t('home.counts.title')}
    >
      {counts
        .filter(({ asks }) => may(asks))
        .map(({ key, to, amountOf }) => (
          <li key={key}>
            {held === undefined ? (
              <Skeleton height={cardHeight} radius="lg" />
            ) : (
              <Link to={to} className={classes.card}>
                <Text span size="sm" c="dimmed">
                  {t(`home.counts.${key}`)}
                </Text>{' '}
                <span className={classes.number}>{amountOf(held)}</span>
              </Link>
            )}
          </li>
        ))}
    </SimpleGrid>
  );
}
