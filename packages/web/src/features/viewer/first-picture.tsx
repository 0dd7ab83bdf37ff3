// The first image as the server renders it: seen at once, while the engine that will draw it gets ready.
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { renderedAddress } from './frame-address.ts';
import type { ViewedImage } from './image-facts.ts';
import classes from './viewport.module.css';

/** The engine does not wait longer: a large radiograph is drawn nearly as soon as it is rendered. */
const patienceMs = 300;

/** The picture. `onDone` is called once it is on the screen, cannot be had, or takes too long. */
export function FirstPicture({ image, onDone }: { image: ViewedImage; onDone(): void }) {
  const { t } = useTranslation();
  const [isHere, setIsHere] = useState(false);
  const done = useEffectEvent(onDone);
  useEffect(() => {
    const timer = window.setTimeout(() => done(), patienceMs);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <div className={classes.first} data-first-picture={isHere}>
      <img
        src={renderedAddress(image)}
        alt=""
        className={classes.rendered}
        onLoad={() => {
          setIsHere(true);
          // It is painted between these two frames.
          requestAnimationFrame(() => requestAnimationFrame(onDone));
        }}
        onError={onDone}
      />
      {isHere && <span>{t('viewer.firstPicture')}</span>}
    </div>
  );
}
