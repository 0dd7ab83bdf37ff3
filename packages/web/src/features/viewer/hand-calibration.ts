// Scales that somebody gave to images without one: kept in this tab for as long as the same person uses it, and in the study with what is measured by them.

/** Cornerstone's measure of a scale: pixels for a millimetre, set by a person. One object an image. */
export interface HandCalibration {
  readonly type: 'User';
  readonly scale: number;
}

const calibrations = new Map<string, HandCalibration>();

/** Millimetres for a pixel of an image, from a line whose length is known. Undefined where that makes no scale. */
export function millimetresPerPixel(pixels: number, millimetres: number): number | undefined {
  const scale = millimetres / pixels;
  return pixels >= pixelsMin && millimetres > 0 && Number.isFinite(scale) ? scale : undefined;
}

/** A shorter line is a click, and a pixel more or less would change everything. */
const pixelsMin = 5;

/** Gives an image a scale. */
export function calibrateByHand(imageId: string, millimetres: number): void {
  calibrations.set(imageId, { type: 'User', scale: 1 / millimetres });
}

/** What was given to an image; the same object until another one is given. */
export function handCalibration(imageId: string): HandCalibration | undefined {
  return calibrations.get(imageId);
}

/** Millimetres for a pixel, as it was given; undefined where nothing was. */
export function scaleByHand(imageId: string): number | undefined {
  const given = calibrations.get(imageId);
  // Twice divided, the last digits are not what they were.
  return given === undefined ? undefined : Number((1 / given.scale).toPrecision(scaleDigits));
}

const scaleDigits = 12;

/** Forgets all of them: somebody else uses the tab. */
export function forgetCalibrations(): void {
  calibrations.clear();
}
