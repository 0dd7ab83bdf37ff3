// Slabs of a volume: how thick, and what is seen of the voxels that lie behind one another. Names and numbers alone.

/** `slice`: one layer. `maximum` is a MIP, `minimum` a MinIP, `average` like a thick slice. */
export const slabModes = ['slice', 'maximum', 'minimum', 'average'] as const;
export type SlabMode = (typeof slabModes)[number];
/** Millimetres that are offered; `whole` goes through all of the volume. */
export const slabThicknesses = [5, 10, 20, 40, 80, 'whole'] as const;
export type SlabThickness = (typeof slabThicknesses)[number];

/** What the planes show. */
export interface Slab {
  readonly mode: SlabMode;
  readonly thickness: SlabThickness;
}

/** No slab; the thickness is the one that the first slab has. */
export const noSlab: Slab = { mode: 'slice', thickness: 20 };

/** The next way of projecting; after the last one comes the single layer again. */
export function nextSlabMode({ mode, thickness }: Slab): Slab {
  const next = slabModes[(slabModes.indexOf(mode) + 1) % slabModes.length] ?? 'slice';
  return { mode: next, thickness };
}

/** Thicker or thinner by a step, as far as is offered. A single layer becomes a slab first. */
export function stepSlab({ mode, thickness }: Slab, step: 1 | -1): Slab {
  if (mode === 'slice') return { mode: 'maximum', thickness };
  return { mode, thickness: slabThicknesses[slabThicknesses.indexOf(thickness) + step] ?? thickness };
}
