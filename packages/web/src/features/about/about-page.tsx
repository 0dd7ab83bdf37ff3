// About Lumenbox: version and health of this installation, what it is not for, and the licences of all that is shipped.
import { Alert, Anchor, List, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../shared/format/format.ts';
import { Fact } from '../../shared/ui/fact.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import ui from '../../shared/ui/ui.module.css';
import { aboutQuery, healthQuery } from './about-queries.ts';

/** The page. Everybody may read it. */
export function AboutPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('about.title')} description={t('about.description')}>
      <Installation />
      <Section>
        <Title order={2}>{t('about.purpose')}</Title>
        <Text size="sm">{t('about.notForDiagnosis')}</Text>
      </Section>
      <Licences />
    </Page>
  );
}

function Installation() {
  const { t } = useTranslation();
  const about = useQuery(aboutQuery);
  const health = useQuery(healthQuery);
  return (
    <Section>
      <Title order={2}>{t('about.installation')}</Title>
      {about.isError && <ErrorState error={about.error} onRetry={() => void about.refetch()} />}
      <dl className={ui.facts}>
        <Fact label={t('about.version')}>{about.data?.version ?? <Skeleton height={20} width={60} />}</Fact>
        <Fact label={t('about.licence')}>{about.data?.licence ?? <Skeleton height={20} width={60} />}</Fact>
        <Fact label={t('about.api')}>
          <Anchor href="/docs" size="sm">
            {t('about.reference')}
          </Anchor>
        </Fact>
      </dl>
      {health.isError && <ErrorState error={health.error} onRetry={() => void health.refetch()} />}
      {health.data !== undefined && <Health problems={health.data} />}
    </Section>
  );
}

function Health({ problems }: { problems: readonly string[] }) {
  const { t } = useTranslation();
  if (problems.length === 0)
    return (
      <Text size="sm" role="status">
        {t('about.well')}
      </Text>
    );
  return (
    <Alert color="red" title={t('about.unwell')}>
      <List size="sm">
        {problems.map((problem) => (
          <List.Item key={problem}>{problem}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Licences() {
  const { t } = useTranslation();
  const { data } = useQuery(aboutQuery);
  return (
    <Section>
      <Title order={2}>{t('about.licences')}</Title>
      <Text size="sm" c="dimmed">
        {t('about.licencesText')}
      </Text>
      {data === undefined ? (
        <Skeleton height={240} />
      ) : (
        <Stack gap="xs">
          <Text size="sm">
            {t('about.packages', {
              count: data.packages.length,
              formatted: formatCount(data.packages.length),
            })}
          </Text>
          <Table.ScrollContainer
            minWidth={320}
            maxHeight={420}
            scrollAreaProps={{
              viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('about.licences') },
            }}
          >
            <Table stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('about.package')}</Table.Th>
                  <Table.Th>{t('about.version')}</Table.Th>
                  <Table.Th>{t('about.licence')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.packages.map(({ name, version, licence }) => (
                  <Table.Tr key={`${name} ${version}`}>
                    <Table.Td>{name}</Table.Td>
                    <Table.Td>{version}</Table.Td>
                    <Table.Td>{licence}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Stack>
      )}
    </Section>
  );
}
