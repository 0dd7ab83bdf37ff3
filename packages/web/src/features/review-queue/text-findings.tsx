// The texts that stay in an object, each with a switch that has it redacted.
import type { ReviewItemWithFindings } from '@lumenbox/contract';
import { Alert, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '../../shared/ui/section.tsx';
import classes from './review-queue.module.css';

/** The list; nothing when no text stays. */
export function TextFindings(props: {
  item: ReviewItemWithFindings;
  redacted: ReadonlySet<string>;
  onRedacted(paths: ReadonlySet<string>): void;
}) {
  const { t } = useTranslation();
  const { item, redacted, onRedacted } = props;
  if (item.text_findings.length === 0 && item.are_texts_whole) return null;
  const toggle = (path: string) => {
    const next = new Set(redacted);
    if (!next.delete(path)) next.add(path);
    onRedacted(next);
  };
  return (
    <Section>
      <Text fw={600}>{t('reviewQueue.textsTitle')}</Text>
      <Text size="sm" c="dimmed">
        {t('reviewQueue.textsText')}
      </Text>
      {!item.are_texts_whole && <Alert color="red">{t('reviewQueue.textsCut')}</Alert>}
      {item.text_findings.map(({ path, text }) => (
        <Stack key={path} gap={4}>
          <Text size="sm" className={classes.text ?? ''} data-redacted={redacted.has(path)}>
            {text}
          </Text>
          <Switch
            size="xs"
            label={t('reviewQueue.redact')}
            aria-label={t('reviewQueue.redactThis', { text: [...text].slice(0, shownCharacters).join('') })}
            description={path}
            checked={redacted.has(path)}
            onChange={() => toggle(path)}
          />
        </Stack>
      ))}
    </Section>
  );
}

/** Enough of a text to tell a switch from the others. */
const shownCharacters = 40;
