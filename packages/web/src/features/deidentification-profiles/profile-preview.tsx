// What the form's profile would do to an instance of a study: both sides of every attribute. Holds the answer only while it is shown.
import type { ProfileToTry } from '@lumenbox/contract';
import { Alert, Button, Group, NativeSelect, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { useMay } from '../../shared/api/session.ts';
import { Section } from '../../shared/ui/section.tsx';
import { PreviewSides } from '../deidentification-preview/index.ts';
import { PatientPicker } from '../patients/index.ts';

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
      {preview.data !== undefined && (
        <Suspense fallback={<Skeleton height={200} />}>
          <PreviewSides preview={preview.data} />
        </Suspense>
      )}
    </Section>
  );
}
