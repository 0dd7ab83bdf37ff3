// One object in review: what it shows, why it is held, and the decision; then the next one.
import type { ReviewItemWithFindings } from '@lumenbox/contract';
import { Alert, Anchor, Button, Group, Skeleton, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FailedPage } from '../../shared/ui/failed-page.tsx';
import { IconArrowLeft, IconChevronRight, IconEye } from '../../shared/ui/icons.ts';
import { Page } from '../../shared/ui/page.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { EmptyState } from '../../shared/ui/states.tsx';
import { ContentLine } from './content-line.tsx';
import { useReviewItem, useWaitingIds } from './review-query.ts';
import type { ReviewFilter } from './review-search.ts';
import { Reviewer } from './reviewer.tsx';

/** The page. `onOpen` goes to another object, or with nothing to the list. */
export function ReviewItemPage(props: {
  itemId: string;
  filter: ReviewFilter;
  onOpen(itemId: string | undefined): void;
}) {
  const { t } = useTranslation();
  const { itemId, filter, onOpen } = props;
  const query = useReviewItem(itemId);
  const ids = useWaitingIds(filter);
  const index = ids.indexOf(itemId);
  const next = ids[index + 1] ?? ids.find((id) => id !== itemId);
  const previous = index > 0 ? ids[index - 1] : undefined;
  const following = index >= 0 ? ids[index + 1] : ids[0];
  useHotkeys([
    ['ArrowRight', () => following !== undefined && onOpen(following)],
    ['ArrowLeft', () => previous !== undefined && onOpen(previous)],
  ]);
  const back = (
    <Anchor size="sm" renderRoot={(rootProps) => <Link {...rootProps} to="/review-queue" search={filter} />}>
      {t('reviewQueue.title')}
    </Anchor>
  );
  const item = query.data;
  if (query.isError && item === undefined)
    return <FailedPage error={query.error} above={back} onRetry={() => void query.refetch()} />;
  return (
    <Page
      title={item?.case.label ?? t('frame.loading')}
      above={back}
      description={item === undefined ? undefined : <ContentLine item={item} />}
      actions={
        <Group gap="xs">
          {index >= 0 && (
            <Text size="sm" c="dimmed">
              {t('reviewQueue.place', { place: index + 1, total: ids.length })}
            </Text>
          )}
          <Button
            variant="default"
            size="xs"
            leftSection={<IconArrowLeft size={14} aria-hidden />}
            disabled={previous === undefined}
            onClick={() => onOpen(previous)}
          >
            {t('reviewQueue.previous')}
          </Button>
          <Button
            variant="default"
            size="xs"
            rightSection={<IconChevronRight size={14} aria-hidden />}
            disabled={following === undefined}
            onClick={() => onOpen(following)}
          >
            {t('reviewQueue.next')}
          </Button>
        </Group>
      }
    >
      {item === undefined ? (
        <Section>
          <Skeleton height={320} />
        </Section>
      ) : item.state === 'waiting' ? (
        <Reviewer key={item.id} item={item} onDecided={() => onOpen(next)} />
      ) : (
        <Decided item={item} onNext={() => onOpen(next)} hasNext={next !== undefined} />
      )}
    </Page>
  );
}

/** What was decided, perhaps by somebody else at this moment. */
function Decided(props: { item: ReviewItemWithFindings; hasNext: boolean; onNext(): void }) {
  const { t } = useTranslation();
  const { item } = props;
  const who = item.decided_by ?? t('reviewQueue.somebody');
  return (
    <Section>
      <Alert color={item.state === 'accepted' ? 'green' : 'gray'} variant="light" role="status">
        {t(item.state === 'accepted' ? 'reviewQueue.wasAccepted' : 'reviewQueue.wasRejected', { who })}
      </Alert>
      <EmptyState
        icon={<IconEye size={24} />}
        title={t('reviewQueue.decidedTitle')}
        text={t('reviewQueue.decidedText')}
        action={
          <Group>
            {props.hasNext && <Button onClick={props.onNext}>{t('reviewQueue.next')}</Button>}
            <Button
              variant="default"
              renderRoot={(rootProps) => (
                <Link {...rootProps} to="/cases/$caseId" params={{ caseId: item.case.id }} />
              )}
            >
              {t('reviewQueue.openCase')}
            </Button>
          </Group>
        }
      />
    </Section>
  );
}
