// What stands over an image: texts in the corners, letters at the edges, the scale, what is under the pointer.
import type { Study } from '@lumenbox/contract';
import { useTranslation } from 'react-i18next';
import { formatDay, formatMeasure } from '../../shared/format/format.ts';
import { handCalibration } from './hand-calibration.ts';
import type { PanelSnapshot, ProbedPixel } from './panel-view.ts';
import { lengthText, scaleBar } from './scale-bar.ts';
import classes from './viewport.module.css';
import { windowTexts } from './window-texts.ts';

/** Pixels of the page that the scale may take. */
const barPixelsMax = 140;

/** The overlay of a panel. `who` is left out where the identity is hidden. */
export function Overlay(props: {
  snapshot: PanelSnapshot;
  study: Study;
  who: string | undefined;
  title: string;
  /** Why it is a key image, where it is one. */
  keyImage?: string | undefined;
  isRendered: boolean;
  /** A lookup table stands in the place of the window. */
  isByTable?: boolean;
  /** It is another study than the one that was opened. */
  isBeside?: boolean;
  /** A plane cut through slices is as thick as none of them. */
  isPlane?: boolean;
  pixel: ProbedPixel | undefined;
  unit: string;
}) {
  const { t } = useTranslation();
  const { snapshot, study, who } = props;
  const { image } = snapshot;
  const date = study.study_date === null ? undefined : formatDay(study.study_date);
  return (
    <div className={classes.overlay} data-texts>
      <Corner
        place="topLeft"
        lines={[
          who,
          date,
          study.study_description,
          props.isBeside === true ? t('viewer.compared') : undefined,
        ]}
      />
      <Corner
        place="topRight"
        lines={[props.title, ...useImageLines(snapshot, props.isPlane === true), props.keyImage]}
      />
      <Corner
        place="bottomLeft"
        lines={[...useScaleLines(props), ...useUptakeLines(props), pixelLine(props.pixel, props.unit)]}
      />
      <BottomRight {...props} />
      {image !== undefined && <Letters snapshot={snapshot} />}
    </div>
  );
}

function Corner({ place, lines }: { place: string; lines: readonly (string | null | undefined)[] }) {
  return (
    <div className={classes[place]}>
      {lines
        .filter((line): line is string => line !== undefined && line !== null && line !== '')
        .map((line) => (
          <div key={line}>{line}</div>
        ))}
    </div>
  );
}

function useImageLines({ index, count, image }: PanelSnapshot, isPlane: boolean): (string | undefined)[] {
  const { t } = useTranslation();
  return [
    count > 1 ? `${index + 1} / ${count}` : undefined,
    isPlane || image?.sliceThickness === undefined
      ? undefined
      : t('viewer.sliceThickness', { millimetres: formatMeasure(image.sliceThickness, 0, 2) }),
  ];
}

function useScaleLines(props: { snapshot: PanelSnapshot; isRendered: boolean }): (string | undefined)[] {
  const { t } = useTranslation();
  const { image } = props.snapshot;
  if (image === undefined) return [];
  const lossy = image.isLossy
    ? image.lossyRatio === undefined
      ? t('viewer.lossy')
      : t('viewer.lossyRatio', { ratio: formatMeasure(image.lossyRatio, 0, 1) })
    : undefined;
  const scale =
    handCalibration(image.id) !== undefined
      ? t('viewer.calibratedByHand')
      : image.regions.length > 0
        ? undefined
        : image.spacing === undefined
          ? t('viewer.uncalibrated')
          : image.spacingOf === 'detector'
            ? t('viewer.detectorScale')
            : undefined;
  return [lossy, scale, props.isRendered ? t('viewer.rendered') : undefined];
}

/** The SUV under the pointer, or why there is none: of PET alone. */
function useUptakeLines(props: {
  snapshot: PanelSnapshot;
  pixel: ProbedPixel | undefined;
}): (string | undefined)[] {
  const { t } = useTranslation();
  const uptake = props.snapshot.image?.uptake;
  if (uptake === undefined) return [];
  if ('obstacle' in uptake)
    return [t('viewer.suvNone', { reason: t(`viewer.suvObstacles.${uptake.obstacle}`) })];
  const value = props.pixel?.value;
  return typeof value === 'number'
    ? [t('viewer.suv', { value: formatMeasure(value * uptake.suvOfOne, 2, 2) })]
    : [];
}

function pixelLine(pixel: ProbedPixel | undefined, unit: string): string | undefined {
  if (pixel === undefined) return undefined;
  const value =
    typeof pixel.value === 'number'
      ? `${formatMeasure(pixel.value, 0, 2)} ${unit}`.trim()
      : `RGB ${pixel.value.join(' ')}`;
  return `${pixel.column + 1}, ${pixel.row + 1}: ${value}`;
}

function BottomRight({ snapshot, isByTable }: { snapshot: PanelSnapshot; isByTable?: boolean }) {
  const { t } = useTranslation();
  const { window, zoom, millimetresPerPixel, image } = snapshot;
  const bar = scaleBar(millimetresPerPixel, barPixelsMax);
  return (
    <div className={classes.bottomRight}>
      {window !== undefined && image?.kind === 'grey' && (
        <div>
          {isByTable === true ? t('viewer.windowTable') : t('viewer.windowShort', windowTexts(window))}
        </div>
      )}
      {zoom !== undefined && <div>{t('viewer.zoomShort', { percent: Math.round(zoom * 100) })}</div>}
      {bar !== undefined && (
        <div className={classes.bar}>
          <span className="visually-hidden">{t('viewer.scaleBar', { length: '' })}</span>
          <span>{lengthText(bar.millimetres)}</span>
          <span className={classes.barLine} style={{ width: bar.pixels }} aria-hidden />
        </div>
      )}
    </div>
  );
}

function Letters({ snapshot: { letters } }: { snapshot: PanelSnapshot }) {
  if (letters === undefined) return null;
  return (
    <>
      <span className={classes.letterTop}>{letters.top}</span>
      <span className={classes.letterRight}>{letters.right}</span>
      <span className={classes.letterBottom}>{letters.bottom}</span>
      <span className={classes.letterLeft}>{letters.left}</span>
    </>
  );
}
