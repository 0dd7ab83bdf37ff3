// Planes through segments and structures: what is cut, at its place in the panel, along the slices and across them.
import type { Segmentation, SegmentFrame } from '@lumenbox/dicom';
import { describe, expect, it } from 'vitest';
import type { PatientPlane } from '../placement.ts';
import { cutSegment, cutStructure } from './plane-cuts.ts';

/** Four by four pixels of 1 mm, three slices 2 mm apart; the segment is the left half, of the lower two alone. */
const frames: SegmentFrame[] = [0, 2].map((z) => ({
  segment: 1,
  sources: [],
  orientation: [1, 0, 0, 0, 1, 0],
  position: [0, 0, z],
  spacing: [1, 1],
  thickness: undefined,
}));
const segmentation: Segmentation = {
  label: '',
  rows: 4,
  columns: 4,
  type: 'BINARY',
  frameOfReferenceUid: '1.2',
  segments: [],
  frames: [
    ...frames,
    {
      segment: 2,
      sources: [],
      orientation: [1, 0, 0, 0, 1, 0],
      position: [0, 0, 4],
      spacing: [1, 1],
      thickness: undefined,
    },
  ],
  maskOf: () => new Uint8Array(),
  opacityAt: (_frame, segment, column, row) =>
    segment === 1 && column >= 0 && column < 2 && row >= 0 && row < 4 ? 255 : 0,
};
/** A pixel of the panel is a millimetre, and the middle of its first one is the middle of the first pixel. */
const axial = (z: number): PatientPlane => ({
  corner: [-0.5, -0.5, z],
  right: [1, 0, 0],
  down: [0, 1, 0],
  size: [4, 4],
});
const coronal: PatientPlane = { corner: [-0.5, 1, 5.5], right: [1, 0, 0], down: [0, 0, -1], size: [4, 7] };
const rowsOf = (cut: Uint8Array, width: number) =>
  Array.from({ length: cut.length / width }, (_, row) =>
    Array.from({ length: width }, (_pixel, column) =>
      (cut[row * width + column] ?? 0) > 0 ? '#' : '.',
    ).join(''),
  );

describe('a segment', () => {
  it('is cut along its slices, and nowhere beside them', () => {
    const cut = (z: number) => rowsOf(cutSegment(axial(z), { segmentation, segment: 1 }), 4);
    expect(cut(2.4)).toEqual(['##..', '##..', '##..', '##..']);
    expect(cut(4)).toEqual(['....', '....', '....', '....']);
  });

  it('is cut across its slices, each as thick as they are apart', () => {
    // From 5 mm downwards: nothing above 3 mm, where the second slice ends, nor below -1.
    expect(rowsOf(cutSegment(coronal, { segmentation, segment: 1 }), 4)).toEqual([
      '....',
      '....',
      '##..',
      '##..',
      '##..',
      '##..',
      '##..',
    ]);
  });

  it('is no thicker than its file or its images say where its frames are far from each other', () => {
    const [, second] = frames;
    if (second === undefined) throw new Error('There are two frames.');
    const sparse = (thickness: number | undefined, imagesApart?: number) =>
      rowsOf(
        cutSegment(coronal, {
          segmentation: {
            ...segmentation,
            frames: [
              { ...second, position: [0, 0, 4.5], thickness },
              { ...second, position: [0, 0, 0.5], thickness },
            ],
          },
          segment: 1,
          ...(imagesApart === undefined ? {} : { imagesApart }),
        }),
        4,
      )
        .map((row) => (row === '##..' ? '#' : '.'))
        .join('');
    // The middles of the rows lie at 5, 4, 3 … -1 mm, those of the frames at 4.5 and 0.5.
    expect(sparse(1)).toBe('##..##.');
    expect(sparse(1, 4)).toBe('##..##.');
    expect(sparse(undefined, 1)).toBe('##..##.');
    expect(sparse(undefined)).toBe('#######');
    // Frames that overlap end in the middle between two, and the outer ones as far out.
    expect(sparse(8)).toBe('#######');
  });

  it('of one slice is as thick as its file says, else as its images are apart, else a millimetre', () => {
    const alone = (thickness: number | undefined): Segmentation => ({
      ...segmentation,
      frames: frames.slice(1).map((frame) => ({ ...frame, thickness })),
    });
    const rows = (thickness: number | undefined, imagesApart?: number) =>
      rowsOf(
        cutSegment(coronal, {
          segmentation: alone(thickness),
          segment: 1,
          ...(imagesApart === undefined ? {} : { imagesApart }),
        }),
        4,
      )
        .map((row) => (row === '##..' ? '#' : '.'))
        .join('');
    // The middles of the rows lie at 5, 4, 3 … -1 mm, that of the slice at 2.
    expect(rows(4, 2)).toBe('.#####.');
    expect(rows(undefined, 2)).toBe('..###..');
    expect(rows(undefined)).toBe('...#...');
  });

  it('without a place is on no plane', () => {
    const lost = { ...segmentation, frames: frames.map((frame) => ({ ...frame, position: undefined })) };
    expect(cutSegment(axial(0), { segmentation: lost, segment: 1 }).every((value) => value === 0)).toBe(true);
  });
});

describe('a structure', () => {
  const square = [
    [0, 0, 2],
    [2, 0, 2],
    [2, 2, 2],
    [0, 2, 2],
  ] as const;
  const structure = { contours: [{ isClosed: true, images: [], points: square }] };
  it('is an outline on its own plane, and points where another one cuts it', () => {
    expect(cutStructure(axial(2), structure)).toBe('M0.50 0.50L2.50 0.50L2.50 2.50L0.50 2.50Z');
    expect(cutStructure(coronal, structure)).toBe('M2.50 3.50h0.01M0.50 3.50h0.01');
    expect(cutStructure(axial(3), structure)).toBe('');
  });
});
