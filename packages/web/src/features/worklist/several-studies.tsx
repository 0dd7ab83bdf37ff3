// What is done to several studies at once: sent, moved, deleted; and their records archived. One call after the other.
import { Alert, NativeSelect, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/api/session.ts';
import { PatientPicker } from '../patients/index.ts';
import { useDestinations } from '../peers/index.ts';
import {
  hasImages,
  imagesOf,
  isOfPatient,
  nameOf,
  ownersOf,
  type SeveralProps,
  sentences,
} from './several.ts';
import { TasksDialog } from './tasks-dialog.tsx';

/** Sends those that have images to a peer. */
export function SendSeveral({ studies, onEnded, onClose }: SeveralProps) {
  const { t } = useTranslation();
  const destinations = useDestinations();
  const titles = destinations.data?.map(({ ae_title }) => ae_title) ?? [];
  const [wanted, setWanted] = useState<string>();
  const title = wanted ?? titles[0];
  const sent = studies.filter(hasImages);
  const leftCount = studies.length - sent.length;
  return (
    <TasksDialog
      title={t('worklist.sendTitle', { count: sent.length })}
      text={sentences(
        t('transfers.sendText'),
        leftCount > 0 && t('worklist.noImagesLeftOut', { count: leftCount }),
      )}
      confirmLabel={t('transfers.confirm')}
      isReady={title !== undefined && sent.length > 0}
      tasks={() =>
        sent.map((study) => ({
          key: study.id,
          name: nameOf(study, t),
          run: async () => {
            await api.sendStudy({ patient_id: study.patient.id, study_id: study.id, ae_title: title ?? '' });
            return undefined;
          },
        }))
      }
      onEnded={onEnded}
      onClose={() => onClose(false)}
    >
      {destinations.isPending && <Skeleton height={36} />}
      {destinations.data !== undefined && titles.length === 0 && (
        <Alert color="yellow" variant="light">
          {t('transfers.noPeer')}
        </Alert>
      )}
      {titles.length > 0 && (
        <NativeSelect
          label={t('transfers.to')}
          data={titles}
          value={title ?? ''}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      )}
    </TasksDialog>
  );
}

/** Gives those of patients to another patient. */
export function MoveSeveral({ studies, onEnded, onClose }: SeveralProps) {
  const { t } = useTranslation();
  const [to, setTo] = useState('');
  const moved = studies.filter((study) => isOfPatient(study) && study.patient.id !== to);
  const leftCount = studies.length - studies.filter(isOfPatient).length;
  return (
    <TasksDialog
      title={t('worklist.moveTitle', { count: moved.length })}
      text={sentences(
        t('worklist.moveText', { count: moved.length }),
        leftCount > 0 && t('worklist.casesStay', { count: leftCount }),
      )}
      confirmLabel={t('studies.moveConfirm')}
      isReady={to !== '' && moved.length > 0}
      tasks={() =>
        moved.map((study) => ({
          key: study.id,
          name: nameOf(study, t),
          run: async () => {
            await api.moveStudy({ patient_id: study.patient.id, study_id: study.id, to_patient_id: to });
            return undefined;
          },
        }))
      }
      onEnded={onEnded}
      onClose={() => onClose(true)}
    >
      <PatientPicker label={t('studies.moveTo')} value={to} onChange={setTo} />
    </TasksDialog>
  );
}

/** Archives the records whose the studies are; that can be taken back. */
export function ArchiveSeveral({ studies, onEnded, onClose }: SeveralProps) {
  const { t } = useTranslation();
  const may = useMay();
  const owners = ownersOf(studies).filter(({ kind }) =>
    may(kind === 'case' ? 'cases:write' : 'patients:write'),
  );
  return (
    <TasksDialog
      title={t('worklist.archiveTitle', { count: owners.length })}
      text={t('worklist.archiveText', { count: owners.length })}
      confirmLabel={t('patients.archive')}
      isReady={owners.length > 0}
      tasks={() =>
        owners.map(({ id, kind, name }) => ({
          key: id,
          name,
          run: async () => {
            await (kind === 'case' ? api.archiveCase({ id }) : api.archivePatient({ id }));
            return undefined;
          },
          undo: () => (kind === 'case' ? api.unarchiveCase({ id }) : api.unarchivePatient({ id })),
        }))
      }
      onEnded={onEnded}
      onClose={() => onClose(false)}
    />
  );
}

/** Deletes the studies, for good. */
export function DeleteSeveral({ studies, onEnded, onClose }: SeveralProps) {
  const { t } = useTranslation();
  return (
    <TasksDialog
      title={t('worklist.deleteTitle', { count: studies.length })}
      text={sentences(
        t('worklist.deleteText', { count: studies.length }),
        t('worklist.deleteImages', { count: imagesOf(studies) }),
      )}
      confirmLabel={t('frame.delete')}
      isDangerous
      isReady
      tasks={() =>
        studies.map((study) => ({
          key: study.id,
          name: nameOf(study, t),
          run: async () => {
            await api.deleteStudy({ patient_id: study.patient.id, study_id: study.id });
            return undefined;
          },
        }))
      }
      onEnded={onEnded}
      onClose={() => onClose(true)}
    />
  );
}
