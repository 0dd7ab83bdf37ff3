// The names of pictures that are saved: modality and numbers, and nobody's name.
import { describe, expect, it } from 'vitest';
import { makeImages } from './made-images.ts';
import { pictureName } from './picture-output.ts';

describe('the name of a picture', () => {
  const [image] = makeImages([{ modality: 'CT' }]);
  if (image === undefined) throw new Error('An image was made.');
  const snapshot = { state: 'shown', index: 11, count: 20, isInverted: false, isSmooth: true } as const;

  it('says modality, series and image by number', () => {
    expect(pictureName({ ...snapshot, image }, 3)).toBe('CT-series-3-image-12');
    expect(pictureName({ ...snapshot, image }, null)).toBe('CT-image-12');
  });
  it('takes nothing from a modality that is none', () => {
    expect(pictureName({ ...snapshot, image: { ...image, modality: 'a/b' } }, 3)).toBe(
      'image-series-3-image-12',
    );
    expect(pictureName(snapshot, undefined)).toBe('image-image-12');
  });
});
