// Where in an image text usually stands: outside of an ultrasound's regions (PS3.3 C.8.5.5), and at known places of known
// devices. Boxes alone; whoever has the pixels blanks them.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, sequence, stringValues } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { type DeviceRegion, deviceRegions } from './device-regions.ts';
import { clipped, type PixelBox, type PixelRectangle } from './pixel-boxes.ts';

/**
 * What is to be blanked in every frame of an image, as far as its header tells: what lies outside of an ultrasound's regions, else the
 * places of a device of the table; and those of own devices, in any case.
 */
export function regionBoxesOf(dataSet: DataSet, own: readonly DeviceRegion[] = []): PixelBox[] {
  const rows = firstNumber(dataSet, tags.Rows);
  const columns = firstNumber(dataSet, tags.Columns);
  if (rows === undefined || columns === undefined) return [];
  const size = { width: columns, height: rows };
  const fitting = (devices: readonly DeviceRegion[]) => devices.filter((one) => fits(one, dataSet, size));
  // The table goes from the particular to the general; of a realm's own devices each adds its places.
  const known = fitting(deviceRegions)[0]?.blank ?? [];
  const boxes = (source: PixelBox['source'], rectangles: readonly PixelRectangle[]): PixelBox[] =>
    rectangles
      .flatMap((one) => clipped(one, { rows, columns }) ?? [])
      .map((one) => ({ frame: 'all', ...one, source }));
  const regions = ultrasoundRegions(dataSet, size);
  return [
    ...(regions.length > 0
      ? boxes('ultrasound-regions', outside(regions, size))
      : boxes('device-region', known)),
    ...boxes(
      'device-region',
      fitting(own).flatMap(({ blank }) => blank),
    ),
  ];
}

function fits(device: DeviceRegion, dataSet: DataSet, size: Size): boolean {
  const { manufacturer, model, modality, imageType, rows, columns } = device;
  const holds = (tag: number, part: string | undefined): boolean =>
    part === undefined || (firstString(dataSet, tag) ?? '').toUpperCase().includes(part.toUpperCase());
  return (
    (rows ?? size.height) === size.height &&
    (columns ?? size.width) === size.width &&
    holds(tags.Manufacturer, manufacturer) &&
    holds(tags.ManufacturerModelName, model) &&
    holds(tags.Modality, modality) &&
    (imageType === undefined || stringValues(dataSet, tags.ImageType).includes(imageType))
  );
}

type Size = { readonly width: number; readonly height: number };
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
      const corner = { x: left, y: top, width: right + 1 - left, height: bottom + 1 - top };
      return clipped(corner, { rows: size.height, columns: size.width }) ?? [];
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
