// What Upload-Metadata means here: the file, whom it is for, and which upload it is a part of. Nothing of it becomes a path.
import type { NewPart } from '../../features/resumable-uploads/index.ts';
import { failure } from '../../platform/errors.ts';
import { parseMetadata } from './headers.ts';

/** A client's own name of an upload: a UUID has 36 characters. */
const groupCharactersMax = 100;
/** The API keeps as much of a name. */
const nameCharactersMax = 1000;
const mediaTypeCharactersMax = 255;
/** More parts than a dashboard ever makes of one drop. */
const partsMax = 10_000;

/** The keys that are read here but the file's name. What a client says beside them may be names too: `relativePath`, `name`. */
const namelessKeys: ReadonlySet<string> = new Set([
  'filetype',
  'patient_id',
  'accept_mismatch',
  'group',
  'part',
  'parts',
]);

/** Reads the metadata of a new part. Throws `validation`; `notFound` for what can be no patient's id. */
export function readUploadMetadata(header: string): Omit<NewPart, 'sizeBytes'> {
  const values = parseMetadata(header);
  const text = (key: string) => readText(values, key).trim();
  const mediaType = text('filetype').slice(0, mediaTypeCharactersMax);
  return {
    metadata: header,
    namelessMetadata: withoutNames(header),
    name: text('filename').slice(0, nameCharactersMax) || defaultName(mediaType),
    mediaType,
    patientId: text('patient_id') || null,
    acceptMismatch: readFlag(text('accept_mismatch')),
    group: readGroup(values),
  };
}

/** NUL is a character of no name and no type, and PostgreSQL has no place for it. */
function readText(values: ReadonlyMap<string, string>, key: string): string {
  const value = values.get(key) ?? '';
  if (value.includes('\0')) throw wrong(`${key} must not hold the character NUL.`);
  return value;
}

/** The pairs of a header that was read, but for those that may hold names. */
function withoutNames(header: string): string {
  const pairs = header.split(',').map((pair) => pair.trim());
  return pairs.filter((pair) => namelessKeys.has(pair.split(' ', 1)[0] ?? '')).join(',');
}

/** What verdicts call a file without a name; the files of a zip have names of their own. */
function defaultName(mediaType: string): string {
  return /^application\/(x-)?zip\b/i.test(mediaType) ? '' : 'upload';
}

function readFlag(text: string): boolean {
  if (text === '' || /^(false|0|no)$/i.test(text)) return false;
  if (/^(true|1|yes)$/i.test(text)) return true;
  throw wrong('accept_mismatch must be true or false.');
}

function readGroup(values: ReadonlyMap<string, string>): NewPart['group'] {
  const key = readText(values, 'group');
  if (key === '') {
    if (values.has('part') || values.has('parts')) throw wrong('A part names the group that it is one of.');
    return undefined;
  }
  if (key.length > groupCharactersMax) throw wrong(`A group has at most ${groupCharactersMax} characters.`);
  const partCount = readCount(values.get('parts'), 'parts', partsMax);
  return { key, partCount, number: readCount(values.get('part'), 'part', partCount) };
}

function readCount(text: string | undefined, name: string, max: number): number {
  const value = Number(text);
  if (text === undefined || !/^\d{1,9}$/.test(text) || value < 1 || value > max)
    throw wrong(`${name} must be a number from 1 to ${max}.`);
  return value;
}

function wrong(sentence: string): Error {
  return failure.validation({ 'Upload-Metadata': [sentence] });
}
