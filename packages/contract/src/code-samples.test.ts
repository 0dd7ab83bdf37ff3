// Samples whose values try to break out of their quotes: what the shell and fetch really get.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { allCodeSamples, codeSamples, type SampleOptions } from './code-samples.ts';
import { type OperationName, operations } from './operations/index.ts';

const baseUrl = 'http://127.0.0.1:8100';
/** What breaks out of quotes, in every language that samples are written in. */
const nasty = `it's "q" \\ \\\\ $HOME \`id\` $(id) \${x} {$y} %s %0 #{z} </script> <?php ?> \n\t é 👩 \\u0041 \\' ''' """`;
const options: SampleOptions = {
  baseUrl,
  token: nasty.replace(/\s+/g, ' '),
  fields: {
    label: nasty,
    flag: true,
    none: null,
    number: 1.5,
    list: [nasty, 1],
    inner: { [nasty]: nasty },
    empty: {},
  },
  parameters: { id: `a/b?c#d'e"f` },
};

/** What a shell hands to a program called curl. */
function curlArguments(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

/** What a module hands to fetch. */
async function fetchArguments(code: string): Promise<{ url: string; init: { body: string } }> {
  let called: { url: string; init: { body: string } } | undefined;
  const fetch = async (url: string | URL, init: { body: string }) => {
    called = { url: String(url), init };
    return { status: 200, ok: true, json: async () => ({}), text: async () => '' };
  };
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as FunctionConstructor;
  await new AsyncFunction('fetch', 'console', code)(fetch, { log: () => undefined });
  if (called === undefined) throw new Error('fetch was not called');
  return called;
}

describe('whatever the values hold', () => {
  it('a shell gives them to curl unchanged', () => {
    const given = curlArguments(codeSamples('updateCase', options).curl);
    const data = given[given.indexOf('--data') + 1] ?? '';
    expect(given).toContain(`${baseUrl}/api/v1/cases/a%2Fb%3Fc%23d'e%22f`);
    expect(given).toContain(`Authorization: Bearer ${options.token}`);
    expect(JSON.parse(data)).toEqual(options.fields);
  });

  it('a shell gives the fields of a read to curl unchanged', () => {
    const given = curlArguments(codeSamples('listCases', { baseUrl, fields: { search: nasty } }).curl);
    expect(given[given.indexOf('--data-urlencode') + 1]).toBe(`search=${nasty}`);
  });

  it('JavaScript gives them to fetch unchanged', async () => {
    const { url, init } = await fetchArguments(codeSamples('updateCase', options).javascript);
    expect(url).toBe(`${baseUrl}/api/v1/cases/a%2Fb%3Fc%23d'e%22f`);
    expect(JSON.parse(init.body)).toEqual(options.fields);
    const read = await fetchArguments(
      codeSamples('listCases', { baseUrl, fields: { search: nasty } }).javascript,
    );
    expect(new URL(read.url).searchParams.get('search')).toBe(nasty);
  });

  it('PHP reads its single quotes as they were meant', () => {
    const { php } = codeSamples('updateCase', { baseUrl, fields: { label: `a'b\\c$d{$e}` } });
    expect(php).toContain(String.raw`'label' => 'a\'b\\c$d{$e}'`);
    expect(codeSamples('updateCase', options).php).toContain("'empty' => new stdClass()");
  });

  it('Python reads its texts as JSON does', () => {
    const { python } = codeSamples('updateCase', options);
    expect(python).toContain(`"label": ${JSON.stringify(nasty)}`);
    expect(python).toContain('"flag": True');
    expect(python).toContain('"none": None');
  });
});

describe('the samples of every operation', () => {
  const all = Object.entries(allCodeSamples({ baseUrl })) as [OperationName, Record<string, string>][];

  it.each(all)('%s: name method, address and key in every language', (name, samples) => {
    const { method, access } = operations[name];
    for (const [language, code] of Object.entries(samples)) {
      expect(code, language).toContain(method);
      expect(code, language).toContain(`${baseUrl}/api/v1/`);
      expect(code.includes('{YOUR_AUTH_KEY}'), language).toBe(access !== 'public' && access !== 'account');
    }
  });

  it('name what an id is of', () => {
    const { curl } = codeSamples('showStudy', { baseUrl });
    expect(curl).toContain('/patients/{PATIENT_ID}/studies/{STUDY_ID}');
    expect(codeSamples('revokeToken', { baseUrl }).curl).toContain('/tokens/{API_TOKEN_ID}');
  });
});
