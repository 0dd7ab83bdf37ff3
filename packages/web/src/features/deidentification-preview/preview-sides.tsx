// What a profile does to an instance: both sides of every attribute, and the image with what would be blanked.
import type { DeidentificationPreview } from '@lumenbox/contract';
import { Alert, Stack, Switch, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Tag, type Tone } from '../../shared/ui/tag.tsx';
import ui from '../../shared/ui/ui.module.css';
import { PreviewedImage } from './previewed-image.tsx';

const tableWidth = 720;

type Change = DeidentificationPreview['changes'][number];

const tones: Readonly<Record<Change['action'], Tone>> = {
  keep: 'gray',
  remove: 'red',
  empty: 'amber',
  replace: 'blue',
  clean: 'violet',
  add: 'green',
};

function attributeCell({ path, keyword, tag, vr }: Change) {
  return (
    <Stack gap={0}>
      <Text span size="sm" fw={500} className={ui.wrapped ?? ''}>
        {path === '' ? '' : `${path}.`}
        {keyword ?? tag}
      </Text>
      <Text span size="xs" c="dimmed" className={ui.mono ?? ''}>
        ({tag.slice(0, 4)},{tag.slice(4)}) {vr}
      </Text>
    </Stack>
  );
}

function side(value: string | null, t: TFunction) {
  if (value !== null) return <span className={ui.wrapped}>{value}</span>;
  return (
    <Text span size="sm" c="dimmed" fs="italic">
      {t('profiles.previewAbsent')}
    </Text>
  );
}

function actionTag(action: Change['action'], t: TFunction) {
  return <Tag tone={tones[action]}>{t(`profiles.actions.${action}`)}</Tag>;
}

/** Both sides of an instance. `picture`: where its first frame is shown, when the server has it not; `null`: nowhere. */
export function PreviewSides({
  preview,
  picture,
}: {
  preview: DeidentificationPreview;
  picture?: string | null;
}) {
  const { t } = useTranslation();
  const [isBrief, setIsBrief] = useState(true);
  const rows = preview.changes
    .map((change, index) => ({ ...change, key: `${index}` }))
    .filter(({ action }) => !isBrief || action !== 'keep');
  const columns: Column<Change & { key: string }>[] = [
    { key: 'attribute', header: t('profiles.previewColumns.attribute'), cell: attributeCell },
    { key: 'before', header: t('profiles.previewColumns.before'), cell: ({ before }) => side(before, t) },
    { key: 'after', header: t('profiles.previewColumns.after'), cell: ({ after }) => side(after, t) },
    {
      key: 'action',
      header: t('profiles.previewColumns.action'),
      cell: ({ action }) => actionTag(action, t),
    },
  ];
  const reasons = preview.reasons.map((reason) => t(`profiles.reasons.${reason}`)).join('; ');
  return (
    <Stack gap="sm">
      <Text size="sm" role="status" className={ui.wrapped ?? ''}>
        {t('profiles.previewOf', { uid: preview.sop_instance_uid })}
      </Text>
      {reasons !== '' && (
        <Alert color="yellow" variant="light">
          {t('profiles.previewHeld', { reasons })}
        </Alert>
      )}
      <PreviewedImage preview={preview} picture={picture} />
      <Switch
        label={t('profiles.previewOnlyChanges')}
        checked={isBrief}
        onChange={(event) => setIsBrief(event.currentTarget.checked)}
      />
      <DataTable
        label={t('profiles.preview')}
        columns={columns}
        rowKey={({ key }) => key}
        state={{ rows, error: null, onRetry: () => undefined }}
        empty={<Text p="md">{t('profiles.previewNothing')}</Text>}
        minWidth={tableWidth}
      />
      {!preview.is_whole && (
        <Text size="sm" c="dimmed">
          {t('profiles.previewCut')}
        </Text>
      )}
    </Stack>
  );
}
