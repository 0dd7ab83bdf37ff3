// The volume of a series, out of which planes are cut: one at a time, and let go of without a rest.
import { cache, imageLoader, StreamingImageVolume, volumeLoader } from '@cornerstonejs/core';
import type { ViewedImage } from './image-facts.ts';

/** The volume of images; the same one when its planes are opened again. Its slices come once it is told to `load`. */
export async function volumeOf(images: readonly ViewedImage[]): Promise<StreamingImageVolume> {
  const volumeId = `lumenbox:volume/${images[0]?.id}`;
  // Each has a texture on the graphics card, which the cache does not count.
  for (const other of cache.getVolumes())
    if (other.volumeId !== volumeId) cache.removeVolumeLoadObject(other.volumeId);
  const volume = await volumeLoader.createAndCacheVolume(volumeId, { imageIds: images.map(({ id }) => id) });
  if (!(volume instanceof StreamingImageVolume)) throw new Error('The volume does not come in slices.');
  loadWithoutTrace(volume);
  return volume;
}

/**
 * Loads its slices without Cornerstone's listener for each, which waits for ever when the slice is in the cache already, and
 * with the volume holds its texture, the context that this is in, and all that is drawn there.
 */
function loadWithoutTrace(volume: StreamingImageVolume): void {
  const isKept = () => cache.getVolume(volume.volumeId) === volume;
  volume.callLoadImage = async (
    imageId: string,
    _index: number,
    options: Parameters<typeof imageLoader.loadAndCacheImage>[1],
  ): Promise<void> => {
    try {
      const image = await imageLoader.loadAndCacheImage(imageId, options);
      if (isKept()) volume.successCallback(imageId, image);
    } catch (error) {
      if (isKept()) volume.errorCallback(imageId, true, error);
    }
  };
}
