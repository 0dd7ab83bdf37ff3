// What stands where a page is missing, or has broken.
import { Button, Group } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { OutOfReachError } from '../../shared/api/load-program.ts';
import { FailedPage } from '../../shared/ui/failed-page.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';

/** There is no such page. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('frame.notFoundTitle')} description={t('frame.notFoundText')}>
      <Group>
        <Button renderRoot={(rootProps) => <Link {...rootProps} to="/patients" />}>
          {t('frame.toPatients')}
        </Button>
      </Group>
    </Page>
  );
}

/** A page broke: by a fault of ours, or because the session could not be read. */
export function BrokenPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const router = useRouter();
  const retry = () => void router.invalidate();
  if (error instanceof OutOfReachError) return <FailedPage error={error} onRetry={retry} />;
  return (
    <Page title={t('frame.crashedTitle')} description={t('frame.crashedText')}>
      <Section>
        <ErrorState error={error} onRetry={retry} />
      </Section>
    </Page>
  );
}
