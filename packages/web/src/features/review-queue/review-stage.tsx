// The picture's room: frames, zoom, a document, and what stands there when there is neither.
import type { ReviewItemWithFindings } from '@lumenbox/contract';
import { Anchor, Group, SegmentedControl, Skeleton, Slider, Stack, Text } from '@mantine/core';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconDownload, IconFileText } from '../../shared/ui/icons.ts';
import { EmptyState } from '../../shared/ui/states.tsx';
import ui from '../../shared/ui/ui.module.css';
import { PdfView } from '../reports/index.ts';
import { BoxEditor } from './box-editor.tsx';
import type { DrawnBox } from './boxes.ts';
import { DocumentDownload, DocumentReader } from './document-reader.tsx';
import { documentAddress, fileAddress, pictureAddress } from './review-query.ts';
import classes from './review-queue.module.css';

/** The room. Without `onBoxes` boxes can only be looked at. */
export function ReviewStage(props: {
  item: ReviewItemWithFindings;
  boxes: readonly DrawnBox[];
  frame: number;
  onFrame(frame: number): void;
  onBoxes: ((boxes: readonly DrawnBox[]) => void) | undefined;
}) {
  const { t } = useTranslation();
  const { item, frame, onFrame } = props;
  const [isActualSize, setIsActualSize] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  const [seen, setSeen] = useState<ReadonlySet<number>>(new Set());
  const { columns, rows, frame_count: frames } = item;
  const hasPicture = frames > 0 && columns !== null && rows !== null && !hasFailed;
  return (
    <div className={`${ui.surface} ${classes.stage}`}>
      {hasPicture ? (
        <Stack gap="sm">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
          <section className={classes.room} aria-label={t('reviewQueue.pictureRoom')} tabIndex={0}>
            <BoxEditor
              address={pictureAddress(item.id, frame)}
              frame={frame}
              size={{ columns, rows }}
              boxes={props.boxes}
              isActualSize={isActualSize}
              onChange={props.onBoxes}
              onFrame={(by) => onFrame(Math.max(1, Math.min(frames, frame + by)))}
              onShown={() => setSeen((before) => new Set([...before, frame]))}
              onFailed={() => setHasFailed(true)}
            />
          </section>
          {frames > 1 && (
            <Group gap="md" wrap="nowrap">
              <Text size="sm" w={130}>
                {t('reviewQueue.frameOf', { frame, frames })}
              </Text>
              <Slider
                flex={1}
                min={1}
                max={frames}
                value={frame}
                onChange={onFrame}
                label={null}
                thumbLabel={t('reviewQueue.frame')}
                // Arrows on the slider are the slider's.
                onKeyDownCapture={(event) => event.nativeEvent.stopImmediatePropagation()}
              />
              <Text size="sm" c="dimmed">
                {t('reviewQueue.seen', { count: seen.size, frames })}
              </Text>
            </Group>
          )}
          <Group justify="space-between" gap="xs">
            <Text size="xs" c="dimmed" maw={560}>
              {t(props.onBoxes === undefined ? 'reviewQueue.cannotBlank' : 'reviewQueue.drawHint')}
            </Text>
            <SegmentedControl
              size="xs"
              aria-label={t('reviewQueue.zoom')}
              value={isActualSize ? 'actual' : 'fit'}
              data={[
                { value: 'fit', label: t('reviewQueue.zoomFit') },
                { value: 'actual', label: t('reviewQueue.zoomActual') },
              ]}
              onChange={(value) => setIsActualSize(value === 'actual')}
            />
          </Group>
        </Stack>
      ) : (
        <WithoutPicture item={item} />
      )}
    </div>
  );
}

function WithoutPicture({ item }: { item: ReviewItemWithFindings }) {
  const { id, document } = item;
  if (document?.shown_as === 'text') return <DocumentReader itemId={id} document={document} />;
  if (document?.shown_as !== 'pdf') return <NothingShown itemId={id} hasDocument={document !== null} />;
  return (
    <Suspense fallback={<Skeleton height={320} />}>
      <PdfView address={documentAddress(id)} title={item.case.label} />
    </Suspense>
  );
}

function NothingShown({ itemId, hasDocument }: { itemId: string; hasDocument: boolean }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<IconFileText size={24} />}
      title={t('reviewQueue.noPictureTitle')}
      text={t('reviewQueue.noPictureText')}
      action={
        hasDocument ? (
          <DocumentDownload itemId={itemId} />
        ) : (
          <Anchor href={fileAddress(itemId)} download size="sm">
            <IconDownload size={16} aria-hidden /> {t('reviewQueue.download')}
          </Anchor>
        )
      }
    />
  );
}
