// Copies several studies of patients into one case: each loses its identity on the way, the originals stay.
import { SegmentedControl, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { CasePicker } from '../../shared/ui/case-picker.tsx';
import { hasImages, isOfPatient, nameOf, type SeveralProps, sentences } from './several.ts';
import { TasksDialog } from './tasks-dialog.tsx';

/** The dialog: into a new case or a known one. */
export function CopySeveral({ studies, onEnded, onClose }: SeveralProps) {
  const { t } = useTranslation();
  const [into, setInto] = useState('new');
  const [label, setLabel] = useState('');
  const [known, setKnown] = useState('');
  /** The case that was made for the first of them takes the others too. */
  const made = useRef<string>(undefined);
  const copied = studies.filter((study) => isOfPatient(study) && hasImages(study));
  const leftCount = studies.length - copied.length;
  const caseId = async () => {
    if (into === 'known') return known;
    made.current ??= (await api.createCase({ label })).data.id;
    return made.current;
  };
  return (
    <TasksDialog
      title={t('worklist.copyTitle', { count: copied.length })}
      text={sentences(
        t('studies.copyText'),
        leftCount > 0 && t('worklist.copyLeftOut', { count: leftCount }),
      )}
      confirmLabel={t('studies.copyConfirm')}
      isReady={copied.length > 0 && (into === 'new' ? label.trim() !== '' : known !== '')}
      tasks={() =>
        copied.map((study) => ({
          key: study.id,
          name: nameOf(study, t),
          run: async () => {
            const { data } = await api.copyStudyToCase({ id: await caseId(), from_study: study.id });
            const { rejected, held } = data.counts;
            if (rejected + held === 0) return undefined;
            return t('worklist.copyIncomplete', { count: rejected + held });
          },
        }))
      }
      onEnded={onEnded}
      onClose={() => onClose(false)}
    >
      <SegmentedControl
        aria-label={t('studies.copyInto')}
        value={into}
        data={[
          { value: 'new', label: t('cases.new') },
          { value: 'known', label: t('studies.copyKnown') },
        ]}
        onChange={setInto}
      />
      {into === 'new' ? (
        <TextInput
          label={t('cases.label')}
          description={t('cases.labelText')}
          required
          autoComplete="off"
          maxLength={255}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
      ) : (
        <CasePicker label={t('studies.copyInto')} value={known} onChange={setKnown} />
      )}
    </TasksDialog>
  );
}
