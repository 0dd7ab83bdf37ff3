// The prose of the document: what the API is, what each group of operations is about, what each id names.
import type { Tag } from './operations/define.ts';

/** What the API is, in CommonMark. */
export const apiDescription = [
  'The REST API of Lumenbox: patients, de-identified cases, imaging studies and what belongs to them.',
  'Send your key as `Authorization: Bearer {YOUR_AUTH_KEY}` with every request. Fields are read from the query string and from the body (JSON or a form), on reads and on writes alike; where both name a field, the body wins. Texts are trimmed (passwords are not), and an empty text counts as null. Keys that are not documented are ignored.',
  'One resource comes as `{"data": {…}}`, a page of them as `{"data": […], "links": {…}, "meta": {…}}`. Moments are UTC with six decimals. Every answer carries `X-Request-Id`.',
].join('\n\n');

/** What each group of operations is about. */
export const tagDescriptions: Readonly<Record<Tag, string>> = {
  Cases: 'De-identified patients. A case has a label and never an identity.',
  Patients: "A realm's records of persons, and the identifiers by which they are known.",
  Studies: 'Imaging studies of a patient. A case takes the place of a patient here as well.',
  'Worklist views':
    'How people look at the list of all studies: filters, order and columns under a name, their own or shared with the team.',
  Reports:
    'What people say of a study: written, uploaded as a PDF, or found among its images. Versioned and signed.',
  Imaging: 'DICOM files in, and out again byte for byte.',
  Uploads: 'What came in by one request or import, and what became of each file.',
  Inbox: 'Images that are safe and wait for somebody to say whose they are.',
  'Review queue':
    'Instances on their way into cases of which nobody can be certain that they carry no identity: accepted, with boxes blanked and texts redacted, or rejected.',
  Transfers: 'Studies on their way to a DIMSE peer, in the background.',
  'De-identification': "Profiles of the realm's own for its cases, and what one would do to an instance.",
  'API tokens': 'Keys for programs: scoped, expiring, revocable. A key is shown once.',
  Account: 'First account, sign-in, the current team. These work with the session of a browser.',
  Team: 'The current team: its name, its members and their roles, invitations.',
  'DIMSE peers': 'The application entities that may open associations with the realm, or be called by it.',
  Audit: 'Who did what, to which object, when and from where.',
  Changes: 'What was added, changed or removed, as it happens.',
};

/** The tag that marks what stands beside the API that existing clients know. */
export const extensionTag = {
  name: 'extension',
  description:
    'Stands beside the API that existing clients know. Such an operation also has `x-extension: true`.',
};

/** What is said of a read about its fields. */
export const alsoInBody =
  'The fields are read from the query string; a JSON body or a form is read as well, and wins where both name a field.';

const idNames: Readonly<Record<string, string>> = {
  cases: 'case',
  patients: 'patient',
  uploads: 'upload',
  inbox: 'held study',
  tokens: 'API token',
  members: 'member',
  invitations: 'invitation',
  peers: 'peer',
  transfers: 'transfer',
  'deidentification-profiles': 'de-identification profile',
  'worklist-views': 'worklist view',
};

/** What a parameter in a path names: `patient`, `study`, … */
export function pathParameterNoun(path: string, parameter: string): string {
  if (parameter !== 'id') return parameter.replace(/_id$/, '').replaceAll('_', ' ');
  const collection = /\/([a-z-]+)\/\{id\}/.exec(path)?.[1] ?? '';
  return idNames[collection] ?? collection;
}

/** The sentence about a parameter in a path. */
export function pathParameterDescription(path: string, parameter: string): string {
  const noun = pathParameterNoun(path, parameter);
  const sentence = `The ID of the ${noun}.`;
  return parameter === 'patient_id' ? `${sentence} A case's ID serves as well.` : sentence;
}
