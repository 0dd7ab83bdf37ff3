// Where in an image text usually stands: outside of an ultrasound's regions (PS3.3 C.8.5.5), and at known places of known
// devices. Rectangles alone; whoever has the pixels blanks them.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, sequence, stringValues } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';

/** A rectangle of pixels: its first column and row counted from 0, and its size. */
export interface PixelRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is to be blanked in each frame of an image. */
export interface PixelRegions {
  readonly source: 'ultrasound-regions' | 'device-table';
  readonly blank: readonly PixelRectangle[];
}

/** A device that writes text at a fixed place. */
export interface DeviceRegion {
  /** Parts of the values, in any case; a missing one fits all. */
  readonly manufacturer?: string;
  readonly model?: string;
  readonly modality?: string;
  /** One of the values of Image Type. */
  readonly imageType?: string;
  readonly rows: number;
  readonly columns: number;
  readonly blank: readonly PixelRectangle[];
}

/** Devices that are known for certain; realms add their own. */
export const deviceRegions: readonly DeviceRegion[] = [
  // The dose report of a LightSpeed: patient and institution in the upper lines of a 512 x 512 screen.
  {
    manufacturer: 'GE MEDICAL',
    model: 'LightSpeed',
    modality: 'CT',
    imageType: 'SCREEN SAVE',
    rows: 512,
    columns: 512,
    blank: [{ x: 0, y: 0, width: 512, height: 121 }],
  },
];

/** What is to be blanked in the image of a data set, when anything tells. */
export function pixelRegionsOf(
  dataSet: DataSet,
  devices: readonly DeviceRegion[] = deviceRegions,
): PixelRegions | undefined {
  const rows = firstNumber(dataSet, tags.Rows);
  const columns = firstNumber(dataSet, tags.Columns);
  if (rows === undefined || columns === undefined) return undefined;
  const regions = ultrasoundRegions(dataSet, { width: columns, height: rows });
  if (regions.length > 0)
    return { source: 'ultrasound-regions', blank: outside(regions, { width: columns, height: rows }) };
  const device = devices.find((one) => one.rows === rows && one.columns === columns && fits(one, dataSet));
  return device === undefined ? undefined : { source: 'device-table', blank: device.blank };
}

function fits({ manufacturer, model, modality, imageType }: DeviceRegion, dataSet: DataSet): boolean {
  const holds = (tag: number, part: string | undefined): boolean =>
    part === undefined || (firstString(dataSet, tag) ?? '').toUpperCase().includes(part.toUpperCase());
  return (
    holds(tags.Manufacturer, manufacturer) &&
    holds(tags.ManufacturerModelName, model) &&
    holds(tags.Modality, modality) &&
    (imageType === undefined || stringValues(dataSet, tags.ImageType).includes(imageType))
  );
}

type Size = { width: number; height: number };
const regionsMax = 200; // a screen has a handful

/** The regions that lie in the image, corners included (PS3.3 C.8.5.5.1.2). */
function ultrasoundRegions(dataSet: DataSet, size: Size): PixelRectangle[] {
  return sequence(dataSet, tags.SequenceOfUltrasoundRegions)
    .slice(0, regionsMax)
    .flatMap((region) => {
      const [left, top, right, bottom] = [
        firstNumber(region, tags.RegionLocationMinX0),
        firstNumber(region, tags.RegionLocationMinY0),
        firstNumber(region, tags.RegionLocationMaxX1),
        firstNumber(region, tags.RegionLocationMaxY1),
      ];
      if (left === undefined || top === undefined || right === undefined || bottom === undefined) return [];
      const x = Math.min(left, size.width);
      const y = Math.min(top, size.height);
      const width = Math.min(right + 1, size.width) - x;
      const height = Math.min(bottom + 1, size.height) - y;
      return width > 0 && height > 0 ? [{ x, y, width, height }] : [];
    });
}

/** What rectangles leave of an image, in bands from top to bottom. */
function outside(regions: readonly PixelRectangle[], { width, height }: Size): PixelRectangle[] {
  const edges = new Set([0, height]);
  for (const { y, height: rows } of regions) edges.add(y).add(y + rows);
  const tops = [...edges].sort((first, second) => first - second);
  return tops.slice(0, -1).flatMap((y, index) => {
    const bandHeight = (tops[index + 1] ?? height) - y;
    const inBand = regions
      .filter((region) => region.y <= y && region.y + region.height >= y + bandHeight)
      .sort((first, second) => first.x - second.x);
    const gaps: PixelRectangle[] = [];
    let x = 0;
    for (const region of inBand) {
      if (region.x > x) gaps.push({ x, y, width: region.x - x, height: bandHeight });
      x = Math.max(x, region.x + region.width);
    }
    if (x < width) gaps.push({ x, y, width: width - x, height: bandHeight });
    return gaps;
  });
}
