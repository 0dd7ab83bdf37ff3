// How peers call this team: its own title, or that it has none yet.
import { Alert, Anchor, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { CopyButton } from '../../shared/ui/copy-button.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import ui from '../../shared/ui/ui.module.css';

/** Of what stands here once the title is known: the list below stays in its place. */
const titleHeight = 114;

/** The part of the page. */
export function OwnTitle() {
  const { t } = useTranslation();
  const realm = useQuery({
    queryKey: ['realm'],
    queryFn: async ({ signal }) => (await api.showRealm({}, { signal })).data,
  });
  const title = realm.data?.ae_title;
  return (
    <Section>
      <Title order={2}>{t('peers.own')}</Title>
      {realm.isError && <ErrorState error={realm.error} onRetry={() => void realm.refetch()} />}
      {realm.isPending && <Skeleton height={titleHeight} />}
      {title === null && (
        <Alert color="yellow" variant="light">
          <Group gap="sm">
            <Text size="sm">{t('peers.ownMissing')}</Text>
            <ImagingLink label={t('peers.ownSet')} />
          </Group>
        </Alert>
      )}
      {typeof title === 'string' && (
        <>
          <Group gap="sm">
            <Text size="sm" c="dimmed">
              {t('peers.ownTitle')}
            </Text>
            <Text span fw={600} className={ui.mono ?? ''} data-testid="own-title">
              {title}
            </Text>
            <CopyButton value={title} label={t('peers.copyTitle')} />
          </Group>
          <Text size="sm" c="dimmed" maw={720}>
            {t('peers.ownText')}
          </Text>
          <ImagingLink label={t('peers.ownChange')} />
        </>
      )}
    </Section>
  );
}

/** Where it is changed, for those who may. */
function ImagingLink({ label }: { label: string }) {
  const mayManage = useMay()('team:manage');
  if (!mayManage) return null;
  return (
    <Anchor size="sm" renderRoot={(rootProps) => <Link {...rootProps} to="/settings/imaging" />}>
      {label}
    </Anchor>
  );
}
