// Asks how long a line is that was drawn on an image without a scale.
import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { applyCalibration } from './apply-calibration.ts';
import { type CalibrationLine, watchCalibrationLines } from './calibration-line.ts';
import { millimetresPerPixel } from './hand-calibration.ts';
import { redrawMeasurements } from './measurements.ts';

/** Nothing that is photographed of a patient is longer. */
const millimetresMax = 5000;

/** Opens when a line was drawn. `onDone` once the image has its scale. */
export function CalibrationDialog({ onDone }: { onDone(): void }) {
  const { t } = useTranslation();
  const [line, setLine] = useState<CalibrationLine>();
  const [length, setLength] = useState<string | number>('');
  const onLine = useEffectEvent((drawn: CalibrationLine) => {
    const { spacing, regions } = drawn.image;
    const refused = spacing !== undefined || regions.length > 0 ? 'calibrationNeedless' : 'calibrationShort';
    const isUsable = refused === 'calibrationShort' && millimetresPerPixel(drawn.pixels, 1) !== undefined;
    if (isUsable) setLine(drawn);
    else notifications.show({ id: 'calibration', message: t(`viewer.${refused}`) });
  });
  useEffect(() => watchCalibrationLines((drawn) => onLine(drawn)), []);
  if (line === undefined) return null;
  const close = () => {
    setLine(undefined);
    setLength('');
  };
  const scale = millimetresPerPixel(line.pixels, Number(length));
  return (
    <Modal
      opened
      onClose={close}
      title={t('viewer.calibrationTitle')}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (scale === undefined) return;
          applyCalibration(line.image, scale);
          redrawMeasurements();
          close();
          onDone();
        }}
      >
        <Stack gap="md">
          <NumberInput
            label={t('viewer.calibrationLength')}
            value={length}
            data-autofocus
            min={0}
            max={millimetresMax}
            onChange={setLength}
          />
          <Text size="sm" c="dimmed">
            {t('viewer.calibrationText')}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('frame.cancel')}
            </Button>
            <Button type="submit" disabled={scale === undefined}>
              {t('viewer.calibrationSet')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
