// The DICOMweb part of the statement: resources from the table of operations, parameters, limits. Prose and tables.
import { maxHeaderSize } from 'node:http';
import { comparedMax, valuesMax, wordsMax } from '../../src/features/imaging-search/search-condition.ts';
import { viewportSideMax } from '../../src/pixels/index.ts';
import { animationFramesMax } from '../../src/pixels/pixels.ts';
import { metadataBytesMax } from '../../src/protocols/dicomweb/described-instance.ts';
import { dicomwebOperations } from '../../src/protocols/dicomweb/operations.ts';
import { framesMax } from '../../src/protocols/dicomweb/retrieve-frames.ts';
import { renditionsMax } from '../../src/protocols/dicomweb/retrieve-rendered.ts';
import { pageParameters, resultsMax, resultsUsual } from '../../src/protocols/dicomweb/search-parameters.ts';
import { partsMax } from '../../src/protocols/dicomweb/store-session.ts';
import { code, codes, number, table } from './markdown.ts';
import { httpStatusesTable, storeReasonsTable } from './statuses.ts';

const operations = Object.values(dicomwebOperations);

/** Which services of PS3.18 there are: those of which the table has an operation. */
export const webServices: readonly (readonly [name: string, section: string, isServed: boolean])[] = (
  [
    ['URI Service (WADO-URI)', 'PS3.18 9'],
    ['Studies Service: Store (STOW-RS)', 'PS3.18 10.5'],
    ['Studies Service: Retrieve (WADO-RS)', 'PS3.18 10.4'],
    ['Studies Service: Search (QIDO-RS)', 'PS3.18 10.6'],
    ['Worklist Service (UPS-RS)', 'PS3.18 11'],
    ['Non-Patient Instance Service', 'PS3.18 12'],
  ] as const
).map(([name, section]) => [
  name,
  section,
  operations.some((operation) => `${operation.section ?? ''}.`.startsWith(`${section}.`)),
]);

function operationsTable(): string {
  return table(
    ['Transaction', 'Resource', 'Section', 'Body', 'Answer', 'Takes'],
    operations.map((operation) => [
      operation.transaction,
      code(`${operation.method} ${operation.path}`),
      operation.section ?? 'ours',
      'consumes' in operation ? codes(operation.consumes) : '',
      codes(operation.produces),
      operation.access === 'public' ? 'nothing' : code(operation.access),
    ]),
  );
}

/** What each parameter that names no attribute does. */
const parameterMeanings: Readonly<Record<string, string>> = {
  limit: `matches of a page; ${number(resultsUsual)} when it is left out, ${number(resultsMax)} at most`,
  offset: 'matches passed over',
  fuzzymatching:
    '`true`: each word of a person name key begins a word of the name, in any group, whatever the case and the accents',
  emptyvaluematching: '`true` is refused',
  multiplevaluematching:
    '`true`, or left out: a list separated by backslashes matches any of its values; `false`: a list that is none of UIDs is 400',
  includefield:
    '`all`, or attributes by keyword or tag, of the level and of the levels above; may be repeated, and lists are separated by commas',
  accept: 'stands above the header `Accept`',
  charset: 'passed over: answers are UTF-8',
};

function parametersTable(): string {
  return table(
    ['Parameter', 'Meaning'],
    [...pageParameters].map((name) => [code(name), parameterMeanings[name] ?? 'passed over']),
  );
}

/** The section on DICOMweb. */
export function dicomwebSection(): string {
  return [
    '## 4 DICOMweb',
    'Origin server at `/dicomweb`. Callers authenticate with an API key (`Authorization: Bearer …`) or with the session of the dashboard; the key decides the realm, and what is not in it is 404. `GET` and `OPTIONS` of `/dicomweb/` give the capabilities (PS3.18 8.9) from the same table as this one.',
    operationsTable(),
    `### 4.1 Store (STOW-RS)

Bodies are one instance or parts of \`application/dicom\`, or metadata with bulk data (4.1.1). A \`Content-Encoding\` is not taken. At most ${number(partsMax)} instances and parts a request. The answer is 200 when all are stored, 202 when some are not or there is something to be said of them, 409 when none is. When nothing could be taken for a reason beyond the instances it is 503, and all of it may be sent again. Instances go to the patient that their identifier names, as Section 3.2.4 says; below \`/patients/{patient}\` they go to that one. They are kept as they came, with their own File Meta Information; only a preamble that is no TIFF header is zeroed. What names another transfer syntax than its native data set is in counts as what it is; where the pixels are compressed, or the data set deflated, it is refused.`,
    storeReasonsTable(),
    `#### 4.1.1 Metadata and bulk data

Metadata is a JSON array of data sets (Annex F) in one part, or the Native DICOM Model (PS3.19 A.1) in a part for each instance; UTF-8, at most ${number(metadataBytesMax)} bytes an instance. Every \`BulkDataURI\` needs parts of the same \`Content-Location\`; either may be relative, to the address of the request, and nothing is fetched from elsewhere. Parts may come in any order. Instances are made of them in Explicit VR Little Endian, or in the transfer syntax of their frames; texts are kept in ISO_IR 192, and a new File Meta Information is made. What has no bulk data may be sent as a single part, \`application/dicom+json\` or \`application/dicom+xml\`.

Pixels are one part of \`application/octet-stream\`, little endian, or compressed: one part for each frame, in their order and all of the same \`Content-Location\`, or one film. Their \`transfer-syntax\` counts; \`image/jpeg\`, \`image/jls\`, \`image/jp2\` and \`image/jphc\` without it are what the frame's own markers say. Codes are bare: a JP2 file without a \`transfer-syntax\` is refused. Of those four the attributes of the Image Pixel Description Macro may be left out. Fragments are written one a frame with an empty offset table.`,
    `### 4.2 Search (QIDO-RS)

Keys are keywords or tags of eight hexadecimal digits, joined by dots through sequences; the attributes are those of [Annex B](#annex-b-attributes-of-queries), each at its level and the levels below. A key that cannot be searched by is 400 with its name; so is a list of more than ${number(valuesMax)} values or, of names, of sets, of what stands in sequences and of texts with wild cards, of more than ${number(comparedMax)}, and a fuzzy name of more than ${wordsMax} words. UIDs and codes in a list may be separated by commas. Studies come newest first, series and instances by number below them.

Matches tell what Annex B has at their level, and at the levels above that the path leaves open: series of the whole archive tell of their study, instances of a study of their series, instances of the whole archive of both. The attributes of keys are told in every match, also of keys without a value; fields and keys may be of the levels above.

Study Date with Study Time, and Performed Procedure Step Start Date with its time, are matched combined when both are ranges: from the one time of the first day to the other of the last. A time that is a single value, or bounded on a side where the date is open, is matched by itself. Keys of one sequence are met by one and the same item.`,
    parametersTable(),
    `When there is more than the page may hold and no \`limit\` was given, the answer has the \`Warning\` header of PS3.18 8.3.4.4.1. No match is 204. A query that would have to look at too much is 413. Answers are DICOM JSON, or XML as parts; Timezone Offset From UTC is told and not used for matching.`,
    `### 4.3 Retrieve (WADO-RS)

Instances are given as Explicit VR Little Endian unless \`transfer-syntax\` asks for another, and as they are stored with \`transfer-syntax=*\`. A native instance that cannot be converted to Explicit VR Little Endian is given as it is stored, and its part says so; so is a film, or whatever else is lossy and cannot be converted, where no \`transfer-syntax\` is asked for. What came without preamble, prefix or File Meta Information, or names a transfer syntax that its data set is not in, goes out behind ones of ours, and everything else byte for byte. What can be made of what is in [Section 6](#6-transfer-syntaxes); when only some instances can be had as asked, the status is 206. \`Accept: application/zip\` gives a study or a series as a file-set with a DICOMDIR. At most ${number(framesMax)} frames a request, and as many as its line can name: with the headers it has ${number(maxHeaderSize)} bytes, in which a list from 1 to 3,000 fits. Metadata is DICOM JSON, or XML as parts, with BulkDataURI for what is large, and with \`ETag\`. Compressed pixels as bulk data are one native value to who takes octets, and frames as they are stored to who takes their media type or anything; a film is given as it is stored alone. All bulk data, or all pixel data, of a study, a series or an instance comes in parts, each with the address in \`Content-Location\` that the metadata has for it: pixels in what is accepted, everything else as octets, to who takes parts of octets. The status is 206 when some of it cannot be had as asked.

### 4.4 Rendered resources and thumbnails

PS3.18 10.4.1.1.3 and 10.4.1.1.4 with \`quality\`, \`window\` and \`viewport\` (sides of at most ${number(viewportSideMax)}); \`annotation\` and \`iccprofile\` are not done and a \`Warning\` says so. Animations have at most ${number(animationFramesMax)} frames, and an answer at most ${number(renditionsMax)} pictures. VOI LUT and rescale are applied, presentation states and overlays are not. Details are in [dicomweb.md](dicomweb.md).

### 4.5 URI service (WADO-URI)

\`requestType\`, \`studyUID\`, \`seriesUID\`, \`objectUID\`, \`contentType\`, \`transferSyntax\`, \`frameNumber\`, \`rows\`, \`columns\`, \`region\`, \`windowCenter\`, \`windowWidth\`, \`imageQuality\`. \`anonymize=yes\` and \`presentationUID\` are refused.

### 4.6 Refusals`,
    httpStatusesTable(),
    `### 4.7 Not supported

${webServices
  .filter(([, , isServed]) => !isServed)
  .map(([name, section]) => `- ${name}, ${section}`)
  .join('\n')}
- Presentation states and overlays in rendered resources; ICC profiles
- DICOMweb as a user agent: Lumenbox calls no other server over HTTP`,
  ].join('\n\n');
}
