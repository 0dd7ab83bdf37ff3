// Which images are marked, and what becomes of that when somebody wants it otherwise. Pure.
import type { KeyImage, StudyKeyImages } from '@lumenbox/contract';

/** A frame as it is looked at: what tells it from others. */
export interface MarkedFrame {
  readonly sopInstanceUid: string;
  /** From 1. */
  readonly frame: number;
}

/** What somebody wants of frames, by their keys: marked or not. */
export type Wishes = ReadonlyMap<string, boolean>;

/** The key of a frame. */
export function keyOf({ sopInstanceUid, frame }: MarkedFrame): string {
  return `${sopInstanceUid}/${frame}`;
}

/** Whether a frame is among marks; one without a frame means all of an image. */
export function isAmong(images: readonly KeyImage[], { sopInstanceUid, frame }: MarkedFrame): boolean {
  return images.some(
    (image) => image.sop_instance_uid === sopInstanceUid && (image.frame_number ?? frame) === frame,
  );
}

/** Whether a frame is marked by us, wishes that are not saved yet included. */
export function isMarked(data: StudyKeyImages | undefined, wishes: Wishes, frame: MarkedFrame): boolean {
  return wishes.get(keyOf(frame)) ?? isAmong(data?.images ?? [], frame);
}

/** Why others marked a frame, in their words; empty where nobody did. */
export function othersReasons(data: StudyKeyImages | undefined, frame: MarkedFrame): string[] {
  const theirs = (data?.others ?? []).filter((image) => isAmong([image], frame));
  return [
    ...new Set(theirs.map(({ title, description }) => [title, description].filter(Boolean).join(': '))),
  ];
}

/**
 * The marks when wishes have come true. Taking a mark from one frame of an image that is marked as a whole takes it from the image: how many
 * frames it has is not known here.
 */
export function withWishes(images: readonly KeyImage[], wishes: Wishes): KeyImage[] {
  const kept = images.filter(
    (image) => ![...wishes].some(([key, isWanted]) => !isWanted && isAmong([image], frameOf(key))),
  );
  const added = [...wishes].flatMap(([key, isWanted]) => {
    const { sopInstanceUid, frame } = frameOf(key);
    return isWanted && !isAmong(kept, { sopInstanceUid, frame })
      ? [{ sop_instance_uid: sopInstanceUid, frame_number: frame }]
      : [];
  });
  return [...kept, ...added];
}

function frameOf(key: string): MarkedFrame {
  const [sopInstanceUid = '', frame = '1'] = key.split('/');
  return { sopInstanceUid, frame: Number(frame) };
}

/** The place of the next frame that is marked, seen from another one; undefined when none follows. */
export function nextMarked(marked: readonly boolean[], from: number, step: 1 | -1): number | undefined {
  for (let index = from + step; index >= 0 && index < marked.length; index += step)
    if (marked[index] === true) return index;
  return undefined;
}
