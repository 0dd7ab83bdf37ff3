// The receipt of one study of a case: what was done, whether the signature holds, and how to check it elsewhere.
import { ApiError, type Receipt } from '@lumenbox/contract';
import { Alert, Anchor, Button, Code, Group, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { formatCount } from '../../shared/format/format.ts';
import { CopyButton } from '../../shared/ui/copy-button.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Fact } from '../../shared/ui/fact.tsx';
import { IconAlertCircle, IconCertificate, IconDownload } from '../../shared/ui/icons.ts';
import { Moment } from '../../shared/ui/moment.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import ui from '../../shared/ui/ui.module.css';
import { type AttributeAction, attributeActions } from './attribute-actions.ts';
import { checkSignature } from './check-signature.ts';

/** More hashes are in the download: nobody reads them here. */
const hashesShown = 50;
const actionsTableWidth = 560;

/** The page. */
export function ReceiptView({ caseId, studyId }: { caseId: string; studyId: string }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['receipt', caseId, studyId],
    queryFn: async ({ signal }) =>
      (await api.showReceipt({ patient_id: caseId, study_id: studyId }, { signal })).data,
  });
  const address = `/api/v1/patients/${encodeURIComponent(caseId)}/studies/${encodeURIComponent(studyId)}/receipt`;
  return (
    <Page
      title={t('receipts.title')}
      description={t('receipts.text')}
      above={
        <Anchor
          size="sm"
          renderRoot={(root) => (
            <Link {...root} to="/cases/$caseId" params={{ caseId }} search={{ study: studyId }} />
          )}
        >
          {t('cases.one')}
        </Anchor>
      }
      actions={
        query.data !== undefined && (
          <Button
            component="a"
            href={address}
            download={`receipt-${studyId}.json`}
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t('receipts.download')}
          </Button>
        )
      }
    >
      {query.isPending && <Skeleton height={240} />}
      {query.isError && (
        <Section>
          {isMissing(query.error) ? (
            <EmptyState
              icon={<IconCertificate size={24} />}
              title={t('receipts.noReceiptTitle')}
              text={t('receipts.noReceiptText')}
            />
          ) : (
            <ErrorState error={query.error} onRetry={() => void query.refetch()} />
          )}
        </Section>
      )}
      {query.data !== undefined && <Contents receipt={query.data} />}
    </Page>
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

function hasBoxes({ pixel_boxes = [] }: Receipt['content']['instances'][number]): boolean {
  return pixel_boxes.length > 0;
}

function isBySender({ deidentified_by }: Receipt['content']['instances'][number]): boolean {
  return deidentified_by === 'sender';
}

function Contents({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation();
  const { content } = receipt;
  const { profile } = content;
  const name = t(`receipts.profiles.${profile.name as 'basic'}`, profile.name);
  const facts: readonly [string, React.ReactNode][] = [
    [t('receipts.profile'), t('receipts.profileVersion', { name, version: profile.version })],
    [t('receipts.edition'), `DICOM PS3.15 ${content.standard_edition}`],
    [t('receipts.engine'), content.engine_version],
    [t('receipts.dates'), t(`receipts.datesAre.${content.dates}`)],
    [t('receipts.uids'), formatCount(content.uids_replaced)],
    [t('receipts.texts'), formatCount(content.texts_cleaned)],
    [t('receipts.images'), formatCount(content.instances.length)],
    [t('receipts.blanked'), formatCount(content.instances.filter(hasBoxes).length)],
    [t('receipts.bySender'), formatCount(content.instances.filter(isBySender).length)],
    [t('receipts.issued'), <Moment key="issued" value={content.issued_at} />],
  ];
  return (
    <Stack gap="lg">
      <Section>
        <Signature receipt={receipt} />
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm" component="dl" m={0}>
          {facts.map(([label, value]) => (
            <Fact key={label} label={label}>
              {value}
            </Fact>
          ))}
        </SimpleGrid>
        <dl className={ui.plainList}>
          <Fact label={t('receipts.options')}>
            {profile.options.length === 0 ? t('receipts.noOptions') : profile.options.join(', ')}
          </Fact>
          <Fact label={t('studies.uid')}>
            <span className={ui.mono}>{content.study_instance_uid}</span>
          </Fact>
        </dl>
      </Section>
      <Actions actions={content.actions} />
      <Verify receipt={receipt} />
    </Stack>
  );
}

function Signature({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation();
  const { data: state } = useQuery({
    queryKey: ['receipt', 'signature', receipt.signature],
    queryFn: () => checkSignature(receipt),
  });
  if (state === undefined) return <Text size="sm">{t('receipts.checking')}</Text>;
  const colours = { valid: 'green', invalid: 'red', unknown: 'gray' } as const;
  const texts = {
    valid: 'receipts.valid',
    invalid: 'receipts.invalid',
    unknown: 'receipts.cannotCheck',
  } as const;
  const Icon = state === 'valid' ? IconCertificate : IconAlertCircle;
  return (
    <Alert
      variant="light"
      color={colours[state]}
      icon={<Icon size={20} aria-hidden />}
      role={state === 'invalid' ? 'alert' : 'status'}
    >
      {t(texts[state])}
    </Alert>
  );
}

function tagCell({ tag }: AttributeAction) {
  return tag === undefined ? '' : <span className={ui.mono}>({tag})</span>;
}

function Actions({ actions }: { actions: Receipt['content']['actions'] }) {
  const { t } = useTranslation();
  const columns: Column<AttributeAction>[] = [
    {
      key: 'attribute',
      header: t('receipts.columns.attribute'),
      cell: (row) => row.keyword ?? (row.tag === undefined ? t('receipts.privateAttribute') : '–'),
    },
    {
      key: 'tag',
      header: t('receipts.columns.tag'),
      width: 120,
      cell: tagCell,
    },
    {
      key: 'action',
      header: t('receipts.columns.action'),
      cell: (row) => t(`receipts.actionNames.${row.action as 'X'}`, row.action),
    },
    {
      key: 'count',
      header: t('receipts.columns.count'),
      width: 90,
      cell: (row) => formatCount(row.count),
    },
  ];
  return (
    <Stack gap="sm">
      <Title order={2}>{t('receipts.actions')}</Title>
      <DataTable
        label={t('receipts.actions')}
        columns={columns}
        rowKey={(row) => `${row.tag} ${row.action}`}
        state={{ rows: attributeActions(actions), error: null, onRetry: () => undefined }}
        empty={null}
        minWidth={actionsTableWidth}
      />
    </Stack>
  );
}

function Verify({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation();
  const { instances } = receipt.content;
  const command = `npx lumenbox receipt verify receipt.json --key ${receipt.public_key} --files FOLDER`;
  return (
    <Section>
      <Group justify="space-between" gap="sm">
        <Title order={2}>{t('receipts.verify')}</Title>
        <CopyButton value={command} label={t('frame.copy')} />
      </Group>
      <Text size="sm" c="dimmed">
        {t('receipts.verifyText')}
      </Text>
      <Code block className={ui.wrapped ?? ''}>
        {command}
      </Code>
      <details>
        <summary>{t('receipts.files')}</summary>
        {instances.length > hashesShown && (
          <Text size="sm" c="dimmed" mt="xs">
            {t('receipts.filesShown', { shown: hashesShown, count: instances.length })}
          </Text>
        )}
        <ol>
          {instances.slice(0, hashesShown).map(({ sop_instance_uid, sha256 }) => (
            <li key={sop_instance_uid}>
              <span className={ui.mono}>{sha256}</span>
            </li>
          ))}
        </ol>
      </details>
    </Section>
  );
}
