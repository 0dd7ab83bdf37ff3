// What an object in review is, in a line: its kind, its size, what was found in it.
import type { ReviewItem } from '@lumenbox/contract';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The line. */
export function ContentLine({ item }: { item: ReviewItem }) {
  const { t } = useTranslation();
  const { modality, columns, rows, frame_count: frames, box_count: boxes } = item;
  const parts = [
    modality,
    columns === null || rows === null ? undefined : `${columns} × ${rows}`,
    frames > 1 ? t('reviewQueue.frames', { count: frames }) : undefined,
    boxes > 0 ? t('reviewQueue.boxesFound', { count: boxes }) : undefined,
  ];
  return (
    <Text span size="xs" c="dimmed">
      {parts.filter(Boolean).join(' · ')}
    </Text>
  );
}
