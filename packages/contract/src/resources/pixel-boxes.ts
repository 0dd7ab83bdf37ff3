// Boxes in the frames of images: places that are blanked, or that somebody is to look at.
import { z } from 'zod';

/** Where boxes in an image come from. */
export const pixelBoxSources = [
  'device-region',
  'ultrasound-regions',
  'recognized-text',
  'reviewer',
] as const;

/** A box in an image's frames, as the API shows it. */
export const PixelBox = z
  .object({
    frame: z
      .union([z.int(), z.literal('all')])
      .meta({ description: 'The frame, from 1, or `all`.', examples: ['all'] }),
    x: z.int().meta({ description: 'Pixels from the left edge.' }),
    y: z.int().meta({ description: 'Pixels from the upper edge.' }),
    width: z.int(),
    height: z.int(),
    source: z.enum(pixelBoxSources),
  })
  .meta({ id: 'PixelBox' });
export type PixelBox = z.output<typeof PixelBox>;
