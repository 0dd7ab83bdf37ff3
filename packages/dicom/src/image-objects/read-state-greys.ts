// What a presentation state says of greys: how stored values become values of the modality, those what is to be seen, and those greys (PS3.4 N.2).
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, sequence } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { type LookupTable, readLookupTable } from '../frames/lookup-tables.ts';
import { type FrameReference, readReferences } from './referenced-frames.ts';

/**
 * From stored values to those of the modality (PS3.3 C.11.1): a table, or slope and intercept. A state that says nothing means the
 * stored values themselves, whatever the image says.
 */
export interface StateModality {
  readonly slope: number;
  readonly intercept: number;
  readonly table: LookupTable | undefined;
}
/** How a window maps values (PS3.3 C.11.2.1.2 and C.11.2.1.3). */
export type StateWindowFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';
/** A window for some images (PS3.3 C.11.8). */
export interface StateWindow {
  readonly images: readonly FrameReference[];
  readonly center: number;
  readonly width: number;
  readonly voiFunction: StateWindowFunction;
}
/** A table in the place of a window (PS3.3 C.11.8). */
export interface StateVoiTable {
  readonly images: readonly FrameReference[];
  readonly table: LookupTable;
}
/** The greys of a state. Without a window or table for an image, all values that the modality may have are seen. */
export interface StateGreys {
  readonly modality: StateModality;
  readonly windows: readonly StateWindow[];
  readonly voiTables: readonly StateVoiTable[];
  /** Of what the window or table gives (PS3.3 C.11.6). */
  readonly presentationTable: LookupTable | undefined;
  readonly isInverse: boolean;
}

/** Whether a table of the modality, of the values of interest or of the presentation is there and cannot be read. */
export type BrokenTables = Readonly<Record<'modalityLut' | 'voiLut' | 'presentationLut', boolean>>;

/** More images are in no study. */
const itemsMax = 2000;

/** What a state says, and which of its tables are broken. Throws nothing. */
export function readStateGreys(dataSet: DataSet): { greys: StateGreys; broken: BrokenTables } {
  const vois = sequence(dataSet, tags.SoftcopyVOILUTSequence).slice(0, itemsMax);
  const modality = tableIn(dataSet, tags.ModalityLUTSequence);
  const presentation = tableIn(dataSet, tags.PresentationLUTSequence);
  // Of a window and a table for the same images either may be shown (PS3.3 C.11.2.1): the window, as of images.
  const voiTables = vois.filter((item) => windowOf(item).length === 0).map((item) => voiTableOf(item));
  return {
    greys: {
      modality: {
        slope: firstNumber(dataSet, tags.RescaleSlope) || 1,
        intercept: firstNumber(dataSet, tags.RescaleIntercept) ?? 0,
        table: modality.table,
      },
      windows: vois.flatMap(windowOf),
      voiTables: voiTables.flatMap(({ images, table }) => (table === undefined ? [] : [{ images, table }])),
      presentationTable: presentation.table,
      isInverse: firstString(dataSet, tags.PresentationLUTShape) === 'INVERSE',
    },
    broken: {
      modalityLut: modality.isBroken,
      voiLut: voiTables.some(({ isBroken }) => isBroken),
      presentationLut: presentation.isBroken,
    },
  };
}

const windowFunctions = ['LINEAR', 'LINEAR_EXACT', 'SIGMOID'] as const;

function windowOf(item: DataSet): StateWindow[] {
  const center = firstNumber(item, tags.WindowCenter);
  const width = firstNumber(item, tags.WindowWidth);
  if (center === undefined || width === undefined || !(width > 0)) return [];
  const stated = firstString(item, tags.VOILUTFunction);
  const voiFunction = windowFunctions.find((one) => one === stated) ?? 'LINEAR';
  return [{ images: imagesOf(item), center, width, voiFunction }];
}

function voiTableOf(item: DataSet) {
  return { images: imagesOf(item), ...tableIn(item, tags.VOILUTSequence) };
}

function imagesOf(item: DataSet): FrameReference[] {
  return readReferences(sequence(item, tags.ReferencedImageSequence));
}

/** The table of a sequence's one item. Whether its first value is signed, where that is not written, only the image knows. */
function tableIn(dataSet: DataSet, tag: number): { table: LookupTable | undefined; isBroken: boolean } {
  const [item] = sequence(dataSet, tag);
  if (item === undefined) return { table: undefined, isBroken: false };
  const isSigned = item.elements.get(tags.LUTDescriptor)?.vr === 'SS';
  try {
    const table = readLookupTable(item, { descriptor: tags.LUTDescriptor, data: tags.LUTData }, { isSigned });
    return { table, isBroken: table === undefined };
  } catch {
    return { table: undefined, isBroken: true };
  }
}
