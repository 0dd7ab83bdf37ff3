// Says of a file that claims to be de-identified whether it is, whoever made it: the engine has nothing left to do to it. It is done
// once more with the pseudonyms that stand in it, and has to come out byte for byte as it went in. Knows no original.
import type { DataSet } from '../data-set/data-set.ts';
import { firstString } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { isPrivateTag, lookupTag, type Tag } from '../dictionary/attributes.ts';
import type { HeaderResult } from '../part10/header-result.ts';
import { readHeader } from '../part10/read-header.ts';
import { type CheckOptions, checkDeidentified } from './check-deidentified.ts';
import { shiftDate } from './dates.ts';
import { type CaseOptions, type Deidentifier, deidentifierWith } from './deidentify-header.ts';
import { iodFamilyOf } from './iod-requirements.ts';
import { changedAttributes } from './preview.ts';
import { createPseudonyms, isPseudonymousUid } from './pseudonyms.ts';
import { compileProfile } from './treatment.ts';

/** Stands where a UID stood that no engine like this one made: the result is another then. */
const foreignUid = '2.25.0';
/** Where the sun rises first it is tomorrow already: a date may be a day ahead of the server's. */
const daysAhead = 1;

/**
 * The engine as a judge: pseudonymous UIDs and moved dates stay, everything else is done as for an original. A result that differs
 * from the file in a byte says that the file is not de-identified as the case wants it. Where dates move, none may be nearer to today
 * than the case moves them. It cannot tell whose pseudonyms they are: a UID has the right form, or not.
 *
 * @throws RangeError for a key that has not 32 bytes, or a profile with problems
 */
export function createVerifier({ key, ...ofCase }: CaseOptions): Deidentifier {
  const { shiftDays } = createPseudonyms(key);
  const isMoved = ofCase.profile.options.includes('retainLongitudinalModifiedDates');
  const pseudonyms = {
    uid: (uid: string) => (isPseudonymousUid(uid) ? uid : foreignUid),
    shiftDays: 0,
    isDone: true,
  } as const;
  const engine = deidentifierWith(ofCase, { pseudonyms, knowsOwnWords: false });
  const latest = (today: string) =>
    (isMoved ? shiftDate(today, { days: shiftDays + daysAhead, today }) : undefined) ?? today;
  return {
    mapUid: engine.mapUid,
    deidentify: (header, options) => engine.deidentify(header, { ...options, today: latest(options.today) }),
  };
}

/** More names than anybody reads. */
const namesMax = 20;

/**
 * What stands between a file and its case: keywords of attributes, `private elements`, `preamble`, `file meta information`, or
 * `bytes beside the attributes` when the result of the verifier differs in no attribute. Never a value.
 *
 * @param head the verifier's; missing when it held the file
 */
export function remainingIdentity(
  header: HeaderResult,
  { head, ...options }: CheckOptions & { readonly head?: Uint8Array | undefined },
): string[] {
  const names = new Set<string>();
  for (const { problem, tag } of checkDeidentified(header, options)) {
    if (problem === 'preamble') names.add('preamble');
    else if (problem === 'file-meta') names.add('file meta information');
    else if (problem === 'private') names.add('private elements');
    else names.add(/^[0-9a-f]{8}$/i.test(tag) ? nameOf(Number.parseInt(tag, 16)) : tag);
  }
  if (head !== undefined)
    for (const tag of changedTags(header.dataSet, head, options)) names.add(nameOf(tag));
  if (names.size === 0) names.add('bytes beside the attributes');
  return [...names].slice(0, namesMax);
}

function changedTags(dataSet: DataSet, head: Uint8Array, { profile }: CheckOptions): Tag[] {
  const after = readHeader(head).dataSet;
  const family = iodFamilyOf(firstString(dataSet, tags.SOPClassUID) ?? '');
  const treatments = compileProfile(profile);
  return changedAttributes({ before: dataSet, after }, { treatments, family })
    .filter(({ action }) => action !== 'keep')
    .map(({ tag }) => Number.parseInt(tag, 16));
}

function nameOf(tag: Tag): string {
  if (isPrivateTag(tag)) return 'private elements';
  return lookupTag(tag)?.keyword ?? 'unknown attributes';
}
