// The JSON of a match: stored attributes with what is told of a level, of its counts, and of where it is. Pure.
import { type DicomJson, formatTag, stringifyDicomJson, type Tag, tags } from '@lumenbox/dicom';
import { type AddedMembers, assemble, fromPieces, member, parseAdded } from './answer-pieces.ts';
import { splitSet } from './describe-imaging.ts';
import type { FoundInstance, FoundSeries, FoundStudy } from './found-rows.store.ts';
import type { ImagingQuery, MatchUids } from './imaging-query.ts';
import { isOfLevel, type SearchLevel, searchableAttributes, searchLevels } from './searchable-attributes.ts';
import { type ToldAttributes, toldOfInstance, toldOfSeries, toldOfStudy } from './told-attributes.ts';

type Telling = Pick<ImagingQuery, 'include' | 'withParents'>;

const toldOf: Readonly<Record<SearchLevel, ToldAttributes>> = {
  patient: toldOfStudy,
  study: toldOfStudy,
  series: toldOfSeries,
  instance: toldOfInstance,
};

/** What answers count. */
const counts: Readonly<Partial<Record<SearchLevel, ReadonlySet<Tag>>>> = {
  study: new Set([tags.NumberOfStudyRelatedSeries, tags.NumberOfStudyRelatedInstances]),
  series: new Set([tags.NumberOfSeriesRelatedInstances]),
};

/** Whether answers of a level can tell an attribute: one of the level or of those above it. */
export function canTell(tag: Tag, level: SearchLevel): boolean {
  if (searchableAttributes.some((one) => one.path[0] === tag && isOfLevel(one, level))) return true;
  const isOfFiles = (one: SearchLevel) => {
    const { always, whenKnown, further } = toldOf[one];
    return always.has(tag) || whenKnown.has(tag) || further.has(tag);
  };
  if (level === 'patient') return isOfPatient(tag) && isOfFiles(level);
  const levels = searchLevels.slice(0, searchLevels.indexOf(level) + 1);
  return levels.some((one) => isOfFiles(one) || counts[one]?.has(tag) === true);
}

const isOfPatient = (tag: Tag) => tag >>> 16 === 0x0010;

/**
 * What a query asks for beyond what its answers tell anyway. Mostly that is nothing: keys are asked for too, and of studies
 * all are told. Then texts are put together unparsed.
 */
export function fieldsBeyond({
  level,
  withParents,
  include,
}: Telling & Pick<ImagingQuery, 'level'>): ImagingQuery['include'] {
  if (include === 'all') return include;
  // Above a study there is nothing else to tell.
  if (toldOf[level] === toldOfStudy) return include.filter((tag) => toldOfStudy.further.has(tag));
  const told = [level, ...withParents].map((one) => toldOf[one]);
  return include.filter(
    (tag) => !told.some(({ always, whenKnown }) => always.has(tag) || whenKnown.has(tag)),
  );
}

/** A study's answer (PS3.18 Table 10.6.3-3). `url`: where the match is, in this answer and the others. */
export function studyJson(query: Telling, study: FoundStudy, url: string | undefined): string {
  const added = addedOfStudy(study, url);
  if (query.include.length === 0) return assemble(study.attributes, added);
  return tell(query, fromPieces(study.attributes), () => [parse(study.further_attributes)], added);
}

/** A patient's answer (PS3.4 Table C.6-1): what the newest study says of them. */
export function patientJson(query: Telling, study: FoundStudy): string {
  const added: AddedMembers = [[onlineMember], [], []];
  const ofPatient = (json: DicomJson) =>
    Object.fromEntries(Object.entries(json).filter(([tag]) => tag.startsWith('0010') || tag === '00080005'));
  const further = () => [ofPatient(parse(study.further_attributes))];
  return tell(query, ofPatient(fromPieces(study.attributes)), further, added);
}

/** A series' answer (PS3.18 Table 10.6.3-4). */
export function seriesJson(
  query: Telling,
  match: { study: FoundStudy; series: FoundSeries },
  url: string | undefined,
): string {
  const { study, series } = match;
  const counts = addedOfSeries(series);
  const added: AddedMembers = [[onlineMember], addressOf(url), counts];
  if (query.withParents.length === 0 && query.include.length === 0) return assemble(series.attributes, added);
  const told = { ...membersAbove(query, { study }), ...fromPieces(series.attributes) };
  const further = () => [parse(series.further_attributes), ...furtherOfStudy(study)];
  return tell(query, told, further, added);
}

/** What instances of a series share: their parents, and what answers tell of these. */
export interface InstanceParents {
  readonly study: FoundStudy;
  readonly series: FoundSeries;
  readonly told: DicomJson;
  readonly further: readonly DicomJson[];
}

/** Reads what the answers of a series' instances tell of the levels above, once for them all. */
export function parentsOfInstances(
  query: Telling,
  { study, series }: { study: FoundStudy; series: FoundSeries },
): InstanceParents {
  const told = membersAbove(query, { study, series });
  if (query.include.length === 0) return { study, series, told, further: [] };
  const further = [seriesMembers(series), parse(series.further_attributes), ...furtherOfStudy(study)];
  return { study, series, told, further };
}

/** An instance's answer (PS3.18 Table 10.6.3-5). */
export function instanceJson(
  query: Telling,
  { parents, instance }: { parents: InstanceParents; instance: FoundInstance },
  url: string | undefined,
): string {
  const { study, series } = parents;
  const said = parse(instance.attributes ?? '{}');
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
    ...Object.fromEntries(always.flatMap((tag) => (said[tag] === undefined ? [] : [[tag, said[tag]]]))),
  };
  const added: AddedMembers = [[onlineMember], addressOf(url), []];
  return tell(query, { ...parents.told, ...own }, () => [said, ...parents.further], added);
}

function integer(vr: 'IS' | 'US', value: number | null): DicomJson[string] {
  return value === null ? { vr } : { vr, Value: [value] };
}

/** What an answer tells of the levels above without being asked. */
function membersAbove(
  { withParents }: Telling,
  { study, series }: { study: FoundStudy; series?: FoundSeries },
): DicomJson {
  return {
    ...(withParents.includes('study') ? studyMembers(study) : {}),
    ...(series !== undefined && withParents.includes('series') ? seriesMembers(series) : {}),
  };
}

/** What the answers of a level below may tell of a study when they are asked. */
function furtherOfStudy(study: FoundStudy): DicomJson[] {
  return [studyMembers(study), parse(study.further_attributes)];
}

/** A series above an instance, without where it is. */
function seriesMembers(series: FoundSeries): DicomJson {
  return { ...fromPieces(series.attributes), ...parseAdded([[], [], addedOfSeries(series)]) };
}

function addedOfSeries(series: FoundSeries): string[] {
  return [member('00201209', 'IS', [series.instance_count])];
}

/** A study above a match: without where it is, because the answer says so of the match itself. */
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

/** The text of what every answer tells, with what was asked for beside it: of the nearest level that knows it. */
function tell(
  { include }: Telling,
  told: DicomJson,
  further: () => readonly DicomJson[],
  added: AddedMembers,
): string {
  const more: DicomJson = {};
  if (include.length > 0) {
    const wanted = include === 'all' ? undefined : new Set(include.map((tag: Tag) => formatTag(tag)));
    for (const [tag, element] of further().flatMap((known) => Object.entries(known)))
      if (wanted?.has(tag) ?? true) more[tag] ??= element;
  }
  return stringifyDicomJson({ ...more, ...told, ...parseAdded(added) });
}

function parse(text: string): DicomJson {
  return JSON.parse(text) as DicomJson;
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
