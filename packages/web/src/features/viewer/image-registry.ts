// The images of the study that is open, by id: where loader and metadata provider find what is known of them.
import type { ViewedImage } from './image-facts.ts';

const images = new Map<string, ViewedImage>();

/** Makes images known. */
export function registerImages(list: readonly ViewedImage[]): void {
  for (const image of list) images.set(image.id, image);
}

/** An image of the open study. */
export function findImage(id: string): ViewedImage | undefined {
  return images.get(id);
}

/** Forgets all of them: the viewer is closed. */
export function forgetImages(): void {
  images.clear();
}
