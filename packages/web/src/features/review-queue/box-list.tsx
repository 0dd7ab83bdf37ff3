// The boxes of an object as a list: who found them, on which frames they are, and away with them.
import type { ReviewItemWithFindings } from '@lumenbox/contract';
import { ActionIcon, Button, Group, Switch, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { IconPlus, IconTrash } from '../../shared/ui/icons.ts';
import { Section } from '../../shared/ui/section.tsx';
import { type DrawnBox, drawn } from './boxes.ts';

/** The list. */
export function BoxList(props: {
  item: ReviewItemWithFindings;
  boxes: readonly DrawnBox[];
  frame: number;
  onFrame(frame: number): void;
  onBoxes(boxes: readonly DrawnBox[]): void;
}) {
  const { t } = useTranslation();
  const { item, boxes, frame, onBoxes } = props;
  const { columns, rows, frame_count: frames, can_blank: canBlank } = item;
  const replace = (after: DrawnBox) => onBoxes(boxes.map((box) => (box.key === after.key ? after : box)));
  const add = () => {
    const [width, height] = [Math.ceil((columns ?? 1) / 4), Math.ceil((rows ?? 1) / 8)];
    const x = Math.floor(((columns ?? 1) - width) / 2);
    const y = Math.floor(((rows ?? 1) - height) / 2);
    onBoxes([...boxes, drawn({ frame, x, y, width, height, source: 'reviewer' })]);
  };
  return (
    <Section>
      <Text fw={600}>{t('reviewQueue.boxesTitle')}</Text>
      {boxes.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('reviewQueue.noBoxes')}
        </Text>
      )}
      {boxes.map((box, index) => (
        <Group key={box.key} gap="xs" wrap="nowrap" justify="space-between">
          <UnstyledButton onClick={() => box.frame !== 'all' && props.onFrame(box.frame)}>
            <Text span size="sm" fw={500}>
              {t('reviewQueue.box', { number: index + 1 })}
            </Text>
            <Text size="xs" c="dimmed">
              {[
                t(`reviewQueue.sources.${box.source}`),
                `${box.width} × ${box.height}`,
                frames > 1 && box.frame !== 'all'
                  ? t('reviewQueue.frameNumber', { frame: box.frame })
                  : undefined,
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </UnstyledButton>
          <Group gap="xs" wrap="nowrap">
            {frames > 1 && (
              <Switch
                size="xs"
                label={t('reviewQueue.allFrames')}
                checked={box.frame === 'all'}
                disabled={!canBlank}
                onChange={(event) => replace({ ...box, frame: event.currentTarget.checked ? 'all' : frame })}
              />
            )}
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('reviewQueue.removeBox', { number: index + 1 })}
              onClick={() => onBoxes(boxes.filter(({ key }) => key !== box.key))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        </Group>
      ))}
      {canBlank && (
        <Group>
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
            {t('reviewQueue.addBox')}
          </Button>
        </Group>
      )}
    </Section>
  );
}
