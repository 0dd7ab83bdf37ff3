// The first frame of a previewed instance, with a box around all that the profile would blank.
import type { DeidentificationPreview } from '@lumenbox/contract';
import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './previewed-image.module.css';

/** The picture, and whether text was looked for; nothing where the instance has no pixels, or nothing of it would change. */
export function PreviewedImage({
  preview,
  picture,
}: {
  preview: DeidentificationPreview;
  picture: string | null | undefined;
}) {
  const { t } = useTranslation();
  const { image } = preview;
  if (image === null) return null;
  const { rows, columns, boxes, text_frames_read: read } = image;
  const reading = read === null ? '' : t(read > 0 ? 'profiles.previewRead' : 'profiles.previewUnread');
  if (boxes.length === 0) return reading === '' ? null : <Text size="sm">{reading}</Text>;
  const address = picture === undefined ? addressOf(preview) : (picture ?? undefined);
  return (
    <Stack gap={4}>
      <Text size="sm">
        {t('profiles.previewBoxes', { count: boxes.length })} {reading}
      </Text>
      <svg
        viewBox={`0 0 ${columns} ${rows}`}
        role="img"
        aria-label={t('profiles.previewBoxes', { count: boxes.length })}
        className={classes.image}
      >
        {address !== undefined && (
          <image href={address} width={columns} height={rows} preserveAspectRatio="none" />
        )}
        {boxes.map(({ frame, x, y, width, height }) => (
          <rect
            key={`${frame} ${x} ${y} ${width} ${height}`}
            x={x}
            y={y}
            width={width}
            height={height}
            className={classes.box}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
    </Stack>
  );
}

/** Where the server renders the instance: its UIDs are those of the left side. */
function addressOf({ changes, sop_instance_uid }: DeidentificationPreview): string | undefined {
  const before = (keyword: string) =>
    changes.find((change) => change.path === '' && change.keyword === keyword)?.before;
  const [study, series] = [before('StudyInstanceUID'), before('SeriesInstanceUID')];
  return study == null || series == null
    ? undefined
    : `/dicomweb/studies/${study}/series/${series}/instances/${sop_instance_uid}/frames/1/rendered`;
}
