// The dialog around the quick search: around what it finds, and around why it could not be loaded.
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The frame. */
export function DialogFrame(props: { isOpen: boolean; onClose(): void; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={t('quickSearch.title')}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
      size="lg"
      yOffset="10vh"
    >
      {props.children}
    </Modal>
  );
}
