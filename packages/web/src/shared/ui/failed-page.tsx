// What stands where a page's subject would: it is not there, is not for this role, or could not be asked for.
import { ApiError, type Permission } from '@lumenbox/contract';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { Page } from './page.tsx';
import { Section } from './section.tsx';
import { ErrorState } from './states.tsx';

/** The page instead. `above` leads back; trying again is offered where it may help. */
export function FailedPage(props: { error: unknown; above?: ReactNode; onRetry(): void }) {
  const { t } = useTranslation();
  const { error, above } = props;
  const status = error instanceof ApiError ? error.status : undefined;
  if (status === 404)
    return <Page title={t('frame.notFoundTitle')} description={t('frame.notFoundText')} above={above} />;
  if (status === 403) return <NotAllowedPage above={above} />;
  return (
    <Page title={t('frame.failedPage')} above={above}>
      <Section>
        <ErrorState error={error} onRetry={props.onRetry} />
      </Section>
    </Page>
  );
}

/** The page, for a role that may see something on it. Whoever may not gets no list of refusals. */
export function ForRole({ needs, children }: { needs: Permission; children: ReactNode }): ReactNode {
  return useMay()(needs) ? children : <NotAllowedPage />;
}

function NotAllowedPage({ above }: { above?: ReactNode }) {
  const { t } = useTranslation();
  return <Page title={t('frame.notAllowedTitle')} description={t('frame.notAllowedText')} above={above} />;
}
