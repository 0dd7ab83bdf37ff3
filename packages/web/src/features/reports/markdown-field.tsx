// The field of a report's text: a plain one, with buttons for the marks that matter and a look at what becomes of them.
import { ActionIcon, Group, Input, SegmentedControl, Stack, Text, Textarea, Tooltip } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import {
  IconBlockquote,
  IconBold,
  IconHeading,
  IconItalic,
  IconList,
  IconListNumbers,
} from '../../shared/ui/icons.ts';
import { Markdown } from './markdown.tsx';
import { applyMark, type Mark, marks } from './markdown-marks.ts';
import classes from './reports.module.css';

const icons: Readonly<Record<Mark, typeof IconBold>> = {
  bold: IconBold,
  italic: IconItalic,
  heading: IconHeading,
  bullets: IconList,
  numbers: IconListNumbers,
  quote: IconBlockquote,
};

/** Marks that have a key, with Ctrl or Cmd. */
const markOfKey: Readonly<Record<string, Mark>> = { b: 'bold', i: 'italic' };

/** The field. */
export function MarkdownField(props: {
  label: string;
  level: 4 | 5;
  value: string;
  error?: ReactNode;
  onChange(text: string): void;
}) {
  const { t } = useTranslation();
  const [isPreview, setIsPreview] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const press = (mark: Mark) => {
    const { current } = field;
    if (current === null) return;
    const after = applyMark(mark, {
      text: current.value,
      start: current.selectionStart,
      end: current.selectionEnd,
    });
    current.focus();
    current.select();
    // The browser's own way to write is the only one that Ctrl-Z takes back; deprecated, and without a successor.
    // oxlint-disable-next-line typescript/no-deprecated -- as said above
    const isWritten = document.execCommand('insertText', false, after.text);
    if (!isWritten) flushSync(() => props.onChange(after.text));
    current.setSelectionRange(after.start, after.end);
  };
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Group gap={2} role="toolbar" aria-label={t('reports.marksOf')}>
          {marks.map((mark) => (
            <MarkButton key={mark} mark={mark} isDisabled={isPreview} onPress={press} />
          ))}
        </Group>
        <SegmentedControl
          size="xs"
          aria-label={t('reports.show')}
          value={isPreview ? 'preview' : 'text'}
          data={[
            { value: 'text', label: t('reports.text') },
            { value: 'preview', label: t('reports.preview') },
          ]}
          onChange={(value) => setIsPreview(value === 'preview')}
        />
      </Group>
      {isPreview ? (
        <Input.Wrapper label={props.label} labelElement="div">
          <section className={classes.preview} aria-label={t('reports.preview')}>
            {props.value === '' ? (
              <Text size="sm" c="dimmed">
                {t('reports.empty')}
              </Text>
            ) : (
              <Markdown text={props.value} level={props.level} />
            )}
          </section>
        </Input.Wrapper>
      ) : (
        <Textarea
          ref={field}
          className={classes.body ?? ''}
          label={props.label}
          description={t('reports.bodyText')}
          autosize
          minRows={10}
          maxRows={30}
          value={props.value}
          error={props.error}
          onChange={(event) => props.onChange(event.currentTarget.value)}
          onKeyDown={(event) => {
            const mark = event.ctrlKey || event.metaKey ? markOfKey[event.key] : undefined;
            if (mark === undefined) return;
            event.preventDefault();
            press(mark);
          }}
        />
      )}
    </Stack>
  );
}

function MarkButton(props: { mark: Mark; isDisabled: boolean; onPress(mark: Mark): void }) {
  const { t } = useTranslation();
  const Icon = icons[props.mark];
  const label = t(`reports.marks.${props.mark}`);
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label={label}
        disabled={props.isDisabled}
        onClick={() => props.onPress(props.mark)}
      >
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
