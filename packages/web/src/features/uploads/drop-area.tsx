// A page that takes files: dropped anywhere on it, or picked with a button. Folders are walked, and shown before they are sent.
import { Button, Menu, Portal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconChevronDown,
  IconCloudUpload,
  IconFileUpload,
  IconFolderUp,
  IconUpload,
} from '../../shared/ui/icons.ts';
import type { UploadTarget } from './drop-list.ts';
import { reviewFiles } from './review-dialog.tsx';
import classes from './uploads.module.css';
import { type Entry, type Found, takeFiles, walkEntries } from './walk-entries.ts';

function useReview(target: UploadTarget) {
  const { t } = useTranslation();
  return (found: Found) => {
    if (found.files.length > 0) reviewFiles({ target, found });
    else notifications.show({ color: 'yellow', message: t('uploads.nothingFound') });
  };
}

/** The button with its two pickers: files, or a folder. */
export function UploadButton({ target }: { target: UploadTarget }) {
  const { t } = useTranslation();
  const review = useReview(target);
  const filesInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    if (input.files !== null && input.files.length > 0) review(takeFiles(input.files));
    // The same folder again must count as a change.
    input.value = '';
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            leftSection={<IconUpload size={16} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {t('uploads.upload')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconFolderUp size={16} aria-hidden />}
            onClick={() => folderInput.current?.click()}
          >
            {t('uploads.chooseFolder')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFileUpload size={16} aria-hidden />}
            onClick={() => filesInput.current?.click()}
          >
            {t('uploads.chooseFiles')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={filesInput}
        type="file"
        multiple
        hidden
        aria-label={t('uploads.chooseFiles')}
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={folderInput}
        type="file"
        multiple
        hidden
        aria-label={t('uploads.chooseFolder')}
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.currentTarget)}
      />
    </>
  );
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Takes drops anywhere in the window while it is mounted. */
export function DropArea({ target, children }: { target: UploadTarget; children: ReactNode }) {
  const { t } = useTranslation();
  const review = useReview(target);
  const onFound = useEffectEvent(review);
  const [isOver, setIsOver] = useState(false);
  const [foundCount, setFoundCount] = useState<number>();
  useEffect(() => {
    let depth = 0;
    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth++;
      setIsOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (hasFiles(event) && --depth <= 0) setIsOver(false);
    };
    const onOver = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      depth = 0;
      setIsOver(false);
      void read(event.dataTransfer, setFoundCount).then((found) => {
        setFoundCount(undefined);
        onFound(found);
      });
    };
    const handlers = { dragenter: onEnter, dragleave: onLeave, dragover: onOver, drop: onDrop } as const;
    for (const [name, handler] of Object.entries(handlers))
      window.addEventListener(name, handler as EventListener);
    return () => {
      for (const [name, handler] of Object.entries(handlers))
        window.removeEventListener(name, handler as EventListener);
    };
  }, []);
  return (
    <>
      {children}
      {(isOver || foundCount !== undefined) && (
        <Portal>
          <div className={classes.overlay}>
            <Stack align="center" gap={4} className={classes.overlayBox ?? ''} role="status">
              <IconCloudUpload size={40} aria-hidden />
              <Text fw={600}>
                {foundCount === undefined
                  ? t('uploads.dropHere', { target: target.name })
                  : t('uploads.reading', { count: foundCount })}
              </Text>
              <Text size="sm" c="dimmed">
                {t('uploads.dropText')}
              </Text>
            </Stack>
          </div>
        </Portal>
      )}
    </>
  );
}

/** The entries must be taken while the event is handled: afterwards the browser has emptied them. */
function read(transfer: DataTransfer, onProgress: (count: number) => void): Promise<Found> {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null) as Entry[];
  const files = [...transfer.files];
  return entries.length > 0 ? walkEntries(entries, { onProgress }) : Promise.resolve(takeFiles(files));
}
