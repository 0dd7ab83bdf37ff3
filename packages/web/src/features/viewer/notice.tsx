// What a panel says in words where there is no picture: a sentence, with a file to open or another try where there is one.
import { Anchor, Button, Loader, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFileText } from '../../shared/ui/icons.ts';
import classes from './viewport.module.css';

/** What a browser shows by itself, or hands to another program. */
export function FileNotice({ text, link, address }: { text: string; link: string; address: string }) {
  return (
    <Notice>
      <IconFileText size={28} aria-hidden />
      <div>{text}</div>
      <Anchor href={address} target="_blank" rel="noreferrer">
        {link}
      </Anchor>
    </Notice>
  );
}

/** Fills the panel; opaque where it covers a picture that is another one. */
export function Notice(props: {
  children: ReactNode;
  onRetry?: () => void;
  isBusy?: boolean;
  isOpaque?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Stack
      gap="xs"
      align="center"
      justify="center"
      className={classes.notice ?? ''}
      data-opaque={props.isOpaque === true}
      role="status"
    >
      {props.isBusy === true && <Loader size="sm" color="gray" aria-hidden />}
      {props.children}
      {props.onRetry !== undefined && (
        <Button size="xs" variant="default" onClick={props.onRetry}>
          {t('frame.retry')}
        </Button>
      )}
    </Stack>
  );
}
