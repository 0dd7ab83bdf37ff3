// Measures a server over an installation of a known size: what it takes to store one more instance, and to answer each kind of query.
import { serverProgram } from '../../scripts/build-server.mjs';
import { type LoadClient, openLoadClient } from '../rest/load-client.ts';
import { createRandom } from '../rest/population.ts';
import { startServer } from '../rest/processes.ts';
import { describeGrown, makeGrown, patientOf, studiesOf } from './population.ts';

/** Milliseconds. */
export interface Timing {
  readonly p50: number;
  readonly p95: number;
}

/** What was measured with so many studies there. */
export interface Measured {
  readonly studies: number;
  /** STOW-RS of one instance of a new study, one client. */
  readonly store: Timing;
  readonly queries: Readonly<Record<string, Timing>>;
}

/** A query and the test of its answer. */
interface Query {
  readonly path: string;
  check(answer: readonly DicomJson[]): boolean;
}
type DicomJson = Record<string, { readonly Value?: readonly unknown[] } | undefined>;

const studyInstanceUid = '0020000D';
const studyDate = '00080020';
const patientName = '00100010';
const modalitiesInStudy = '00080061';
const pageSize = 25;
/** Studies that a measurement adds; they have numbers of their own, behind those of any size. */
const firstAdded = 100_000_000;

/** Starts a server over the installation, measures it and stops it. Throws when an answer is wrong. */
export async function measure(options: {
  environment: Record<string, string>;
  token: string;
  studies: number;
  requests: number;
  /** How often this installation was measured before: what is stored is new each time. */
  round: number;
}): Promise<Measured> {
  const { environment, token, studies, requests, round } = options;
  const server = await startServer({ program: await serverProgram('server'), environment });
  try {
    const client = await openLoadClient({ port: server.port, token });
    const queries: Record<string, Timing> = {};
    for (const [name, make] of Object.entries(kinds)) {
      const random = createRandom(round + 1);
      const made = Array.from({ length: requests }, () => make(studies, random));
      queries[name] = await timed(made, (query) => ask(client, name, query));
    }
    client.close();
    const added = Array.from({ length: requests }, (_, index) => firstAdded + round * requests + index);
    const store = await timed(added, (number) => storeOne({ port: server.port, token }, number));
    return { studies, store, queries };
  } finally {
    await server.stop();
  }
}

const kinds: Readonly<Record<string, (studies: number, random: () => number) => Query>> = {
  'by Patient ID': (studies, random) => {
    const patient = patientOf(anyOf(studies, random) - 5);
    const expected = studiesOf(Math.max(0, patient)).map((number) => describeGrown(number).studyInstanceUid);
    return {
      path: `PatientID=G${Math.max(0, patient)}`,
      check: (answer) => isSameSet(uidsOf(answer), expected),
    };
  },
  'by Accession Number': (studies, random) => {
    const { accessionNumber, studyInstanceUid: uid } = describeGrown(anyOf(studies, random));
    return {
      path: `AccessionNumber=${accessionNumber}`,
      check: (answer) => isSameSet(uidsOf(answer), [uid]),
    };
  },
  'by Study Instance UID': (studies, random) => {
    const { studyInstanceUid: uid } = describeGrown(anyOf(studies, random));
    return { path: `StudyInstanceUID=${uid}`, check: (answer) => isSameSet(uidsOf(answer), [uid]) };
  },
  'by name, with a wildcard': (studies, random) => {
    const [family = ''] = describeGrown(anyOf(studies, random)).patientName.split('^');
    return {
      path: `PatientName=${family}*`,
      check: (answer) =>
        answer.length > 0 &&
        answer.every((study) => JSON.stringify(study[patientName]).includes(`"${family}^`)),
    };
  },
  'of one day and modality': (studies, random) => {
    const { studyDate: day, modality } = describeGrown(anyOf(studies, random));
    return {
      path: `StudyDate=${day}&ModalitiesInStudy=${modality}`,
      check: (answer) =>
        answer.length > 0 &&
        answer.every(
          (study) =>
            firstValue(study, studyDate) === day &&
            study[modalitiesInStudy]?.Value?.includes(modality) === true,
        ),
    };
  },
  'of a month': (studies, random) => {
    const month = describeGrown(anyOf(studies, random)).studyDate.slice(0, 6);
    return {
      path: `StudyDate=${month}01-${month}31`,
      check: (answer) =>
        answer.length > 0 && answer.every((study) => String(firstValue(study, studyDate)).startsWith(month)),
    };
  },
  'first page': () => ({ path: '', check: (answer) => isFull(answer) }),
  'page at any depth': (studies, random) => ({
    path: `offset=${Math.floor(random() * (studies - pageSize))}`,
    check: (answer) => isFull(answer),
  }),
};

function anyOf(studies: number, random: () => number): number {
  return Math.floor(random() * studies);
}

function uidsOf(answer: readonly DicomJson[]): unknown[] {
  return answer.map((study) => firstValue(study, studyInstanceUid));
}

function firstValue(study: DicomJson, tag: string): unknown {
  return study[tag]?.Value?.[0];
}

function isSameSet(found: readonly unknown[], expected: readonly string[]): boolean {
  return found.length === expected.length && expected.every((uid) => found.includes(uid));
}

function isFull(answer: readonly DicomJson[]): boolean {
  return new Set(uidsOf(answer)).size === pageSize;
}

async function ask(client: LoadClient, name: string, { path, check }: Query): Promise<void> {
  const answer = await client.send({
    method: 'GET',
    path: `/dicomweb/studies?limit=${pageSize}${path === '' ? '' : `&${path}`}`,
  });
  const studies = answer.status === 200 ? (JSON.parse(answer.body.toString()) as DicomJson[]) : [];
  if (!check(studies)) throw new Error(`A query ${name} got ${answer.status} and ${studies.length} studies.`);
}

async function storeOne(server: { port: number; token: string }, number: number): Promise<void> {
  const body = makeGrown(number).bytes as Uint8Array<ArrayBuffer>;
  const answer = await fetch(`http://127.0.0.1:${server.port}/dicomweb/studies`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.token}`,
      'content-type': 'application/dicom',
      accept: 'application/dicom+json',
    },
    body,
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`An instance was answered with ${answer.status}: ${text}`);
}

/** Runs each once to warm up for a tenth of them, then all, one after the other. */
async function timed<Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<Timing> {
  const warmUp = Math.floor(items.length / 10);
  const times: number[] = [];
  for (const [index, item] of items.entries()) {
    const startedAt = performance.now();
    await run(item);
    if (index >= warmUp) times.push(performance.now() - startedAt);
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
