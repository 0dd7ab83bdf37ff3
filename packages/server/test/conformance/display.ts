// The section on display: what the viewer of the dashboard shows of objects that speak of images.
import {
  keyObjectSopClass,
  presentationStateSopClasses,
  segmentationSopClasses,
  structureSetSopClass,
} from '@lumenbox/dicom';
import { className, table } from './markdown.ts';

/** The section. */
export function displaySection(): string {
  const [grey, colour] = presentationStateSopClasses;
  const [segments] = segmentationSopClasses;
  return [
    '## 10 Display',
    'The viewer of the dashboard applies these objects to the images of their study. What of a presentation state is not shown it says beside the state.',
    table(
      ['Object', 'Shown', 'Not shown'],
      [
        [
          className(grey),
          'Greys as PS3.4 N.2 has them, value by value: rescale or modality LUT, window with its function or VOI LUT, presentation LUT or shape, each the identity where the state has none. Displayed area (scaled to fit), turn and flip. Shutters, bitmaps among them. Overlay planes of the state and of the image, graphics and texts, in the colours of their layers.',
          'Planes within the pixels (retired), compound graphics without plain ones that say the same, mask subtraction, true size, magnification.',
        ],
        [
          className(colour),
          'The same but for the greys.',
          'The same, and ICC profiles: colours are shown as they are.',
        ],
        [
          `${className(segments)}, also as a label map`,
          'Segments of bits, fractions and labels, in the colour that is recommended or of the palette, on images and in planes through the volume.',
          'Surfaces.',
        ],
        [
          className(structureSetSopClass),
          'Outlines, on images and in planes through the volume.',
          'Points alone.',
        ],
        [
          className(keyObjectSopClass),
          'Images that are marked, with their reason; made and changed too.',
          '',
        ],
      ],
    ),
    'Rendered resources (Section 4.4) show nothing of them. P-Values are given to the screen as they are: no Grayscale Standard Display Function is applied.',
  ].join('\n\n');
}
