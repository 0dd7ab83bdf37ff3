// The JSON of a match: stored attributes with what is told of a level, of its counts, and of where it is. Pure.
import { type DicomJson, formatTag, stringifyDicomJson, type Tag } from '@lumenbox/dicom';
import { type AddedMembers, assemble, fromPieces, member, parseAdded } from './answer-pieces.ts';
import { splitSet } from './describe-imaging.ts';
import type { FoundInstance, FoundSeries, FoundStudy } from './found-rows.store.ts';
import type { ImagingQuery, MatchUids } from './imaging-query.ts';

type Telling = Pick<ImagingQuery, 'include' | 'isWithParents'>;

/** A study's answer (PS3.18 Table 10.6.3-3). `url`: where the match is, in this answer and the others. */
export function studyJson(query: Telling, study: FoundStudy, url: string | undefined): string {
  const added = addedOfStudy(study, url);
  if (query.include.length === 0) return assemble(study.attributes, added);
  return tell(query, fromPieces(study.attributes), [study.further_attributes], added);
}

/** A patient's answer (PS3.4 Table C.6-1): what the newest study says of them. */
export function patientJson(query: Telling, study: FoundStudy): string {
  const added: AddedMembers = [[onlineMember], [], []];
  const ofPatient = (json: DicomJson) =>
    Object.fromEntries(Object.entries(json).filter(([tag]) => tag.startsWith('0010') || tag === '00080005'));
  const further = stringifyDicomJson(ofPatient(JSON.parse(study.further_attributes) as DicomJson));
  return tell(query, ofPatient(fromPieces(study.attributes)), [further], added);
}

/** A series' answer (PS3.18 Table 10.6.3-4). */
export function seriesJson(
  query: Telling,
  match: { study: FoundStudy; series: FoundSeries },
  url: string | undefined,
): string {
  const { study, series } = match;
  const added: AddedMembers = [
    [onlineMember],
    addressOf(url),
    [member('00201209', 'IS', [series.instance_count])],
  ];
  if (!query.isWithParents && query.include.length === 0) return assemble(series.attributes, added);
  const parents = query.isWithParents ? studyMembers(study) : {};
  const further = [series.further_attributes, study.further_attributes];
  return tell(query, { ...parents, ...fromPieces(series.attributes) }, further, added);
}

/** An instance's answer (PS3.18 Table 10.6.3-5). */
export function instanceJson(
  query: Telling,
  match: { study: FoundStudy; series: FoundSeries; instance: FoundInstance },
  url: string | undefined,
): string {
  const { study, series, instance } = match;
  const parents = query.isWithParents ? { ...studyMembers(study), ...fromPieces(series.attributes) } : {};
  const told = JSON.parse(instance.attributes ?? '{}') as DicomJson;
  const always = ['00080201', '00280008', '00280100'];
  const own: DicomJson = {
    '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
    '00080016': { vr: 'UI', Value: [instance.sop_class_uid] },
    '00080018': { vr: 'UI', Value: [instance.sop_instance_uid] },
    '0020000D': { vr: 'UI', Value: [study.study_instance_uid] },
    '0020000E': { vr: 'UI', Value: [series.series_instance_uid] },
    '00200013': integer('IS', instance.instance_number),
    ...(instance.rows === null ? {} : { '00280010': integer('US', instance.rows) }),
    ...(instance.columns === null ? {} : { '00280011': integer('US', instance.columns) }),
    '00083002': { vr: 'UI', Value: [instance.transfer_syntax_uid] },
    ...Object.fromEntries(always.flatMap((tag) => (told[tag] === undefined ? [] : [[tag, told[tag]]]))),
  };
  const added: AddedMembers = [[onlineMember], addressOf(url), []];
  const further = [instance.attributes ?? '{}', series.further_attributes, study.further_attributes];
  return tell(query, { ...parents, ...own }, further, added);
}

function integer(vr: 'IS' | 'US', value: number | null): DicomJson[string] {
  return value === null ? { vr } : { vr, Value: [value] };
}

/** A study among its parents' attributes: without where it is, because the answer says so of the match itself. */
function studyMembers(study: FoundStudy): DicomJson {
  return { ...fromPieces(study.attributes), ...parseAdded(addedOfStudy(study, undefined)) };
}

function addedOfStudy(study: FoundStudy, url: string | undefined): AddedMembers {
  return [
    [
      onlineMember,
      member('00080061', 'CS', splitSet(study.modalities)),
      member('00080062', 'UI', splitSet(study.sop_classes)),
    ],
    addressOf(url),
    [
      member('00201206', 'IS', [study.series_count ?? 0]),
      member('00201208', 'IS', [study.instance_count ?? 0]),
    ],
  ];
}

/** Everything in the archive can be had at once (PS3.3 C.4.23.1.1). */
const onlineMember = member('00080056', 'CS', ['ONLINE']);

function addressOf(url: string | undefined): string[] {
  return url === undefined ? [] : [member('00081190', 'UR', [url])];
}

/** The text of what every answer tells, with what was asked for beside it. */
function tell(
  { include }: Telling,
  told: DicomJson,
  further: readonly string[],
  added: AddedMembers,
): string {
  const wanted = include === 'all' ? undefined : new Set(include.map((tag: Tag) => formatTag(tag)));
  const more: DicomJson = {};
  if (wanted === undefined || wanted.size > 0) {
    for (const text of further) {
      for (const [tag, element] of Object.entries(JSON.parse(text) as DicomJson))
        if (wanted?.has(tag) ?? true) more[tag] ??= element;
    }
  }
  return stringifyDicomJson({ ...more, ...told, ...parseAdded(added) });
}

/** The UIDs of a match as far as its level reaches. */
export function uidsOf(study: FoundStudy, series?: FoundSeries, instance?: FoundInstance): MatchUids {
  return {
    studyId: study.id,
    studyInstanceUid: study.study_instance_uid,
    seriesInstanceUid: series?.series_instance_uid ?? '',
    sopInstanceUid: instance?.sop_instance_uid ?? '',
  };
}
