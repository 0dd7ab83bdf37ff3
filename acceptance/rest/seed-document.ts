// Reads the printed documentation of the API that existing clients know, when it lies beside the repository.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../../shared/contract/seed-api-documentation.txt', import.meta.url));

/** One operation as its documentation prints it. */
export interface PrintedOperation {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly body: Record<string, unknown> | undefined;
  /** The printed answer; `empty` where it is said to be empty, undefined where none is printed. */
  readonly answer: unknown;
  /** The whole command, ready for a shell. */
  readonly command: string;
}

/** The printed operations, or undefined where the document is not there. In CI it must be. */
export function readSeedDocument(): PrintedOperation[] | undefined {
  if (existsSync(file)) return parseSeedDocument(readFileSync(file, 'utf8'));
  if (process.env.CI === 'true') throw new Error(`${file} is not there; in CI this must not be skipped.`);
  process.stderr.write(`Skipped: the printed requests themselves, because ${file} is not there.\n`);
  return undefined;
}

const commandForm =
  /curl --request (\w+) \\\n(?:--get )?"([^"]+)" \\\n(?:--header "[^"]*"(?: \\\n)?)+(?:--data "((?:[^"\\]|\\.)*)")?/g;

/** Takes the operations out of the document's text. */
export function parseSeedDocument(text: string): PrintedOperation[] {
  const matches = [...text.matchAll(commandForm)];
  return matches.map((match, index) => {
    const [command, method = '', url = '', data] = match;
    const before = text.slice(matches[index - 1]?.index ?? 0, match.index);
    const after = text.slice(match.index + command.length, matches[index + 1]?.index).trim();
    return {
      title: titleIn(before),
      method,
      url,
      command,
      body:
        data === undefined
          ? undefined
          : (JSON.parse(data.replace(/\\(.)/gs, '$1')) as Record<string, unknown>),
      answer: answerIn(after),
    };
  });
}

/** The title is the first line of the paragraph that the word "Headers" ends. */
function titleIn(text: string): string {
  const lines = text.slice(0, text.lastIndexOf('\nHeaders')).trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  const previous = lines.at(-2) ?? '';
  const isDescription = /^(Returns|Creates|Updates|Permanently)\b/.test(last);
  const title = isDescription ? previous : last;
  // Some titles stand on the line on which the answer before them ends.
  return title.replace(/^\[Empty response\]\s*/, '');
}

function answerIn(text: string): unknown {
  if (text.startsWith('[Empty response]')) return 'empty';
  if (!text.startsWith('{')) return undefined;
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === '{') depth++;
    if (character === '}') depth--;
    if (depth === 0) return JSON.parse(text.slice(0, index + 1));
  }
  throw new Error('A printed answer has no end.');
}
