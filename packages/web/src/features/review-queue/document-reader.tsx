// A document that is text, to be read before it is let pass: its words, and its source as it is. Both are plain text on the page; nothing of
// the document is ever markup here.
import type { ReviewDocumentText, ReviewItemWithFindings } from '@lumenbox/contract';
import { Alert, Anchor, Group, Skeleton, Stack, Text } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../shared/format/format.ts';
import { IconDownload } from '../../shared/ui/icons.ts';
import { ErrorState } from '../../shared/ui/states.tsx';
import { documentAddress, useReviewDocument } from './review-query.ts';
import classes from './review-queue.module.css';
import { withUnseenSigns } from './unseen-signs.ts';

type HeldDocument = NonNullable<ReviewItemWithFindings['document']>;

/** The document of an object. */
export function DocumentReader({ itemId, document }: { itemId: string; document: HeldDocument }) {
  const query = useReviewDocument(itemId);
  return (
    <Stack gap="md" p="xs">
      <Facts itemId={itemId} document={document} text={query.data} />
      {query.data !== undefined ? (
        <DocumentParts text={query.data} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton height={320} />
      )}
    </Stack>
  );
}

/** A document as a file. */
export function DocumentDownload({ itemId }: { itemId: string }) {
  const { t } = useTranslation();
  return (
    <Anchor href={documentAddress(itemId)} download size="sm">
      <IconDownload size={16} aria-hidden /> {t('reviewQueue.document.download')}
    </Anchor>
  );
}

function Facts(props: { itemId: string; document: HeldDocument; text: ReviewDocumentText | undefined }) {
  const { media_type: mediaType, size_bytes: sizeBytes } = props.document;
  const facts = [mediaType, formatBytes(sizeBytes), props.text?.encoding];
  return (
    <Group justify="space-between" gap="xs">
      <Text size="xs" c="dimmed" className={classes.text ?? ''}>
        {facts.filter(Boolean).join(' · ')}
      </Text>
      <DocumentDownload itemId={props.itemId} />
    </Group>
  );
}

function DocumentParts({ text }: { text: ReviewDocumentText }) {
  const { t } = useTranslation();
  const { words, source, notes } = text;
  return (
    <>
      {notes.length > 0 && (
        <Alert color="yellow" variant="light" role="status">
          <Stack gap={4}>
            {notes.map((note) => (
              <Text size="sm" key={note}>
                {t(`reviewQueue.document.notes.${note}`)}
              </Text>
            ))}
          </Stack>
        </Alert>
      )}
      {words !== null && (
        <Part title={t('reviewQueue.document.words')} hint={t('reviewQueue.document.wordsHint')}>
          {words === '' ? (
            <Text size="sm" c="dimmed">
              {t('reviewQueue.document.noWords')}
            </Text>
          ) : (
            <div className={classes.words} dir="auto">
              {words}
            </div>
          )}
        </Part>
      )}
      <Part
        title={t('reviewQueue.document.source')}
        hint={t(words === null ? 'reviewQueue.document.wholeHint' : 'reviewQueue.document.sourceHint')}
      >
        <pre className={classes.source} dir="auto">
          {withUnseenSigns(source)}
        </pre>
      </Part>
    </>
  );
}

function Part(props: { title: string; hint: string; children: ReactNode }) {
  const id = useId();
  return (
    <Stack gap={4}>
      <Text fw={600} id={id}>
        {props.title}
      </Text>
      <Text size="xs" c="dimmed">
        {props.hint}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section className={classes.paper} aria-labelledby={id} tabIndex={0}>
        {props.children}
      </section>
    </Stack>
  );
}
