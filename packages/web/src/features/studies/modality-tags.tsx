// The modalities of a study: a label for each that has images, the rest beside them in small, so that five of them do not make a tower.
import { Text } from '@mantine/core';
import { partModalities } from '../../shared/format/modalities.ts';
import { Tag } from '../../shared/ui/tag.tsx';
import classes from './modality-tags.module.css';

/** The labels. */
export function ModalityTags({ modalities }: { modalities: readonly string[] }) {
  const { first, after } = partModalities(modalities);
  return (
    <span className={classes.tags}>
      {first.map((modality) => (
        <Tag key={modality} tone="gray">
          {modality}
        </Tag>
      ))}
      {after.length > 0 && (
        <Text span size="xs" c="dimmed">
          {after.join(', ')}
        </Text>
      )}
    </span>
  );
}
