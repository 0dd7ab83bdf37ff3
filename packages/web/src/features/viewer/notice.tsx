// What a panel says in words where there is no picture: a sentence, with a file to open or another try where there is one.
import { Anchor, Button, Loader, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFileText } from '../../shared/ui/icons.ts';
import classes from './viewport.module.css';

/** A file that a browser shows by itself, hands to another program, or saves. */
export function FileNotice(props: {
  text: string;
  hint?: string;
  link: string;
  address: string;
  isDownload?: boolean;
}) {
  return (
    <Notice>
      <IconFileText size={28} aria-hidden />
      <div>{props.text}</div>
      {props.hint !== undefined && <div>{props.hint}</div>}
      <Anchor
        href={props.address}
        {...(props.isDownload === true ? { download: '' } : { target: '_blank', rel: 'noreferrer' })}
      >
        {props.link}
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
