// The decision about one object: picture and boxes, texts, reasons, and the two buttons with their keys.
import type { ReviewItemWithFindings } from '@lumenbox/contract';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { explain } from '../../shared/api/explain.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { Section } from '../../shared/ui/section.tsx';
import { BoxList } from './box-list.tsx';
import { type DrawnBox, drawn, sent } from './boxes.ts';
import classes from './review-queue.module.css';
import { ReviewStage } from './review-stage.tsx';
import { TextFindings } from './text-findings.tsx';

/** The same in every language, as the documentation has them. */
const keys = { accept: 'A', reject: 'R' } as const;

/** The parts of a waiting object. */
export function Reviewer({ item, onDecided }: { item: ReviewItemWithFindings; onDecided(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [found] = useState<readonly DrawnBox[]>(() => item.boxes.map(drawn));
  const [boxes, setBoxes] = useState(found);
  const [redacted, setRedacted] = useState<ReadonlySet<string>>(new Set());
  const [frame, setFrame] = useState(1);
  const [isRejecting, setIsRejecting] = useState(false);
  const done = (message: string) => {
    notifications.show({ message });
    onDecided();
    for (const key of ['review-queue', 'case', 'studies']) void client.invalidateQueries({ queryKey: [key] });
  };
  const accept = useMutation({
    mutationFn: () =>
      api.acceptReviewItem({
        id: item.id,
        // Of those that were found there may be more than are taken; the server knows them.
        boxes: boxes === found ? null : boxes.map(sent),
        redactions: [...redacted],
      }),
    onSuccess: () => done(t('reviewQueue.accepted', { label: item.case.label })),
  });
  const canAccept = item.are_texts_whole && !accept.isPending;
  useHotkeys([
    [keys.accept, () => canAccept && !isRejecting && accept.mutate()],
    [keys.reject, () => setIsRejecting(true)],
  ]);
  return (
    <div className={classes.columns}>
      <ReviewStage
        item={item}
        boxes={boxes}
        frame={frame}
        onFrame={setFrame}
        onBoxes={item.can_blank ? setBoxes : undefined}
      />
      <Stack gap="md">
        <Section>
          <Text fw={600}>{t('reviewQueue.whyTitle')}</Text>
          {item.reasons.map((reason) => (
            <Text size="sm" key={reason}>
              {t(`reviewQueue.why.${reason}`)}
            </Text>
          ))}
        </Section>
        {item.frame_count > 0 && (
          <BoxList item={item} boxes={boxes} frame={frame} onFrame={setFrame} onBoxes={setBoxes} />
        )}
        <TextFindings item={item} redacted={redacted} onRedacted={setRedacted} />
        <Section>
          {accept.isError && (
            <Alert color="red" role="alert">
              {explain(accept.error, t)}
            </Alert>
          )}
          <Group grow>
            <Button
              loading={accept.isPending}
              disabled={!item.are_texts_whole}
              onClick={() => accept.mutate()}
            >
              {t('reviewQueue.accept')}
              <span className={classes.key} aria-hidden>
                {keys.accept}
              </span>
            </Button>
            <Button variant="default" onClick={() => setIsRejecting(true)}>
              {t('reviewQueue.reject')}
              <span className={classes.key} aria-hidden>
                {keys.reject}
              </span>
            </Button>
          </Group>
          <Text size="xs" c="dimmed">
            {t('reviewQueue.consequence')}
          </Text>
        </Section>
      </Stack>
      <ConfirmDialog
        opened={isRejecting}
        title={t('reviewQueue.rejectTitle', { count: 1 })}
        confirmLabel={t('reviewQueue.reject')}
        isDangerous
        action={async () => {
          await api.rejectReviewItem({ id: item.id });
          done(t('reviewQueue.rejectedCount', { count: 1 }));
        }}
        onClose={() => setIsRejecting(false)}
      >
        {t('reviewQueue.rejectText', { count: 1 })}
      </ConfirmDialog>
    </div>
  );
}
