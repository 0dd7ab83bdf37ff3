// What the form's profile would do to an instance of a study: both sides of every attribute. Holds the answer only while it is shown.
import type { DeidentificationPreview, ProfileToTry } from '@lumenbox/contract';
import { Alert, Button, Group, NativeSelect, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { useMay } from '../../shared/api/session.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { Tag, type Tone } from '../../shared/ui/tag.tsx';
import ui from '../../shared/ui/ui.module.css';
import { PatientPicker } from '../patients/index.ts';
import { PreviewedImage } from './previewed-image.tsx';

const tableWidth = 720;
/** Studies to choose from: what the API gives at once. */
const studiesMax = 100;

/** The part of the page, for who may see images. `profile` gives the form as it is. */
export function ProfilePreview({ profile }: { profile(): ProfileToTry }) {
  const { t } = useTranslation();
  const [patientId, setPatientId] = useState<string>();
  const [studyId, setStudyId] = useState('');
  const [instance, setInstance] = useState('');
  const studies = useQuery({
    queryKey: ['studies', patientId, 'to-preview'],
    queryFn: async ({ signal }) =>
      (await api.listStudies({ patient_id: patientId ?? '', per_page: studiesMax }, { signal })).data.filter(
        ({ instance_count }) => (instance_count ?? 0) > 0,
      ),
    enabled: patientId !== undefined,
  });
  const chosen = studies.data?.find(({ id }) => id === studyId) ?? studies.data?.[0];
  const preview = useMutation({
    mutationFn: async () =>
      (
        await api.previewDeidentification({
          patient_id: patientId ?? '',
          study_id: chosen?.id ?? '',
          profile: profile(),
          sop_instance_uid: instance.trim() || null,
        })
      ).data,
    gcTime: 0,
  });
  if (!useMay()('imaging:read')) return null;
  return (
    <Section>
      <Title order={2}>{t('profiles.preview')}</Title>
      <Text size="sm" c="dimmed" maw={720}>
        {t('profiles.previewText')}
      </Text>
      <Stack gap="sm" maw={560}>
        <PatientPicker label={t('profiles.previewPatient')} value={patientId} onChange={setPatientId} />
        {studies.data?.length === 0 && (
          <Text size="sm" role="status">
            {t('profiles.previewNoStudies')}
          </Text>
        )}
        {chosen !== undefined && (
          <>
            <NativeSelect
              label={t('profiles.previewStudy')}
              value={chosen.id}
              data={(studies.data ?? []).map(({ id, study_description, study_date }) => ({
                value: id,
                label: [study_date, study_description ?? t('profiles.noStudyDescription')]
                  .filter(Boolean)
                  .join(' · '),
              }))}
              onChange={(event) => setStudyId(event.currentTarget.value)}
            />
            <TextInput
              label={t('profiles.previewInstance')}
              description={t('profiles.previewInstanceText')}
              value={instance}
              autoComplete="off"
              maxLength={64}
              onChange={(event) => setInstance(event.currentTarget.value)}
            />
            <Group>
              <Button variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
                {t('profiles.previewRun')}
              </Button>
            </Group>
          </>
        )}
      </Stack>
      {preview.isError && (
        <Alert color="red" role="alert">
          {explain(preview.error, t)}
        </Alert>
      )}
      {preview.data !== undefined && <Sides preview={preview.data} />}
    </Section>
  );
}

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

function Sides({ preview }: { preview: DeidentificationPreview }) {
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
      <PreviewedImage preview={preview} />
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
