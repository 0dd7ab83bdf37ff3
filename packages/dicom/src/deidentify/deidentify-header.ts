// De-identification of instances (PS3.15 Annex E) for one case: header in, header out, with an account of what was done; or
// the reasons why a person has to look first. Pure; the pixels pass by in pixel-data-passage.ts.
import { firstString } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { lookupTag } from '../dictionary/attributes.ts';
import { lookupTransferSyntax, transferSyntaxUids } from '../dictionary/transfer-syntaxes.ts';
import type { Encoding } from '../part10/element-header.ts';
import { DicomError } from '../part10/errors.ts';
import { encodeFileMeta } from '../part10/file-meta.ts';
import type { HeaderResult } from '../part10/header-result.ts';
import { type Account, openAccount } from './account.ts';
import { type Identities, mergeIdentities, noIdentities, readIdentities } from './identities.ts';
import { createIdentityMatcher, type IdentityMatcher } from './identity-matcher.ts';
import { iodFamilyOf } from './iod-requirements.ts';
import { joined } from './joined-bytes.ts';
import { hasLettersOf, labelText, unicode } from './label.ts';
import { markElements, markTags, type PixelFacts } from './marks.ts';
import { extendedOffsetTags, hasExtendedOffsets } from './offset-tables.ts';
import type { ProfileOption } from './options.ts';
import { encodeElementHeader, encodeElements, inOrder, type OutputElement } from './output-elements.ts';
import type { PixelBox } from './pixel-boxes.ts';
import { passedLength } from './pixel-data-passage.ts';
import type { DeidentificationProfile } from './profile.ts';
import { profileProblems } from './profile-problems.ts';
import { createPseudonyms, type Pseudonyms } from './pseudonyms.ts';
import {
  isDocumentClass,
  isMediaDirectory,
  type PixelAbility,
  type PixelTreatment,
  pixelTreatmentOf,
  reviewReasonsOf,
} from './review.ts';
import type { ReviewReason } from './review-reasons.ts';
import { labelElement } from './temporal-values.ts';
import { otherCharacterSet, treatDataSet } from './treat-data-set.ts';
import { compileProfile } from './treatment.ts';
import type { Work } from './work.ts';

/** The case that instances are de-identified for. */
export interface CaseOptions {
  readonly profile: DeidentificationProfile;
  /** 32 bytes that belong to the case alone and never leave the machine: all pseudonyms come from them. */
  readonly key: Uint8Array;
  /** Becomes name and identifier of the patient; it must not identify anybody. */
  readonly label: string;
}

/** What differs from instance to instance. */
export interface InstanceOptions {
  /** YYYYMMDD: dates are not moved to behind it. */
  readonly today: string;
  /** Of other instances of the study, from `readIdentities`: their words are searched for in this one too. */
  readonly studyIdentities?: Identities;
  /** What the caller does to the pixels before they are stored. Default: nothing. */
  readonly abilities?: readonly PixelAbility[];
  /** What a person has looked at and let pass. */
  readonly accepted?: readonly ReviewReason[];
  /** What is known of the pixels as they will be stored, by whoever cleaned them or looked at them. */
  readonly pixelFacts?: PixelFacts;
  /** What the caller blanks beside the regions that the profile knows: text that it has read, a reviewer's boxes. */
  readonly pixelBoxes?: readonly PixelBox[];
}

/** A header without identity. */
export interface CleanInstance {
  readonly kind: 'clean';
  /** The file from its first byte to where the pixel data's value begins; the whole file when there is none. */
  readonly head: Uint8Array;
  /** Of the result. It is the original's but for deflated files, which come out as Explicit VR Little Endian. */
  readonly transferSyntaxUid: string;
  readonly sopInstanceUid: string;
  readonly hasPixelData: boolean;
  /** What the caller has to do with the pixels, as far as it said that it can. */
  readonly pixels: PixelTreatment;
  /** Reasons that would hold the instance, but for what the caller said that it does to the pixels: it answers for these. */
  readonly entrusted: readonly ReviewReason[];
  readonly account: Account;
}

/** An instance of which nobody can be certain: nothing of it may be shown before a person has accepted the reasons. */
export interface DoubtfulInstance {
  readonly kind: 'review';
  /** At least one. */
  readonly reasons: readonly ReviewReason[];
  /** What would be blanked, and whether text is to be read, for whoever looks. */
  readonly pixels: PixelTreatment;
  readonly account: Account;
}

/** What became of an instance. */
export type Deidentification = CleanInstance | DoubtfulInstance;

/** De-identifies the instances of one case. Remembers UIDs and words in memory while it lives, and nothing else. */
export interface Deidentifier {
  /** @throws DicomError `missing-uid` for an instance without SOP Instance UID */
  deidentify(header: HeaderResult, options: InstanceOptions): Deidentification;
  /** The UID that stands in the place of another one in this case. */
  mapUid(original: string): string;
}

/** The words of so many studies are kept ready; a case has a handful. */
const matchersMax = 16;

/**
 * Begins with a case. The same key, profile and label give the same result in any process.
 *
 * @throws RangeError for a key that has not 32 bytes, or a profile with problems
 */
export function createDeidentifier({ key, ...ofCase }: CaseOptions): Deidentifier {
  return deidentifierWith(ofCase, { pseudonyms: createPseudonyms(key), knowsOwnWords: true });
}

/** Where pseudonyms come from, and whether the words of a header are searched for in its own text. */
export interface Origins {
  readonly pseudonyms: Pseudonyms;
  readonly knowsOwnWords: boolean;
}

/** The engine over any pseudonyms: those of a case's key, or those of a file that has them already. */
export function deidentifierWith(
  { profile, label }: Omit<CaseOptions, 'key'>,
  { pseudonyms, knowsOwnWords }: Origins,
): Deidentifier {
  const [problem] = profileProblems(profile);
  if (problem !== undefined) throw new RangeError(problem.text);
  const treatments = compileProfile(profile);
  const mapUid = treatments.has('retainUids') ? (uid: string) => uid : (uid: string) => pseudonyms.uid(uid);
  const matcherOf = rememberMatchers();
  const ownWords = [
    labelText(label, 'PN'),
    labelText(label, 'LO'),
    ...profile.rules.map(({ value = '' }) => value),
  ];
  const shiftDays = treatments.has('retainLongitudinalModifiedDates') ? pseudonyms.shiftDays : 0;

  const begin = (
    header: HeaderResult,
    { options, accepted }: { options: InstanceOptions; accepted: ReadonlySet<ReviewReason> },
  ): Work => {
    const family = iodFamilyOf(firstString(header.dataSet, tags.SOPClassUID) ?? '');
    const treatmentOf = treatments.at({ family, isNested: false });
    // A cleaned title of an entity is what is left of it, and no secret.
    const isKept = (tag: number) => {
      const { action } = treatmentOf(tag);
      return action === 'K' || (action === 'C' && lookupTag(tag)?.vr === 'AE');
    };
    const isUnicode = !hasLettersOf(header.dataSet, ownWords);
    const own = knowsOwnWords ? readIdentities([header.meta, header.dataSet], { isKept }) : noIdentities;
    const work: Work = {
      treatments,
      pseudonyms,
      cleaning: { matcher: matcherOf(mergeIdentities(own, options.studyIdentities ?? noIdentities)), mapUid },
      account: openAccount(treatments),
      family,
      encoding: outputEncoding(header),
      characterSetsOf: ({ characterSets }) => (isUnicode ? unicode : characterSets),
      label,
      shift: { days: shiftDays, today: options.today, isDone: pseudonyms.isDone === true },
      isDocumentAccepted: accepted.has('encapsulated-document') && isDocumentClass(header),
      doubts: new Set(),
      treatItem: (item, extent = 'all') => treatDataSet(item, work, { isNested: true, extent }),
    };
    return work;
  };

  return {
    mapUid,
    deidentify(header, options) {
      const isDirectory = isMediaDirectory(header);
      if (!isDirectory && firstString(header.dataSet, tags.SOPInstanceUID) === undefined)
        throw new DicomError('missing-uid', { tag: tags.SOPInstanceUID });
      const accepted = new Set<ReviewReason>([...profile.accept, ...(options.accepted ?? [])]);
      const work = begin(header, { options, accepted });
      const { abilities = [], pixelBoxes: boxes = [] } = options;
      const pixels = pixelTreatmentOf(header, { profile, abilities, boxes });
      const elements = treatDataSet(header.dataSet, work, { isNested: false, extent: 'all' });
      const account = work.account.finish({
        preambleCleared: header.preamble === 'other' || header.preamble === 'tiff',
        pixelBoxes: pixels.boxes,
      });
      const ofPixels = reviewReasonsOf(header, { profile, abilities, boxes });
      const found = [...ofPixels, ...work.doubts];
      // What could not be cleaned nobody accepts: whoever wants it as it is uses a profile that cleans no pixels.
      const reasons = found.filter((reason) => reason === 'pixels-not-cleaned' || !accepted.has(reason));
      // Nobody can make an instance of a directory.
      if (isDirectory) return { kind: 'review', reasons: ['not-an-instance'], pixels, account };
      if (reasons.length > 0) return { kind: 'review', reasons, pixels, account };
      const entrusted = reviewReasonsOf(header, { profile, abilities: [], boxes }).filter(
        (one) => !ofPixels.includes(one),
      );
      return { ...assemble(header, elements, { work, profile, options, pixels }), entrusted, account };
    },
  };
}

function rememberMatchers(): (identities: Identities) => IdentityMatcher {
  const matchers = new Map<string, IdentityMatcher>();
  return (identities) => {
    const key = JSON.stringify(identities);
    const known = matchers.get(key);
    if (known !== undefined) return known;
    if (matchers.size >= matchersMax) matchers.clear();
    const made = createIdentityMatcher(identities);
    matchers.set(key, made);
    return made;
  };
}

/** The original's own encoding, so that pixels need not change; deflate is undone. */
function outputEncoding({ dataSet: { explicit, bigEndian } }: HeaderResult): Encoding {
  return { explicit, bigEndian };
}

/** The original's own transfer syntax, but for deflate. */
function outputSyntaxUid({ transferSyntaxUid }: HeaderResult): string {
  const isDeflated = lookupTransferSyntax(transferSyntaxUid)?.deflated === true;
  return isDeflated ? transferSyntaxUids.explicitLittleEndian : transferSyntaxUid;
}

type Assembling = {
  work: Work;
  profile: DeidentificationProfile;
  options: InstanceOptions;
  pixels: PixelTreatment;
};

function assemble(
  header: HeaderResult,
  treated: readonly OutputElement[],
  { work, profile, options, pixels }: Assembling,
): Omit<CleanInstance, 'account' | 'entrusted'> {
  const { abilities = [] } = options;
  const pixelFacts: PixelFacts = {
    ...(pixels.isTrusted ? { burnedInAnnotation: 'NO', isCleaned: true } : {}),
    ...options.pixelFacts,
  };
  const { dataSet, pixelData } = header;
  const { encoding } = work;
  const marks = markElements(profile, work, {
    doneOptions: doneOptions(profile, { abilities, pixelFacts }),
    pixelFacts,
  });
  const made = [
    ...otherCharacterSet(dataSet, work),
    labelElement(tags.PatientName, dataSet, work),
    labelElement(tags.PatientID, dataSet, work),
    ...marks,
  ];
  const replaced = new Set(made.map(({ tag }) => tag));
  const dropped = new Set(hasExtendedOffsets(dataSet) ? [] : extendedOffsetTags);
  const elements = inOrder([
    ...treated.filter(({ tag }) => !replaced.has(tag) && !markTags.has(tag) && !dropped.has(tag)),
    ...made,
  ]);
  const transferSyntaxUid = outputSyntaxUid(header);
  const sopInstanceUid = work.treatments.has('retainUids')
    ? (firstString(dataSet, tags.SOPInstanceUID) ?? '')
    : work.pseudonyms.uid(firstString(dataSet, tags.SOPInstanceUID) ?? '');
  const meta = encodeFileMeta({
    sopClassUid: firstString(dataSet, tags.SOPClassUID) ?? '',
    sopInstanceUid,
    transferSyntaxUid,
  });
  const body = encodeElements(elements, encoding);
  const pixelHead =
    pixelData === undefined
      ? new Uint8Array(0)
      : encodeElementHeader({ ...pixelData, length: passedLength(pixelData) }, encoding);
  return {
    kind: 'clean',
    head: joined([meta, body, pixelHead]),
    transferSyntaxUid,
    sopInstanceUid,
    hasPixelData: pixelData !== undefined,
    pixels,
  };
}

/** Options that are about pixels count only when somebody has done them, and answers for it. */
function doneOptions(
  { options }: DeidentificationProfile,
  { abilities, pixelFacts }: { abilities: readonly PixelAbility[]; pixelFacts: PixelFacts },
): ReadonlySet<ProfileOption> {
  const done = new Set(options);
  if (pixelFacts.isCleaned === true) done.add('cleanPixelData');
  else done.delete('cleanPixelData');
  if (!abilities.includes('clean-recognizable-visual-features'))
    done.delete('cleanRecognizableVisualFeatures');
  return done;
}
