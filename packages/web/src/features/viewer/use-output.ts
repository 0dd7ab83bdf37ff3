// Saving and printing the picture of the active panel, with a word to the person where that cannot be.
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bringOut, type PictureWay } from './picture-output.ts';

/** Takes the element within which the active panel is looked for, and gives the doing. */
export function useOutput() {
  const { t } = useTranslation();
  const [stage, setStage] = useState<HTMLElement | null>(null);
  const say = (message: string) => notifications.show({ id: 'output', message });
  const bring = (way: PictureWay, picture: Parameters<typeof bringOut>[2]) =>
    void bringOut(way, stage, picture)
      .then((isDone) => (isDone ? undefined : say(t('viewer.outputNothing'))))
      .catch(() => say(t('viewer.outputFailed')));
  return { setStage, bring };
}
