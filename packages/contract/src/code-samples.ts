// A call of an operation as a program that runs: curl, JavaScript, PHP, Python. Pure: texts in, texts out.
import type { SampleCall, SampleUpload } from './code-samples-call.ts';
import { curlSample } from './code-samples-curl.ts';
import { javascriptSample } from './code-samples-javascript.ts';
import { phpSample } from './code-samples-php.ts';
import { pythonSample } from './code-samples-python.ts';
import { type Example, examples } from './examples.ts';
import { pathParameterNoun } from './openapi-texts.ts';
import type { Operation } from './operations/define.ts';
import { apiPrefix, type OperationName, operations } from './operations/index.ts';

/** The languages of the samples, in the order in which they are shown. */
export const sampleLanguages = {
  curl: 'curl',
  javascript: 'JavaScript',
  php: 'PHP',
  python: 'Python',
} as const;
export type SampleLanguage = keyof typeof sampleLanguages;

/** One operation in every language. */
export type CodeSamples = Readonly<Record<SampleLanguage, string>>;

/** What is put into the samples. Whatever is left away stands there as a placeholder: `{YOUR_AUTH_KEY}`, `{PATIENT_ID}`. */
export interface SampleOptions {
  /** The server's address, without a slash at the end. */
  baseUrl: string;
  token?: string;
  /** The session cookie and its CSRF token, for the operations that work with a session only. */
  session?: { cookie: string; csrfToken: string };
  /** Values of the parameters in the path. */
  parameters?: Readonly<Record<string, string>>;
  /** The fields to send, in place of the example's. */
  fields?: Readonly<Record<string, unknown>>;
  /** The file that an upload sends. */
  file?: string;
}

/**
 * Writes the samples of an operation. JavaScript is an ES module for Node 20 or newer, PHP uses its curl extension,
 * Python only its standard library. Every value is quoted for its language, whatever it holds.
 */
export function codeSamples(name: OperationName, options: SampleOptions): CodeSamples {
  const call = sampleCall(name, options);
  return {
    curl: curlSample(call),
    javascript: javascriptSample(call),
    php: phpSample(call),
    python: pythonSample(call),
  };
}

/** The samples of every operation, by name. */
export function allCodeSamples(options: SampleOptions): Readonly<Record<OperationName, CodeSamples>> {
  const names = Object.keys(operations) as OperationName[];
  return Object.fromEntries(names.map((name) => [name, codeSamples(name, options)])) as Record<
    OperationName,
    CodeSamples
  >;
}

function sampleCall(name: OperationName, options: SampleOptions): SampleCall {
  const operation: Operation = operations[name];
  const { request }: Example<OperationName> = examples[name];
  const fields: Readonly<Record<string, unknown>> = options.fields ?? request;
  const hasBody =
    (operation.method === 'POST' || operation.method === 'PUT') &&
    operation.upload === undefined &&
    Object.keys(fields).length > 0;
  return {
    method: operation.method,
    url: options.baseUrl + apiPrefix + filledPath(operation.path, options.parameters ?? {}),
    query: hasBody ? [] : Object.entries(fields).map(([key, value]) => [key, String(value)] as const),
    headers: [...credentials(operation, options), ...contentHeaders(operation, hasBody)],
    body: hasBody ? fields : undefined,
    upload: uploadOf(operation, options.file),
    answer: answerOf(operation),
    downloadName: downloadNameOf(operation),
  };
}

const fileNames: Readonly<Record<string, string>> = {
  'application/dicom': 'image.dcm',
  'application/pdf': 'report.pdf',
  'application/zip': 'study.zip',
  'image/jpeg': 'thumbnail.jpg',
  'text/csv': 'table.csv',
};

function uploadOf({ upload }: Operation, file: string | undefined): SampleUpload | undefined {
  const [mediaType] = upload ?? [];
  if (upload === undefined || mediaType === undefined) return undefined;
  const isInForm = upload.includes('multipart/form-data');
  return { path: file ?? fileNames[mediaType] ?? 'file', mediaType, isInForm };
}

/** A stream of events has no end to wait for, and is no file. */
function answerOf({ answer }: Operation): SampleCall['answer'] {
  return answer.kind === 'file' && answer.mediaType === 'text/event-stream' ? 'events' : answer.kind;
}

function downloadNameOf({ answer }: Operation): string {
  return (answer.kind === 'file' ? fileNames[answer.mediaType] : undefined) ?? 'file';
}

function filledPath(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, parameter: string) => {
    const value = parameters[parameter];
    return value === undefined ? idPlaceholder(path, parameter) : encodeURIComponent(value);
  });
}

/** What stands for an id in a sample: `{PATIENT_ID}`. */
function idPlaceholder(path: string, parameter: string): string {
  return `{${pathParameterNoun(path, parameter).replaceAll(' ', '_').toUpperCase()}_ID}`;
}

function credentials(operation: Operation, options: SampleOptions): [string, string][] {
  if (operation.access === 'public') return [];
  if (operation.access !== 'account')
    return [['Authorization', `Bearer ${options.token ?? '{YOUR_AUTH_KEY}'}`]];
  const { cookie, csrfToken } = options.session ?? {
    cookie: '{YOUR_SESSION}',
    csrfToken: '{YOUR_CSRF_TOKEN}',
  };
  return [
    ['Cookie', `lumenbox_session=${cookie}`],
    ['X-CSRF-Token', csrfToken],
  ];
}

function contentHeaders(operation: Operation, hasBody: boolean): [string, string][] {
  const accept = operation.answer.kind === 'file' ? operation.answer.mediaType : 'application/json';
  return hasBody
    ? [
        ['Content-Type', 'application/json'],
        ['Accept', accept],
      ]
    : [['Accept', accept]];
}
