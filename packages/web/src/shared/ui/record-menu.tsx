// What can be done with a record on its page: a button to edit it, and the rest in a menu.
import { ActionIcon, Button, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArchive, IconArchiveOff, IconDotsVertical, IconPencil, IconTrash } from './icons.ts';

/** The button and the menu. What the record's kind has beside stands between archiving and deleting. */
export function RecordMenu(props: {
  isArchived: boolean;
  onEdit(): void;
  onArchive(): void;
  onDelete(): void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const ArchiveIcon = props.isArchived ? IconArchiveOff : IconArchive;
  return (
    <>
      <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={props.onEdit}>
        {t('frame.edit')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="input-sm" aria-label={t('frame.more')}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<ArchiveIcon size={16} aria-hidden />} onClick={props.onArchive}>
            {t(props.isArchived ? 'patients.unarchive' : 'patients.archive')}
          </Menu.Item>
          {props.children}
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={props.onDelete}
          >
            {t('frame.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
