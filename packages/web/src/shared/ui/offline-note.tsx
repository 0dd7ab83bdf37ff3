// Says that there is no line: what waits for an answer then waits for it without a word otherwise.
import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import ui from './ui.module.css';

/** The note, at the foot of the window; nothing while there is a line. */
export function OfflineNote() {
  const { t } = useTranslation();
  const isOnline = useSyncExternalStore(
    (onChange) => onlineManager.subscribe(onChange),
    () => onlineManager.isOnline(),
  );
  return <div role="status">{!isOnline && <div className={ui.offlineNote}>{t('frame.offline')}</div>}</div>;
}
