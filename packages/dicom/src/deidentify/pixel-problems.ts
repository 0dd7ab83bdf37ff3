// What of a profile's wishes about pixels makes no profile: wishes that need an option, devices that fit everything, boxes that
// are none. Changes nothing.
import type { DeviceRegion } from './device-regions.ts';
import { textRecognitions } from './options.ts';
import type { PixelRectangle } from './pixel-boxes.ts';
import type { DeidentificationProfile } from './profile.ts';
import type { ProfileProblem } from './profile-problems.ts';

/** More devices than a hospital has. */
export const deviceRegionsMax = 200;
/** A screen has a handful of places with text. */
const rectanglesMax = 50;
/** What Rows and Columns can say. */
const sideMax = 65_535;
const textCharactersMax = 64; // what LO takes

/** Everything that is wrong with what a profile wants of pixels. */
export function pixelProblems(profile: DeidentificationProfile): ProfileProblem[] {
  const { options, trustRegions, recognizeText = 'off', deviceRegions = [] } = profile;
  const problems: ProfileProblem[] = [];
  const isCleaning = options.includes('cleanPixelData');
  if (!textRecognitions.includes(recognizeText))
    problems.push({ path: ['recognizeText'], text: `Text is not recognized as ${recognizeText}.` });
  if (recognizeText === 'blank' && !isCleaning)
    problems.push({ path: ['recognizeText'], text: 'Text is only blanked with the option cleanPixelData.' });
  if (trustRegions === true && !isCleaning)
    problems.push({
      path: ['trustRegions'],
      text: 'Regions are only blanked with the option cleanPixelData.',
    });
  if (deviceRegions.length > deviceRegionsMax)
    problems.push({ path: ['deviceRegions'], text: `A profile has at most ${deviceRegionsMax} devices.` });
  deviceRegions.slice(0, deviceRegionsMax).forEach((device, index) => {
    const problem = deviceProblem(device);
    if (problem !== undefined)
      problems.push({ path: ['deviceRegions', index, ...problem.path], text: problem.text });
  });
  return problems;
}

function deviceProblem(device: DeviceRegion): ProfileProblem | undefined {
  const { manufacturer, model, modality, imageType, rows, columns, blank } = device;
  const names = { manufacturer, model, modality, imageType };
  for (const [field, text] of Object.entries(names))
    if (text !== undefined && (text.trim() === '' || text.length > textCharactersMax))
      return { path: [field], text: `It has 1 to ${textCharactersMax} characters, or is left out.` };
  if (manufacturer === undefined && model === undefined && imageType === undefined)
    return {
      path: ['manufacturer'],
      text: 'A device is told by its manufacturer, its model or its image type.',
    };
  for (const [field, side] of Object.entries({ rows, columns }))
    if (side !== undefined && !isWhole(side, 1))
      return { path: [field], text: `It is a whole number from 1 to ${sideMax}, or is left out.` };
  if (blank.length === 0 || blank.length > rectanglesMax)
    return { path: ['blank'], text: `A device has 1 to ${rectanglesMax} places to blank.` };
  const wrong = blank.findIndex((one) => !isRectangle(one));
  return wrong < 0
    ? undefined
    : { path: ['blank', wrong], text: `A place is x and y from 0, width and height from 1, to ${sideMax}.` };
}

function isRectangle({ x, y, width, height }: PixelRectangle): boolean {
  return isWhole(x, 0) && isWhole(y, 0) && isWhole(width, 1) && isWhole(height, 1);
}

function isWhole(value: number, min: number): boolean {
  return Number.isInteger(value) && value >= min && value <= sideMax;
}
