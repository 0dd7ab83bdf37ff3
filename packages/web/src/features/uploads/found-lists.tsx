// What was found in files that are not sent yet, in short lists: patients, studies, and what is left out.
import { Alert, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatCount, formatDay } from '../../shared/format/format.ts';
import type { UploadTarget } from './drop-list.ts';
import { type Findings, skipReasons } from './findings.ts';
import { type Found, filesMax } from './walk-entries.ts';

/** Rows shown of each list; the rest is counted. */
const rowsMax = 8;

/** The patients that the files name. More than one for one patient is worth a second look. */
export function FoundPatients({ findings, target }: { findings: Findings; target: UploadTarget }) {
  const { t } = useTranslation();
  const { patients } = findings;
  if (patients.length === 0) return null;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {t('uploads.review.patients', { count: patients.length })}
      </Text>
      <List size="sm">
        {patients.slice(0, rowsMax).map((patient) => (
          <List.Item key={JSON.stringify(patient)}>
            {[
              patient.name || t('uploads.review.noName'),
              patient.patientId,
              patient.birthDate === '' ? '' : formatDay(patient.birthDate),
            ]
              .filter((text) => text !== '')
              .join(' · ')}
          </List.Item>
        ))}
      </List>
      <More count={patients.length - rowsMax} />
      {target.kind === 'patient' && patients.length > 1 && (
        <Alert color="yellow" p="xs">
          {t('uploads.review.severalPatients', { target: target.name })}
        </Alert>
      )}
    </Stack>
  );
}

/** The studies that the files belong to; and what the server is to look at, unless it is this computer. */
export function FoundStudies({ findings, isMadeHere }: { findings: Findings; isMadeHere: boolean }) {
  const { t } = useTranslation();
  const { studies, zips, unknown } = findings;
  return (
    <Stack gap={4}>
      {studies.length > 0 && (
        <Text size="sm" fw={600}>
          {t('uploads.review.studyList')}
        </Text>
      )}
      <List size="sm">
        {studies.slice(0, rowsMax).map((study) => (
          <List.Item key={study.studyInstanceUid}>
            {[
              study.description || t('uploads.review.noDescription'),
              study.date === '' ? '' : formatDay(study.date),
              study.modalities.join(', '),
              t('uploads.review.series', { count: study.seriesCount }),
              t('uploads.review.images', { count: study.instanceCount }),
            ]
              .filter((text) => text !== '')
              .join(' · ')}
          </List.Item>
        ))}
      </List>
      <More count={studies.length - rowsMax} />
      {!isMadeHere && zips > 0 && <Text size="sm">{t('uploads.review.zips', { count: zips })}</Text>}
      {!isMadeHere && unknown > 0 && <Text size="sm">{t('uploads.review.unknown', { count: unknown })}</Text>}
    </Stack>
  );
}

/** What is not sent, and why. */
export function LeftOut({ findings, found }: { findings: Findings; found: Found }) {
  const { t } = useTranslation();
  const lines = [
    ...skipReasons
      .filter((reason) => findings.skipped[reason] > 0)
      .map((reason) => t(`uploads.review.skipped.${reason}`, { count: findings.skipped[reason] })),
    ...(found.systemFiles > 0 ? [t('uploads.skipped', { count: found.systemFiles })] : []),
    ...(found.unreadable > 0 ? [t('uploads.unreadable', { count: found.unreadable })] : []),
    ...(found.isTruncated ? [t('uploads.tooMany', { count: filesMax })] : []),
  ];
  if (lines.length === 0) return null;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {t('uploads.review.leftOut')}
      </Text>
      <List size="sm">
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </Stack>
  );
}

function More({ count }: { count: number }) {
  const { t } = useTranslation();
  if (count <= 0) return null;
  return (
    <Text size="xs" c="dimmed">
      {t('uploads.review.more', { count, shown: formatCount(count) })}
    </Text>
  );
}
