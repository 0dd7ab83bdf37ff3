// The images of the study that is open, by id: where loader and metadata provider find what is known of them.
import type { ViewedImage } from './image-facts.ts';

const images = new Map<string, ViewedImage>();
const frames = new Map<string, ViewedImage>();
const listeners = new Set<() => void>();

/** Makes images known. */
export function registerImages(list: readonly ViewedImage[]): void {
  const before = images.size;
  for (const image of list) {
    images.set(image.id, image);
    frames.set(frameKey(image.sopInstanceUid, image.frame), image);
  }
  if (images.size > before) for (const listener of listeners) listener();
}

/** An image of the open study. */
export function findImage(id: string): ViewedImage | undefined {
  return images.get(id);
}

/** The image that is a frame, from 1, of an instance. */
export function findFrame(sopInstanceUid: string, frame: number): ViewedImage | undefined {
  return frames.get(frameKey(sopInstanceUid, frame));
}

/** Calls back when further images are known. */
export function watchImages(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Forgets all of them: the viewer is closed. */
export function forgetImages(): void {
  images.clear();
  frames.clear();
}

function frameKey(sopInstanceUid: string, frame: number): string {
  return `${sopInstanceUid}/${frame}`;
}
