// Holds answers against the OpenAPI document that the server itself serves: status documented, headers there, body fits.

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** An answer of the server, read to its end. */
export interface ReadAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body; parsed where it is JSON. */
  readonly body: unknown;
  readonly text: string;
}

/** What was asked. */
export interface Asked {
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
}

interface DocumentedResponse {
  $ref?: string;
  content?: Record<string, { schema?: object }>;
  headers?: Record<string, object>;
}
interface Document {
  paths: Record<string, Record<string, { responses: Record<string, DocumentedResponse> }>>;
  components: { responses: Record<string, DocumentedResponse> };
}

/** Throws when an answer is not as documented. */
export type AnswerCheck = (asked: Asked, answer: ReadAnswer) => void;

const documentId = 'openapi.json';

/** Makes the check from a document. */
export function createAnswerCheck(document: object): AnswerCheck {
  const { paths, components } = document as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, documentId);
  const validators = new Map<string, ValidateFunction>();
  const validatorAt = (pointer: string) => {
    const known = validators.get(pointer) ?? ajv.compile({ $ref: `${documentId}#${pointer}` });
    validators.set(pointer, known);
    return known;
  };
  const templates = Object.keys(paths)
    .sort((one, other) => one.split('{').length - other.split('{').length)
    .map((template) => ({ template, pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}/?$`) }));

  /** Where the document describes the answer, as a JSON pointer, and what it says there. */
  const place = ({ method, path }: Asked, status: number): [string, DocumentedResponse] | undefined => {
    const template = templates.find(({ pattern }) => pattern.test(path))?.template;
    if (template === undefined) return shared(status === 404 ? 'NotFound' : '');
    const operation = paths[template]?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
    if (operation === undefined) return shared(status === 405 ? 'MethodNotAllowed' : '');
    const response = operation.responses[String(status)];
    if (response?.$ref !== undefined) return shared(response.$ref.split('/').at(-1) ?? '');
    const pointer = [
      'paths',
      template,
      method === 'HEAD' ? 'get' : method.toLowerCase(),
      'responses',
      status,
    ];
    return response === undefined ? undefined : [jsonPointer(pointer), response];
  };
  const shared = (name: string): [string, DocumentedResponse] | undefined => {
    const response = components.responses[name];
    return response === undefined ? undefined : [jsonPointer(['components', 'responses', name]), response];
  };

  return (asked, answer) => {
    const what = `${asked.method} ${asked.path} answered ${answer.status}`;
    if (answer.headers.get('X-Request-Id') === null) throw new Error(`${what} without X-Request-Id`);
    const found = place(asked, answer.status);
    if (found === undefined)
      throw new Error(`${what}, which is not documented: ${answer.text.slice(0, 500)}`);
    const [pointer, response] = found;
    if (asked.method === 'HEAD' || response.content === undefined) {
      if (answer.text !== '') throw new Error(`${what} with a body: ${answer.text.slice(0, 500)}`);
      return;
    }
    const mediaType = (answer.headers.get('Content-Type') ?? '').split(';')[0] ?? '';
    if (response.content[mediaType] === undefined)
      throw new Error(
        `${what} as "${mediaType}", documented are ${Object.keys(response.content).join(', ')}`,
      );
    if (response.content[mediaType].schema === undefined) return;
    const isValid = validatorAt(`${pointer}/content/${jsonPointer([mediaType]).slice(1)}/schema`);
    if (!isValid(answer.body))
      throw new Error(
        `${what} with a body that is not as documented: ${ajv.errorsText(isValid.errors)}\n${answer.text}`,
      );
  };
}

function jsonPointer(parts: readonly (string | number)[]): string {
  return parts
    .map((part) => `/${encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('');
}
