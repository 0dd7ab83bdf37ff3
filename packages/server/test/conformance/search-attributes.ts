// The attributes of queries, level by level: how each is matched, found by trying, and when answers tell it.
import { lookupTag, type Tag, tagOf, tags } from '@lumenbox/dicom';
import {
  instanceJson,
  parentsOfInstances,
  seriesJson,
  studyJson,
} from '../../src/features/imaging-search/answer-json.ts';
import { readCondition } from '../../src/features/imaging-search/search-condition.ts';
import {
  type ColumnForm,
  isOfLevel,
  type SearchableAttribute,
  type SearchLevel,
  searchableAttributes,
  searchLevels,
} from '../../src/features/imaging-search/searchable-attributes.ts';
import {
  type ToldAttributes,
  toldOfInstance,
  toldOfSeries,
  toldOfStudy,
} from '../../src/features/imaging-search/told-attributes.ts';
import { codes, keywordOf, table, tagText } from './markdown.ts';

const levelTitles: Readonly<Record<SearchLevel, string>> = {
  patient: 'PATIENT',
  study: 'STUDY',
  series: 'SERIES',
  instance: 'IMAGE',
};

/** Two keys that an attribute of a form can have. */
const sampleKeys: Readonly<Record<ColumnForm, readonly [string, string]>> = {
  uid: ['1.2.3', '1.2.4'],
  text: ['ALPHA', 'BETA'],
  framed: ['ALPHA', 'BETA'],
  name: ['ALPHA', 'BETA'],
  set: ['CT', 'MR'],
  day: ['20200131', '20200201'],
  time: ['1015', '1115'],
  integer: ['1', '2'],
};

/** The kind of matching that a key gets; `undefined` when it is refused. */
function kindOf(attribute: SearchableAttribute, key: string, isFuzzy = false): string | undefined {
  try {
    return readCondition(attribute.path, key, { level: 'instance', isFuzzy })?.matching.kind;
  } catch {
    return undefined;
  }
}

/** The kinds of matching of PS3.4 C.2.2.2 that an attribute has. */
function matchingsOf(attribute: SearchableAttribute): string {
  const [first, second] = sampleKeys[attribute.form];
  const isList = kindOf(attribute, `${first}\\${second}`) === 'values';
  const kinds = [
    attribute.path.length > 1 ? 'sequence' : '',
    'single value',
    isList ? (attribute.form === 'uid' ? 'list of UIDs' : 'multiple values') : '',
    kindOf(attribute, `${first}*`) === 'patterns' ? 'wild card' : '',
    kindOf(attribute, `${first}-${second}`) === 'range' ? 'range' : '',
    kindOf(attribute, first, true) === 'words' ? 'fuzzy (QIDO-RS)' : '',
  ];
  return kinds.filter((kind) => kind !== '').join(', ');
}

/** What an answer holds beside the attributes of files, seen in the answer for an empty one. */
function addedTags(level: SearchLevel): ReadonlySet<Tag> {
  const telling = { include: [], withParents: [] } as const;
  const url = 'x';
  const empty = { attributes: '', further_attributes: '{}', id: '1' };
  const study = {
    ...empty,
    number: 1,
    study_instance_uid: '1',
    patient_id: '',
    issuer_of_patient_id: '',
    person_id: '1',
    modalities: '\\CT\\',
    sop_classes: '\\1\\',
    series_count: 1,
    instance_count: 1,
  };
  const series = { ...empty, study_id: '1', series_instance_uid: '1', instance_count: 1 };
  const instance = {
    id: '1',
    series_id: '1',
    sop_instance_uid: '1',
    sop_class_uid: '1',
    transfer_syntax_uid: '1',
    instance_number: 1,
    rows: 1,
    columns: 1,
    attributes: null,
  };
  const parents = parentsOfInstances(telling, { study, series });
  const answers: Readonly<Record<SearchLevel, string>> = {
    patient: '{}',
    study: studyJson(telling, study, url),
    series: seriesJson(telling, { study, series }, url),
    instance: instanceJson(telling, { parents, instance }, url),
  };
  const found = Object.keys(JSON.parse(answers[level]) as object).map((tag) => Number.parseInt(tag, 16));
  return new Set(found);
}

const isOfPatient = (tag: Tag) => tag >>> 16 === 0x0010;

/** The attributes of a level that answers tell. */
function toldOf(level: SearchLevel): ToldAttributes {
  if (level === 'series') return toldOfSeries;
  if (level === 'instance') return toldOfInstance;
  const only = (set: ReadonlySet<Tag>) =>
    new Set([...set].filter((tag) => isOfPatient(tag) === (level === 'patient')));
  const { always, whenKnown, further } = toldOfStudy;
  return { always: only(always), whenKnown: only(whenKnown), further: only(further) };
}

/** When QIDO-RS tells an attribute. */
function tellingOf(tag: Tag, level: SearchLevel): string {
  const { always, whenKnown, further } = toldOf(level);
  if (always.has(tag) || addedTags(level).has(tag)) return 'always';
  if (whenKnown.has(tag)) return 'when known';
  if (!further.has(tag)) return 'no';
  const isKey = searchableAttributes.some(({ path, level: one }) => path[0] === tag && one === level);
  return isKey ? 'as a key or with `includefield`' : 'with `includefield`';
}

/** The tags of a level, in their order. */
function tagsOf(level: SearchLevel): readonly Tag[] {
  const { always, whenKnown } = toldOf(level);
  const searched = searchableAttributes
    .filter((attribute) => attribute.level === level)
    .map(({ path }) => path[0] as Tag);
  return [...new Set([...searched, ...always, ...whenKnown, ...addedTags(level)])].sort((a, b) => a - b);
}

function rowsOf(tag: Tag, level: SearchLevel): string[][] {
  const entries = searchableAttributes.filter(
    (attribute) => isOfLevel(attribute, level) && attribute.path[0] === tag,
  );
  const telling = tellingOf(tag, level);
  const vr = lookupTag(tag)?.vr ?? '';
  if (entries.length === 0) return [[keywordOf(tag), tagText(tag), vr, '', telling]];
  return entries.map((attribute) => {
    const last = attribute.path.at(-1) as Tag;
    return [
      attribute.path.map(keywordOf).join(' > '),
      attribute.path.map(tagText).join(' > '),
      lookupTag(last)?.vr ?? '',
      matchingsOf(attribute),
      telling,
    ];
  });
}

function sectionOf(level: SearchLevel): string {
  const { further } = toldOf(level);
  const shown = new Set(tagsOf(level));
  const others = [...further].filter((tag) => !shown.has(tag)).map(keywordOf);
  return [
    `### Level ${levelTitles[level]}`,
    table(
      ['Attribute', 'Tag', 'VR', 'Matching', 'In QIDO-RS answers'],
      tagsOf(level).flatMap((tag) => rowsOf(tag, level)),
    ),
    ...(others.length === 0 ? [] : [`Told when it is asked for, and not matched: ${codes(others)}.`]),
  ].join('\n\n');
}

/** All levels, one table each. */
export function searchAttributes(): string {
  return searchLevels.map(sectionOf).join('\n\n');
}

/** Whether the identifier of a retrieval has a unique key at a level, by its name. */
export const uniqueKeys: Readonly<Record<SearchLevel, string>> = {
  patient: keywordOf(tags.PatientID),
  study: keywordOf(tags.StudyInstanceUID),
  series: keywordOf(tags.SeriesInstanceUID),
  instance: keywordOf(tagOf('SOPInstanceUID') as Tag),
};

/** The levels by their names in identifiers. */
export { levelTitles };
