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

/** Modalities whose objects hold no pixels of their own: nothing of theirs can be seen, and no picture of them is asked for. */
const unseen: ReadonlySet<string> = new Set([
  'AU',
  'DOC',
  'ECG',
  'EPS',
  'FID',
  'HD',
  'KO',
  'PLAN',
  'PR',
  'REG',
  'RTPLAN',
  'RTRECORD',
  'RTSTRUCT',
  'RWV',
  'SR',
]);

/** False where objects of all these modalities are without pixels. What says no modality may hold some. */
export function mayHavePixels(modalities: readonly (string | null)[]): boolean {
  return modalities.length === 0 || modalities.some((modality) => !unseen.has(modality ?? ''));
}

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
