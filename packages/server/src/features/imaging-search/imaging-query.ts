// What a query of imaging is, and what it answers. Types alone.
import type { Tag } from '@lumenbox/dicom';
import type { SearchCondition } from './search-condition.ts';
import type { SearchLevel } from './searchable-attributes.ts';
import type { StudyKey } from './walk-studies.store.ts';

/** A level that answers of the ones below may tell of. */
export type ParentLevel = Extract<SearchLevel, 'study' | 'series'>;

/** A query of imaging (PS3.18 10.6, PS3.4 C.4.1). */
export interface ImagingQuery {
  readonly level: SearchLevel;
  /** All of them must hold. Parents are conditions on their UIDs like others. */
  readonly conditions: readonly SearchCondition[];
  /** Beside what every answer tells: all that is known, or these. Sequences whole, by their outermost tag. */
  readonly include: 'all' | readonly Tag[];
  /** The levels above of which answers of series and instances tell all that those of these levels do. */
  readonly withParents: readonly ParentLevel[];
  readonly limit: number;
  readonly offset: number;
  /** Continues behind a page of studies or patients that said where it ended; the offset counts from there. */
  readonly after?: StudyKey | undefined;
  /** The address of all studies of DICOMweb, below which each match says where it is (0008,1190). */
  readonly studiesUrl?: string | undefined;
}

/** What names a match in DICOM, and the id of its study here: persons may have studies of one UID. Empty below its level. */
export interface MatchUids {
  readonly studyId: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
}

/** A match: its UIDs, and its attributes as the text of a DICOM JSON object (PS3.18 F). */
export interface ImagingMatch extends MatchUids {
  readonly json: string;
}

/** A page of matches. */
export interface ImagingAnswer {
  readonly matches: readonly ImagingMatch[];
  readonly hasMore: boolean;
  /** Where the page ends, of studies and patients. Behind it a patient with older studies comes again. */
  readonly end: StudyKey | undefined;
}

/** A page of matches in one piece. */
export interface ImagingText extends Pick<ImagingAnswer, 'hasMore'> {
  readonly count: number;
  /** UTF-8: a JSON array of the matches. */
  readonly text: Uint8Array<ArrayBuffer>;
}
