// The order in which the modalities of a study are told: images first, what speaks about them after.

/** Modalities of objects that are made of images or speak about them (PS3.3 C.7.3.1.1.1). */
const aboutImages: ReadonlySet<string> = new Set([
  'ANN',
  'ASMT',
  'DOC',
  'FID',
  'KO',
  'M3D',
  'PLAN',
  'PR',
  'REG',
  'RTDOSE',
  'RTINTENT',
  'RTPLAN',
  'RTRAD',
  'RTRECORD',
  'RTSEGANN',
  'RTSTRUCT',
  'RWV',
  'SEG',
  'SR',
  'STAIN',
  'TEXTUREMAP',
]);

/** A study's modalities in two: `first` is what it is called by, and never empty when there are any. */
export function partModalities(modalities: readonly string[]): { first: string[]; after: string[] } {
  const after = modalities.filter((modality) => aboutImages.has(modality));
  const first = modalities.filter((modality) => !aboutImages.has(modality));
  return first.length === 0 ? { first: after, after: [] } : { first, after };
}

/** All of them, images first. */
export function orderModalities(modalities: readonly string[]): string[] {
  const { first, after } = partModalities(modalities);
  return [...first, ...after];
}
