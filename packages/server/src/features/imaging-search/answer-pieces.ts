// Stored DICOM JSON in pieces, so that an answer is put together from texts without being parsed. Pure.
import { type DicomJson, stringifyDicomJson } from '@lumenbox/dicom';

/**
 * Where an answer has what no file says: retrieval and what a study holds, the address, the counts. Members of DICOM JSON
 * stand in the order of their tags (PS3.18 F.2.2), so the text is cut before each of these.
 */
const cuts = ['00080054', '00081190', '00201200'] as const;

/** Members of DICOM JSON for each cut, each as its text, in the order of their tags. */
export type AddedMembers = readonly [
  retrieval: readonly string[],
  address: readonly string[],
  counts: readonly string[],
];

/** One member of DICOM JSON as text. */
export function member(tag: string, vr: string, values: readonly (string | number)[]): string {
  return values.length === 0
    ? `"${tag}":{"vr":"${vr}"}`
    : `"${tag}":{"vr":"${vr}","Value":${JSON.stringify(values)}}`;
}

/** The text to store: the members between the cuts, a line each. */
export function toPieces(json: DicomJson): string {
  const tags = Object.keys(json).sort();
  const bounds = ['', ...cuts, 'G'];
  return bounds
    .slice(0, -1)
    .map((from, place) => {
      const inside = tags.filter((tag) => tag >= from && tag < (bounds[place + 1] ?? ''));
      return stringifyDicomJson(
        Object.fromEntries(inside.map((tag) => [tag, json[tag] ?? { vr: 'UN' }])),
      ).slice(1, -1);
    })
    .join('\n');
}

/** The stored members as DICOM JSON. */
export function fromPieces(pieces: string): DicomJson {
  return JSON.parse(`{${joinMembers(pieces.split('\n'))}}`) as DicomJson;
}

/** An answer's text: the stored members with the added ones in their places. */
export function assemble(pieces: string, added: AddedMembers): string {
  const [first = '', second = '', third = '', fourth = ''] = pieces.split('\n');
  const [retrieval, address, counts] = added;
  return `{${joinMembers([first, ...retrieval, second, ...address, third, ...counts, fourth])}}`;
}

/** The added members as DICOM JSON. */
export function parseAdded(added: AddedMembers): DicomJson {
  return JSON.parse(`{${added.flat().join(',')}}`) as DicomJson;
}

function joinMembers(members: readonly string[]): string {
  return members.filter((text) => text !== '').join(',');
}
