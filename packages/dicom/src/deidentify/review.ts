// Tells from a header why a person has to look at an instance: what its SOP class, its type of image and its flags say
// about its pixels and documents. Never looks at pixels itself.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, stringValues } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { isStorageSopClass, mediaStorageDirectoryUid } from '../dictionary/sop-classes.ts';
import { lookupTransferSyntax } from '../dictionary/transfer-syntaxes.ts';
import type { HeaderResult } from '../part10/header-result.ts';
import { nativeLayout } from './blank-pixels.ts';
import type { PixelBox } from './pixel-boxes.ts';
import { regionBoxesOf } from './pixel-regions.ts';
import type { DeidentificationProfile } from './profile.ts';
import type { ReviewReason } from './review-reasons.ts';

/** What the caller does to pixels beside what happens here. */
export const pixelAbilities = [
  /** Blanks boxes, in compressed frames too. */
  'clean-pixel-data',
  /** Reads text in pixels, before it writes them. */
  'recognize-text',
  'clean-recognizable-visual-features',
] as const;

/** One of them. */
export type PixelAbility = (typeof pixelAbilities)[number];

/** What to judge with. */
export interface ReviewOptions {
  readonly profile: DeidentificationProfile;
  readonly abilities: readonly PixelAbility[];
  /** Boxes that the caller blanks in any case: of text that it has read, of a reviewer. */
  readonly boxes?: readonly PixelBox[];
}

/** What is to be done about text in an instance's pixels. */
export interface PixelTreatment {
  /** What the caller blanks before anything is stored. */
  readonly boxes: readonly PixelBox[];
  /** The profile takes the regions' word that no text is left behind them. */
  readonly isTrusted: boolean;
  /** Text that the caller reads goes to a person, or is blanked like the boxes and read for again. */
  readonly recognition: 'off' | 'review' | 'blank';
}

const storage = '1.2.840.10008.5.1.4.1.1.';
const isBranch = (sopClass: string, ...branches: readonly string[]): boolean =>
  branches.some((branch) => sopClass === storage + branch || sopClass.startsWith(`${storage}${branch}.`));

/** Retired ultrasound and nuclear medicine; segmentations that came after the edition of our list. */
const branchesOfOtherEditions = ['3', '5', '6', '66.7', '66.8'];

/** Whether the file is a DICOMDIR (PS3.3 F). */
export function isMediaDirectory(header: HeaderResult): boolean {
  return (
    sopClassOf(header) === mediaStorageDirectoryUid ||
    header.dataSet.elements.has(tags.DirectoryRecordSequence)
  );
}

/** All reasons that the header gives. */
export function reviewReasonsOf(header: HeaderResult, options: ReviewOptions): ReviewReason[] {
  const { dataSet } = header;
  const sopClass = sopClassOf(header);
  if (isMediaDirectory(header)) return ['not-an-instance'];
  const reasons: ReviewReason[] = [];
  if (!isStorageSopClass(sopClass) && !isBranch(sopClass, ...branchesOfOtherEditions))
    reasons.push('unknown-sop-class');
  const syntax = lookupTransferSyntax(header.transferSyntaxUid);
  if (syntax === undefined) reasons.push('unknown-transfer-syntax');
  if (isDocumentClass(header)) reasons.push('encapsulated-document');
  if (isBranch(sopClass, '9.4')) reasons.push('audio');
  if (isExternal(dataSet, header.transferSyntaxUid)) reasons.push('external-pixel-data');
  if (header.pixelData !== undefined) reasons.push(...pixelReasons(header, { sopClass, options }));
  return reasons;
}

function sopClassOf({ dataSet, meta }: HeaderResult): string {
  return firstString(dataSet, tags.SOPClassUID) ?? firstString(meta, tags.MediaStorageSOPClassUID) ?? '';
}

/** Whether the instance is a document in a DICOM envelope (PS3.3 A.45). */
export function isDocumentClass(header: HeaderResult): boolean {
  return isBranch(sopClassOf(header), '104');
}

function isExternal({ elements }: DataSet, transferSyntaxUid: string): boolean {
  return (
    elements.has(tags.PixelDataProviderURL) ||
    /^1\.2\.840\.10008\.1\.2\.4\.(?:94|95|204|205)$/.test(transferSyntaxUid)
  );
}

type Judging = { sopClass: string; options: ReviewOptions };

function pixelReasons(header: HeaderResult, { sopClass, options }: Judging): ReviewReason[] {
  const { dataSet } = header;
  const syntax = lookupTransferSyntax(header.transferSyntaxUid);
  const reasons: ReviewReason[] = [];
  if (isVideo(header, sopClass)) reasons.push('video');
  const { boxes, isTrusted, recognition } = pixelTreatmentOf(header, options);
  const isAnsweredFor = isTrusted || recognition === 'blank';
  const text = textReasons(dataSet, sopClass);
  // A screen shot can hold text anywhere, in handwriting too: no program answers for it.
  reasons.push(...text.filter((reason) => reason === 'secondary-capture' || !isAnsweredFor));
  if (boxes.length > 0 && header.pixelData?.length !== undefined && nativeLayout(header) === undefined)
    reasons.push('pixels-not-cleaned');
  if (hasEmbeddedOverlay(header) && syntax?.encapsulated === true) reasons.push('embedded-overlay');
  if (isRecognizable(dataSet, { sopClass, options })) reasons.push('recognizable-features');
  return reasons;
}

function isVideo({ transferSyntaxUid }: HeaderResult, sopClass: string): boolean {
  return (
    lookupTransferSyntax(transferSyntaxUid)?.video === true ||
    isBranch(sopClass, '77.1.1.1', '77.1.2.1', '77.1.4.1')
  );
}

/** Why there may be text in the pixels. */
function textReasons(dataSet: DataSet, sopClass: string): ReviewReason[] {
  const reasons: ReviewReason[] = [];
  if (firstString(dataSet, tags.BurnedInAnnotation) === 'YES') reasons.push('burned-in-annotation');
  if (isScreenShot(dataSet, sopClass)) reasons.push('secondary-capture');
  else if (hasUsualText(dataSet, sopClass)) reasons.push('burned-in-risk');
  return reasons;
}

/** What the profile wants done about text in the pixels, as far as the caller can. */
export function pixelTreatmentOf(
  header: HeaderResult,
  { profile, abilities, boxes: others = [] }: ReviewOptions,
): PixelTreatment {
  const sopClass = sopClassOf(header);
  const { dataSet, pixelData } = header;
  if (pixelData === undefined || isVideo(header, sopClass))
    return { boxes: [], isTrusted: false, recognition: 'off' };
  const isCleaning = abilities.includes('clean-pixel-data') && profile.options.includes('cleanPixelData');
  const regions = isCleaning ? regionBoxesOf(dataSet, profile.deviceRegions) : [];
  const isTrusted = regions.length > 0 && profile.trustRegions === true;
  const wanted = abilities.includes('recognize-text') ? (profile.recognizeText ?? 'off') : 'off';
  const isLooking = wanted !== 'off' && !isTrusted && isLookedAt(dataSet, sopClass);
  return {
    boxes: [...regions, ...others],
    isTrusted,
    // Who cannot blank can still show a person what to look at.
    recognition: !isLooking ? 'off' : isCleaning ? wanted : 'review',
  };
}

/** Cross-sections have no text unless something says so: reading thousands of them would take hours. */
function isLookedAt(dataSet: DataSet, sopClass: string): boolean {
  return (
    textReasons(dataSet, sopClass).length > 0 || !isBranch(sopClass, '2', '4', '20', '128', '130', '481')
  );
}

/** Secondary captures, and screens that a modality stored as images of its own kind. */
function isScreenShot(dataSet: DataSet, sopClass: string): boolean {
  if (isBranch(sopClass, '7')) return true;
  const types = stringValues(dataSet, tags.ImageType).slice(2);
  if (types.some((type) => /SCREEN|CAPTURE|REPORT|DOSE_INFO|SCAN(?:NED)? DOC/.test(type))) return true;
  const isColour = (firstNumber(dataSet, tags.SamplesPerPixel) ?? 1) > 1;
  return isColour && isBranch(sopClass, '1', '2', '4', '12', '20', '128') && !isBranch(sopClass, '4.3');
}

/** Kinds of images into which the device writes the patient's name. Their flag is not believed: it is often wrong. */
function hasUsualText(dataSet: DataSet, sopClass: string): boolean {
  if (isBranch(sopClass, '77.1.1', '77.1.2', '77.1.4', '77.1.7') || isUltrasound(sopClass)) return true;
  const types = stringValues(dataSet, tags.ImageType);
  return isBranch(sopClass, '77.1.6') && (types.includes('LABEL') || types.includes('OVERVIEW'));
}

/** All but volumes, which have no screen around them. */
function isUltrasound(sopClass: string): boolean {
  return isBranch(sopClass, '3', '6') && !isBranch(sopClass, '6.2');
}

/** An overlay without data of its own lies in the unused bits of the pixels (PS3.3 C.9.2 as of 2004). */
export function hasEmbeddedOverlay({ dataSet }: Pick<HeaderResult, 'dataSet'>): boolean {
  for (let group = 0x6000; group <= 0x601e; group += 2) {
    const position = firstNumber(dataSet, group * 0x10000 + 0x0102);
    if (position !== undefined && position > 0 && !dataSet.elements.has(group * 0x10000 + 0x3000))
      return true;
  }
  return false;
}

/** Photographs of people; and heads in volumes, when the profile wants faces gone and nobody can do that. */
function isRecognizable(dataSet: DataSet, { sopClass, options }: Judging): boolean {
  const { abilities, profile } = options;
  if (abilities.includes('clean-recognizable-visual-features')) return false;
  if (firstString(dataSet, tags.RecognizableVisualFeatures) === 'YES') return true;
  if (isBranch(sopClass, '77.1.4')) return true;
  if (!profile.options.includes('cleanRecognizableVisualFeatures')) return false;
  const part = firstString(dataSet, tags.BodyPartExamined) ?? '';
  const isElsewhere = part !== '' && !/HEAD|NECK|BRAIN|FACE|SKULL|WHOLE/.test(part.toUpperCase());
  return isBranch(sopClass, '2', '4', '128', '130') && !isElsewhere;
}
