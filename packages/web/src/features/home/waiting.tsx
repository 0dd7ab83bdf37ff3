// What waits for a decision: held images, images to review, transfers that failed.
import { Group, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { IconCheck, IconEye, IconInbox, IconSend } from '../../shared/ui/icons.ts';
import { Section } from '../../shared/ui/section.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { useHeldCount } from '../inbox/index.ts';
import { useReviewSummary } from '../review-queue/index.ts';
import { useOpenFailuresCount } from '../transfers/index.ts';
import classes from './home.module.css';

const cardHeight = 78;

/** The section; only what this account may look at is asked for, and nothing stands there for whoever may look at none of it. */
export function Waiting() {
  const { t } = useTranslation();
  const may = useMay();
  const mayDecide = may('studies:write');
  const isShown = { inbox: may('imaging:write'), review: may('cases:review'), transfers: mayDecide };
  const held = useHeldCount({ isAllowed: isShown.inbox });
  const review = useReviewSummary({ isAllowed: isShown.review });
  const transfers = useOpenFailuresCount({ isAllowed: isShown.transfers });
  const parts = [
    { key: 'inbox', to: '/inbox', Icon: IconInbox, query: held, count: held.data },
    { key: 'review', to: '/review-queue', Icon: IconEye, query: review, count: review.data?.total },
    { key: 'transfers', to: '/transfers', Icon: IconSend, query: transfers, count: transfers.data },
  ] as const;
  const shown = parts.filter(({ key }) => isShown[key]);
  if (shown.length === 0) return null;
  const failed = shown.filter(({ query, count }) => query.isError && count === undefined);
  const waiting = shown.filter(({ count }) => (count ?? 0) > 0);
  const isLoading = shown.some(({ query }) => query.isPending);
  return (
    <Section>
      <Title order={2}>{t('home.waiting.title')}</Title>
      {failed[0] !== undefined && (
        <ErrorState
          error={failed[0].query.error}
          onRetry={() => {
            for (const { query } of failed) void query.refetch();
          }}
        />
      )}
      {isLoading && waiting.length === 0 && <Skeleton height={cardHeight} radius="lg" />}
      {!isLoading && failed.length === 0 && waiting.length === 0 && <NothingWaits />}
      {waiting.length > 0 && (
        <SimpleGrid cols={{ base: 1, md: 3 }} spacing="sm" component="ul" className={classes.plain ?? ''}>
          {waiting.map(({ key, to, Icon, count }) => (
            <li key={key}>
              <Link to={to} className={classes.card}>
                <Group gap="xs" wrap="nowrap" align="flex-start">
                  <Icon size={18} aria-hidden className={classes.icon} />
                  <Stack gap={2}>
                    <Text span size="sm" fw={600}>
                      {t(`home.waiting.${key}`, { count: count ?? 0 })}
                    </Text>
                    <Text span size="xs" c="dimmed">
                      {t(
                        key === 'inbox' && !mayDecide
                          ? 'home.waiting.inboxReadText'
                          : `home.waiting.${key}Text`,
                      )}
                    </Text>
                  </Stack>
                </Group>
              </Link>
            </li>
          ))}
        </SimpleGrid>
      )}
    </Section>
  );
}

function NothingWaits() {
  const { t } = useTranslation();
  return (
    <Group gap="xs" wrap="nowrap">
      <IconCheck size={18} aria-hidden className={classes.done} />
      <Text size="sm" c="dimmed">
        {t('home.waiting.none')}
      </Text>
    </Group>
  );
}
