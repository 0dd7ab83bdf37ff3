// What objects say of a plane that is cut through a volume, drawn above it: segments as colours, structures as outlines.
import type { Segmentation } from '@lumenbox/dicom';
import { useEffect, useRef } from 'react';
import type { PatientPlane } from '../placement.ts';
import classes from './objects.module.css';
import { cutSegment, cutStructure } from './plane-cuts.ts';
import { type ImageObjects, partsOf, type ShownPart } from './use-image-objects.ts';

interface PlaneObjectsProps {
  readonly plane: PatientPlane;
  readonly objects: ImageObjects;
  /** Of the volume: objects of another one are elsewhere. */
  readonly frameOfReferenceUid: string | undefined;
  /** Millimetres from one slice of the volume to the next. */
  readonly imagesApart: number | undefined;
}

/** The layer of a plane. */
export function PlaneObjects(props: PlaneObjectsProps) {
  const { plane, objects, frameOfReferenceUid, imagesApart } = props;
  const [width, height] = plane.size;
  if (frameOfReferenceUid === undefined || width === 0 || height === 0) return null;
  const shown = objects.objects.map((listed) => ({
    ...listed,
    parts: partsOf(listed).filter(({ key }) => objects.shown.has(key)),
  }));
  return (
    <>
      {shown.flatMap(({ object, parts }) =>
        object?.kind === 'segments' && object.segmentation.frameOfReferenceUid === frameOfReferenceUid
          ? parts.map((part) => (
              <SegmentCut
                key={part.key}
                plane={plane}
                segmentation={object.segmentation}
                part={part}
                imagesApart={imagesApart}
                opacity={objects.opacity}
              />
            ))
          : [],
      )}
      <svg className={classes.layer} width={width} height={height} aria-hidden>
        {shown.flatMap(({ object, parts }) =>
          object?.kind === 'structures'
            ? parts.flatMap(({ key, number, colour }) => {
                const structure = object.set.structures.find((one) => one.number === number);
                const isHere = structure?.frameOfReferenceUid === frameOfReferenceUid;
                const path = structure !== undefined && isHere ? cutStructure(plane, structure) : '';
                return path === '' ? [] : [<Outline key={key} path={path} colour={colour} />];
              })
            : [],
        )}
      </svg>
    </>
  );
}

function Outline({ path, colour }: { path: string; colour: ShownPart['colour'] }) {
  return (
    <path d={path} fill="none" stroke={`rgb(${colour.join(',')})`} strokeWidth={2} strokeLinecap="round" />
  );
}

function SegmentCut(props: {
  plane: PatientPlane;
  segmentation: Segmentation;
  part: ShownPart;
  imagesApart: number | undefined;
  opacity: number;
}) {
  const { plane, segmentation, part, imagesApart } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, height] = plane.size;
  const place = JSON.stringify(plane);
  const [red, green, blue] = part.colour;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const cut = cutSegment(JSON.parse(place) as PatientPlane, {
      segmentation,
      segment: part.number,
      ...(imagesApart === undefined ? {} : { imagesApart }),
    });
    const pixels = new Uint8ClampedArray(cut.length * 4);
    for (const [at, opacity] of cut.entries())
      if (opacity > 0) pixels.set([red, green, blue, opacity], at * 4);
    context.putImageData(new ImageData(pixels, width, height), 0, 0);
  }, [place, segmentation, part.number, imagesApart, red, green, blue, width, height]);
  return (
    <canvas
      ref={canvas}
      className={classes.layer}
      width={width}
      height={height}
      style={{ opacity: props.opacity }}
    />
  );
}
