// On the page of a case: how much of it waits for review, and the way there.
import { Alert, Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { IconEye } from '../../shared/ui/icons.ts';
import { useReviewSummary } from './review-query.ts';

/** The note; nothing when nothing waits. */
export function HeldNote({ caseId }: { caseId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const count = useReviewSummary({ isAllowed: may('cases:read'), caseId }).data?.total ?? 0;
  if (count === 0) return null;
  return (
    <Alert color="yellow" variant="light" icon={<IconEye size={20} aria-hidden />}>
      {t('reviewQueue.heldOfCase', { count })}{' '}
      {may('cases:review') && (
        <Anchor
          size="sm"
          // Between words colour alone tells no link (WCAG 1.4.1).
          underline="always"
          renderRoot={(props) => <Link {...props} to="/review-queue" search={{ case_id: caseId }} />}
        >
          {t('reviewQueue.toQueue')}
        </Anchor>
      )}
    </Alert>
  );
}
