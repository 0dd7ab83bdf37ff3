// One study: what it is at a glance, and opened, its series and every detail.

import type { Study, StudyStatus } from '@lumenbox/contract';
import { ActionIcon, Collapse, Group, Loader, Menu, Text, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { formatDay } from '../../shared/format/format.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import {
  IconArrowsExchange,
  IconBooks,
  IconCertificate,
  IconChevronRight,
  IconDotsVertical,
  IconDownload,
  IconPencil,
  IconSend,
  IconTrash,
} from '../../shared/ui/icons.ts';
import { Tag, type Tone } from '../../shared/ui/tag.tsx';
import { SendDialog } from '../transfers/index.ts';
import { CopyDialog } from './copy-dialog.tsx';
import { ModalityTags } from './modality-tags.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { StudyDetails } from './study-details.tsx';
import { StudyForm } from './study-form.tsx';
import classes from './study-row.module.css';
import { Thumbnail } from './thumbnail.tsx';
import { ViewerLink } from './viewer-link.tsx';

const tones: Readonly<Record<StudyStatus, Tone>> = {
  pending: 'gray',
  receiving: 'blue',
  viewable: 'green',
  failed: 'red',
};

/** What the row of a study is called in the page. */
export const rowId = (studyId: string) => `study-${studyId}`;

/** The row. `onChanged` after an edit, `onGone` when the study is deleted or another patient's. */
export function StudyRow(props: {
  patientId: string;
  isOfCase: boolean;
  study: Study;
  isOpen: boolean;
  onToggle(): void;
  onChanged(): Promise<unknown>;
  onGone(): Promise<unknown>;
}) {
  const { t } = useTranslation();
  const { study } = props;
  const detailsId = useId();
  const name = study.study_description ?? t('frame.untitledStudy');
  return (
    <article className={classes.study} id={rowId(study.id)}>
      <div className={classes.head}>
        <UnstyledButton
          className={classes.toggle ?? ''}
          aria-expanded={props.isOpen}
          aria-controls={detailsId}
          onClick={props.onToggle}
        >
          <IconChevronRight size={16} aria-hidden className={classes.chevron} data-open={props.isOpen} />
          <span className={classes.thumbnail}>
            <Thumbnail patientId={props.patientId} study={study} size="small" />
          </span>
          <span className={classes.name}>
            <Text span fw={500} size="sm" className={classes.text ?? ''}>
              {name}
            </Text>
            <Text span size="xs" c="dimmed" className={classes.text ?? ''}>
              {[study.institution_name, study.accession_no].filter(Boolean).join(' · ')}
            </Text>
          </span>
          <Text span size="sm" className={classes.date ?? ''}>
            {study.study_date === null ? t('studies.undated') : formatDay(study.study_date)}
          </Text>
          <ModalityTags modalities={study.modalities} />
          <Text span size="sm" c="dimmed" className={classes.counts ?? ''}>
            {counts(study, t)}
          </Text>
          <span className={classes.status}>
            <StudyState study={study} />
          </span>
        </UnstyledButton>
        <ViewerLink {...props} name={name} />
        <StudyMenu {...props} name={name} />
      </div>
      <Collapse expanded={props.isOpen} id={detailsId} transitionDuration={120}>
        {props.isOpen && <StudyDetails {...props} />}
      </Collapse>
    </article>
  );
}

function counts(study: Study, t: TFunction): string {
  const images =
    study.instance_count === null
      ? []
      : [
          t('studies.seriesCount', { count: study.series_count ?? 0 }),
          t('studies.imageCount', { count: study.instance_count }),
        ];
  const reports =
    study.reports.length === 0 ? [] : [t('studies.reportCount', { count: study.reports.length })];
  return [...images, ...reports].join(' · ');
}

/** How far a study is, in a word. */
export function StudyState({ study }: { study: Study }) {
  const { t } = useTranslation();
  if (study.availability !== 'dicom')
    return <Tag tone="gray">{t(`studies.availabilities.${study.availability}`)}</Tag>;
  return (
    <Tag tone={tones[study.status]}>
      {study.status === 'receiving' && <Loader size={10} color="currentColor" aria-hidden />}
      {t(`studies.statuses.${study.status}`)}
    </Tag>
  );
}

function StudyMenu(props: {
  patientId: string;
  isOfCase: boolean;
  study: Study;
  name: string;
  onChanged(): Promise<unknown>;
  onGone(): Promise<unknown>;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const { study, patientId, name } = props;
  const [dialog, setDialog] = useState<'edit' | 'move' | 'copy' | 'send' | 'delete'>();
  const hasImages = (study.instance_count ?? 0) > 0;
  const canDownload = may('imaging:read') && hasImages;
  const canWrite = may('studies:write');
  const canMove = canWrite && !props.isOfCase;
  const canCopy = may('imaging:write') && hasImages && !props.isOfCase;
  if (!canDownload && !canWrite && !canCopy) return <Group w={36} />;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('studies.actionsOf', { study: name })}
          >
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {canDownload && (
            <Menu.Item
              component="a"
              href={`/api/v1/patients/${encodeURIComponent(patientId)}/studies/${encodeURIComponent(study.id)}/archive`}
              download
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {t('studies.download')}
            </Menu.Item>
          )}
          {canDownload && props.isOfCase && (
            <Menu.Item
              renderRoot={(root: object) => (
                <Link
                  {...root}
                  to="/cases/$caseId/studies/$studyId/receipt"
                  params={{ caseId: patientId, studyId: study.id }}
                />
              )}
              leftSection={<IconCertificate size={16} aria-hidden />}
            >
              {t('studies.receipt')}
            </Menu.Item>
          )}
          {canCopy && (
            <Menu.Item leftSection={<IconBooks size={16} aria-hidden />} onClick={() => setDialog('copy')}>
              {t('studies.copy')}
            </Menu.Item>
          )}
          {canWrite && hasImages && (
            <Menu.Item leftSection={<IconSend size={16} aria-hidden />} onClick={() => setDialog('send')}>
              {t('transfers.send')}
            </Menu.Item>
          )}
          {canWrite && (
            <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setDialog('edit')}>
              {t('frame.edit')}
            </Menu.Item>
          )}
          {canMove && (
            <Menu.Item
              leftSection={<IconArrowsExchange size={16} aria-hidden />}
              onClick={() => setDialog('move')}
            >
              {t('studies.move')}
            </Menu.Item>
          )}
          {canWrite && (
            <Menu.Item
              c="var(--mantine-color-error)"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => setDialog('delete')}
            >
              {t('frame.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'edit' && (
        <StudyForm
          patientId={patientId}
          study={study}
          onClose={() => setDialog(undefined)}
          onSaved={() => {
            setDialog(undefined);
            void props.onChanged();
            notifications.show({ message: t('studies.saved') });
          }}
        />
      )}
      {dialog === 'send' && (
        <SendDialog
          sending={{ kind: 'study', patientId, name, study }}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'copy' && <CopyDialog study={study} name={name} onClose={() => setDialog(undefined)} />}
      {dialog === 'move' && (
        <MoveDialog
          patientId={patientId}
          study={study}
          name={name}
          onClose={() => setDialog(undefined)}
          onMoved={() => {
            setDialog(undefined);
            void props.onGone();
          }}
        />
      )}
      <ConfirmDialog
        opened={dialog === 'delete'}
        title={t('studies.deleteTitle')}
        confirmLabel={t('frame.delete')}
        isDangerous
        action={async () => {
          await api.deleteStudy({ patient_id: patientId, study_id: study.id });
          notifications.show({ message: t('studies.deleted') });
          await props.onGone();
        }}
        onClose={() => setDialog(undefined)}
      >
        {t('studies.deleteText', { study: name, count: study.instance_count ?? 0 })}
      </ConfirmDialog>
    </>
  );
}
