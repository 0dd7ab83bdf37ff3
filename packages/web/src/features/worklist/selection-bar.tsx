// What can be done with the chosen studies, where the eyes are: at the window's lower edge, over the table.
import { downloadStudiesMax, type WorklistStudy } from '@lumenbox/contract';
import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import {
  IconArchive,
  IconArrowsExchange,
  IconBooks,
  IconDownload,
  IconSend,
  IconTrash,
  IconX,
} from '../../shared/ui/icons.ts';
import ui from '../../shared/ui/ui.module.css';
import { CopySeveral } from './copy-several.tsx';
import { hasImages, isOfPatient } from './several.ts';
import { ArchiveSeveral, DeleteSeveral, MoveSeveral, SendSeveral } from './several-studies.tsx';

const dialogs = {
  send: SendSeveral,
  copy: CopySeveral,
  move: MoveSeveral,
  archive: ArchiveSeveral,
  delete: DeleteSeveral,
} as const;

/** What an action makes old. */
const changedKeys = ['worklist', 'studies', 'patients', 'patient', 'cases', 'case', 'transfers', 'realm'];

/** The bar; nothing while nothing is chosen. */
export function SelectionBar({ studies, onClear }: { studies: readonly WorklistStudy[]; onClear(): void }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const [dialog, setDialog] = useState<keyof typeof dialogs>();
  if (studies.length === 0) return null;
  const images = studies.filter(hasImages);
  const mayWrite = may('studies:write');
  const mayArchive = may('patients:write') || may('cases:write');
  const isAnyOfPatient = studies.some(isOfPatient);
  const action = (name: keyof typeof dialogs, icon: ReactNode, isShown: boolean) =>
    isShown && (
      <Button size="xs" variant="default" leftSection={icon} onClick={() => setDialog(name)}>
        {t(`worklist.actions.${name}`)}
      </Button>
    );
  const Dialog = dialog === undefined ? undefined : dialogs[dialog];
  return (
    <>
      <Group role="toolbar" aria-label={t('worklist.chosenActions')} gap="xs" className={ui.chosenBar ?? ''}>
        <Text size="sm" fw={500} role="status">
          {t('worklist.chosen', { count: studies.length })}
        </Text>
        {may('imaging:read') && images.length > 0 && <Download studies={images} />}
        {action('send', <IconSend size={16} aria-hidden />, mayWrite && images.length > 0)}
        {action(
          'copy',
          <IconBooks size={16} aria-hidden />,
          may('imaging:write') && images.some(isOfPatient),
        )}
        {action('move', <IconArrowsExchange size={16} aria-hidden />, mayWrite && isAnyOfPatient)}
        {action('archive', <IconArchive size={16} aria-hidden />, mayArchive)}
        {action('delete', <IconTrash size={16} aria-hidden />, mayWrite)}
        <Button size="xs" variant="subtle" leftSection={<IconX size={16} aria-hidden />} onClick={onClear}>
          {t('worklist.chooseNone')}
        </Button>
      </Group>
      {Dialog !== undefined && (
        <Dialog
          studies={studies}
          onEnded={() =>
            client.invalidateQueries({
              predicate: ({ queryKey }) => changedKeys.includes(String(queryKey[0])),
            })
          }
          onClose={(isGone) => {
            setDialog(undefined);
            if (isGone) onClear();
          }}
        />
      )}
    </>
  );
}

/** One zip of all of them, which the browser saves as it comes. */
function Download({ studies }: { studies: readonly WorklistStudy[] }) {
  const { t } = useTranslation();
  const icon = <IconDownload size={16} aria-hidden />;
  if (studies.length > downloadStudiesMax)
    return (
      <Button size="xs" variant="default" leftSection={icon} disabled>
        {t('worklist.downloadMax', { count: downloadStudiesMax })}
      </Button>
    );
  const query = new URLSearchParams({ study_ids: studies.map(({ id }) => id).join(',') });
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={icon}
      component="a"
      href={`/api/v1/studies/archive?${query.toString()}`}
      download
    >
      {t('worklist.actions.download')}
    </Button>
  );
}
