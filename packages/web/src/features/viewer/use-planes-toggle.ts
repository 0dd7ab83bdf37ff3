// Opens the planes of a series, or says in a sentence why that cannot be.
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cacheBytesMax } from './engine.ts';
import type { ViewedImage, Window } from './image-facts.ts';
import type { RoomAction, RoomState } from './room-state.ts';
import type { Slab } from './slab.ts';
import { volumeObstacle } from './volume-eligibility.ts';

/** What the planes are switched and changed with, and the window that the series was looked at with when they were opened. */
interface PlanesToggle {
  readonly planesWindow: Window | undefined;
  togglePlanes(): void;
  /** Changes their slab; opens them where they are not open. */
  changeSlab(change: (slab: Slab) => Slab): void;
}

/** The planes of a series. `canDraw`: without WebGL there are none. */
export function usePlanesToggle(
  images: readonly ViewedImage[],
  { isInPlanes, slab }: Pick<RoomState, 'isInPlanes' | 'slab'>,
  room: {
    readonly canDraw: boolean;
    windowNow(): Window | undefined;
    dispatch(action: RoomAction): void;
  },
): PlanesToggle {
  const { t } = useTranslation();
  const [planesWindow, setPlanesWindow] = useState<Window>();
  const toggle = (opened?: Slab) => {
    if (!room.canDraw) return;
    const obstacle = isInPlanes ? undefined : volumeObstacle(images, cacheBytesMax());
    if (obstacle !== undefined) {
      notifications.show({
        id: 'planes',
        title: t('viewer.planesRefused'),
        message: t(`viewer.obstacles.${obstacle}`),
      });
      return;
    }
    if (!isInPlanes) setPlanesWindow(room.windowNow());
    room.dispatch({ type: 'planes', isOn: !isInPlanes, ...(opened && { slab: opened }) });
  };
  return {
    planesWindow,
    togglePlanes: () => toggle(),
    changeSlab: (change) => {
      if (isInPlanes) room.dispatch({ type: 'slab', slab: change(slab) });
      else toggle(change(slab));
    },
  };
}
