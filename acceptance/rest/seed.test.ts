// Every request that the documentation of the API prints succeeds as printed, and is answered in the printed form.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiAnswer, runProgram, type Stage, startStage } from '../support/index.ts';
import { departures, type Form, formOf } from './forms.ts';
import { aCase, aPatient, aPatientWithImages } from './makers.ts';
import { type PrintedOperation, readSeedDocument } from './seed-document.ts';
import { onePatientForm, type SeedFact, seedFacts } from './seed-facts.ts';

const printed = readSeedDocument();
const hasCurl = await runProgram('curl', ['--version']).then(
  ({ code }) => code === 0,
  () => false,
);

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

/** A printed path with ids of objects that stand. */
async function realPath(path: string): Promise<string> {
  const address = { street: '1 Main Street', city: 'Sydney', region: 'NSW', postcode: '2000', country: 'au' };
  if (path === '/api/v1/cases') await aCase(stage.api, { label: 'the rzp case' });
  if (path === '/api/v1/patients')
    await aPatient(stage.api, { given_names: 'cjitazziahaxrcxwogbcs', address });
  if (!path.includes('*')) return path;
  if (path.startsWith('/api/v1/cases/')) return path.replace('*', (await aCase(stage.api)).id);
  if (!path.includes('/studies')) return path.replace('*', (await aPatient(stage.api, { address })).id);
  const { patient, study } = await aPatientWithImages(stage.api, crypto.randomUUID());
  return path.replace('*', patient.id).replace('*', study.id);
}

const starred = (url: string) =>
  new URL(url).pathname
    .replace(/(cases|patients|studies)\/[^/]+/g, '$1/*')
    .replace(/\*\/studies\/\*/, '*/studies/*');

function expectPrintedForm(fact: SeedFact, answer: Pick<ApiAnswer, 'status' | 'body' | 'text'>): void {
  const status = fact.method === 'DELETE' ? 204 : fact.method === 'POST' ? 201 : 200;
  expect(answer.status, answer.text).toBe(status);
  if (fact.method === 'DELETE') {
    expect(answer.text).toBe('');
    return;
  }
  const form: Form = fact.answer === undefined || fact.answer === 'empty' ? onePatientForm : fact.answer;
  const isEmptyPage = Array.isArray(answer.body.data) && answer.body.data.length === 0;
  const found = departures(answer.body, form);
  expect(isEmptyPage ? found.filter((line) => !/^answer\.meta\.(from|to): null/.test(line)) : found).toEqual(
    [],
  );
}

function expectEcho(fact: SeedFact, answer: Pick<ApiAnswer, 'body'>): void {
  if (fact.method !== 'POST' && fact.method !== 'PUT') return;
  const isCase = fact.path.startsWith('/api/v1/cases');
  const shown = Object.entries(fact.body ?? {}).filter(([key]) => !isCase || key === 'label');
  for (const [key, value] of shown) expect(answer.body.data[key], key).toEqual(value);
}

describe.each(seedFacts)('$title', (fact) => {
  it('succeeds with the printed body and answers in the printed form', async () => {
    const path = (await realPath(fact.path)).replace('/api/v1', '');
    const answer = await stage.api.send(
      fact.method,
      path,
      fact.body === undefined ? {} : { json: fact.body },
    );
    expectPrintedForm(fact, answer);
    expectEcho(fact, answer);
  });
});

it('gives rows in the printed form in every list', async () => {
  const fact = seedFacts.find(({ title }) => title === 'List studies for a patient.');
  const path = (await realPath('/api/v1/patients/*/studies')).replace('/api/v1', '');
  const answer = await stage.api.get(path);
  expect(answer.body.data).toHaveLength(1);
  expect(departures(answer.body, fact?.answer as Form)).toEqual([]);
});

describe.skipIf(printed === undefined)('the printed documentation', () => {
  const operations: readonly PrintedOperation[] = printed ?? [];

  it('has the fifteen operations that our facts name', () => {
    const facts = operations.map(({ title, method, url, body, answer }) => ({
      title,
      method,
      path: starred(url),
      ...(body !== undefined && { body }),
      ...(answer !== undefined && { answer: answer === 'empty' ? 'empty' : formOf(answer) }),
    }));
    expect(facts).toEqual(seedFacts);
  });

  it.each(operations)('has its request answered as printed: $title', async (operation) => {
    const fact = seedFacts[operations.indexOf(operation)] as SeedFact;
    const path = (await realPath(starred(operation.url))).replace('/api/v1', '');
    const parts = operation.body === undefined ? {} : { json: operation.body };
    expectPrintedForm(fact, await stage.api.send(operation.method, path, parts));
  });

  it.skipIf(!hasCurl).each(operations)(
    'has its curl command answered as printed: $title',
    async (operation) => {
      const fact = seedFacts[operations.indexOf(operation)] as SeedFact;
      const path = await realPath(starred(operation.url));
      // With --get, curl would put the JSON into the address, where it refuses line breaks itself: the body is sent as a body.
      const command = operation.command
        .replace(operation.body === undefined ? /$^/ : '--get ', '')
        .replace(operation.url, stage.server.url + path)
        .replace('{YOUR_AUTH_KEY}', stage.token);
      const quiet = `curl() { command curl --silent --show-error --write-out '\\n%{http_code}' "$@"; }\n`;
      const { stdout, stderr, code } = await runProgram('bash', ['-c', quiet + command]);
      expect(code, stderr).toBe(0);
      const end = stdout.lastIndexOf('\n');
      const text = stdout.slice(0, end);
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      expectPrintedForm(fact, { status: Number(stdout.slice(end + 1)), body, text });
    },
  );
});
