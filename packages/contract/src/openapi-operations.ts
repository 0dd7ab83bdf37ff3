// Makes the document's operations from the table: parameters, bodies, answers, who may call.
import { type Example, examples } from './examples.ts';
import {
  errorSchemas,
  furtherRefusals,
  type HeaderName,
  headersOf,
  type RefusalName,
  refusalReferences,
} from './openapi-errors.ts';
import { answerSchema, inputSchema, type SchemaComponents, withoutNull } from './openapi-schemas.ts';
import { alsoInBody, extensionTag, pathParameterDescription } from './openapi-texts.ts';
import type {
  ExampleObject,
  JsonSchema,
  MediaType,
  OperationObject,
  ParameterObject,
  Reference,
  RequestBody,
  ResponseObject,
} from './openapi-types.ts';
import type { Operation } from './operations/define.ts';
import type { OperationName } from './operations/index.ts';
import { type Permission, type Scope, scopes, scopesAllow } from './permissions.ts';

/** The document's entry for one operation. Schemas that it names are added to `components`. */
export function operationObject(
  name: OperationName,
  operation: Operation,
  components: SchemaComponents,
): OperationObject {
  const input = inputSchema(operation.input);
  const hasFields = Object.keys(input.properties ?? {}).length > 0;
  const parameters = [...pathParameters(operation), ...queryParameters(operation, input)];
  if (hasTag(operation)) parameters.push({ $ref: '#/components/parameters/IfNoneMatch' });
  const body = requestBody(name, operation, input, components);
  const description =
    operation.method === 'GET' && hasFields
      ? `${operation.description}\n\n${alsoInBody}`
      : operation.description;
  return {
    operationId: name,
    tags: operation.extension ? [operation.tag, extensionTag.name] : [operation.tag],
    summary: operation.summary,
    description,
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: body }),
    responses: { ...answers(name, operation, components), ...refusalReferences(refusalsOf(name, operation)) },
    security: security(operation),
    'x-extension': operation.extension,
    'x-permission': permissionOf(operation),
    'x-scope': scopeOf(operation),
  };
}

/** The permission that an operation asks for; null where it asks for none. */
function permissionOf({ access }: Operation): Permission | null {
  return access === 'public' || access === 'account' || access === 'any' ? null : access;
}

/** The scope that a key needs for an operation; null where keys need none, or cannot be used. */
function scopeOf(operation: Operation): Scope | null {
  const permission = permissionOf(operation);
  if (permission === null) return null;
  return scopes.find((scope) => scopesAllow([scope], permission)) ?? null;
}

function isSingleResource({ method, path }: Operation): boolean {
  return method === 'GET' && path.endsWith('}');
}

/** Whether answers state an ETag, and `If-None-Match` is read. */
function hasTag(operation: Operation): boolean {
  const { answer } = operation;
  return isSingleResource(operation) || (answer.kind === 'file' && answer.hasTag === true);
}

/** The answer to who has the present state already. */
const notModified: ResponseObject = {
  description: '`If-None-Match` names the present state; there is no body.',
};

/** The answer to who would rather have nothing than be told that there is none. */
const nothingThere: ResponseObject = { description: 'There is none; there is no body.' };

function takesBody({ method }: Operation): boolean {
  return method === 'POST' || method === 'PUT';
}

function pathParameters({ path }: Operation): (ParameterObject | Reference)[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: pathParameterDescription(path, name),
    schema: { type: 'string', format: 'uuid' },
  }));
}

function queryParameters(operation: Operation, input: JsonSchema): ParameterObject[] {
  if (takesBody(operation) && operation.upload === undefined) return [];
  return Object.entries(input.properties ?? {}).map(([name, schema]) => {
    const { description, ...rest } = withoutNull(schema);
    return {
      name,
      in: 'query',
      required: input.required?.includes(name) ?? false,
      ...(description !== undefined && { description }),
      schema: rest,
    };
  });
}

function requestBody(
  name: OperationName,
  operation: Operation,
  input: JsonSchema,
  components: SchemaComponents,
): RequestBody | undefined {
  if (operation.upload !== undefined)
    return takesForm(operation) ? formBody(operation.upload) : fileBody(operation.upload);
  if (!takesBody(operation) || Object.keys(input.properties ?? {}).length === 0) return undefined;
  const componentName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  components[componentName] = input;
  const { request, otherRequests }: Example<OperationName> = examples[name];
  const schema = { $ref: `#/components/schemas/${componentName}` };
  return {
    required: input.required !== undefined,
    content: {
      'application/json': { schema, examples: exampleObjects(request, otherRequests) },
      'application/x-www-form-urlencoded': { schema },
      'multipart/form-data': { schema },
    },
  };
}

/** Whether a body holds any number of files, and its answer says what became of each. */
function takesForm({ upload }: Operation): boolean {
  return upload?.includes('multipart/form-data') === true;
}

function fileBody(mediaTypes: readonly string[]): RequestBody {
  return {
    description: 'The file, as it is.',
    required: true,
    content: Object.fromEntries(mediaTypes.map((type) => [type, {}])),
  };
}

function formBody(mediaTypes: readonly string[]): RequestBody {
  const file: JsonSchema = { type: 'string', contentMediaType: 'application/octet-stream' };
  const form: JsonSchema = {
    type: 'object',
    properties: {
      files: {
        type: 'array',
        items: file,
        description: 'Any number of files, zips among them. Fields of any name are taken.',
      },
    },
  };
  return {
    description: 'One DICOM file, one zip, or a form with any number of files.',
    required: true,
    content: Object.fromEntries(
      mediaTypes.map((type) => [type, type === 'multipart/form-data' ? { schema: form } : {}]),
    ),
  };
}

function exampleObjects(
  first: unknown,
  others: Readonly<Record<string, unknown>> = {},
): Record<string, ExampleObject> {
  const entries = Object.entries(others).map(([summary, value], index): [string, ExampleObject] => [
    `other${index + 1}`,
    { summary, value },
  ]);
  return Object.fromEntries([['example', { value: first }], ...entries]);
}

function answers(
  name: OperationName,
  operation: Operation,
  components: SchemaComponents,
): Record<string, ResponseObject> {
  const headers: HeaderName[] = ['RequestId'];
  if (operation.access !== 'public') headers.push('RateLimitLimit', 'RateLimitRemaining');
  if (operation.answer.kind === 'empty')
    return { [operation.status]: { description: 'Done; there is no body.', headers: headersOf(headers) } };
  if (operation.answer.kind === 'file')
    return {
      [operation.status]: {
        description: 'The file, as a stream.',
        headers: headersOf(hasTag(operation) ? [...headers, 'ETag'] : headers),
        content: { [operation.answer.mediaType]: {} },
      },
      ...(operation.answer.orNothing === true && { 204: nothingThere }),
      ...(hasTag(operation) && { 304: notModified }),
    };
  const { answer, otherAnswers }: Example<OperationName> = examples[name];
  const body: MediaType = {
    schema: answerSchema(operation.answer.schema, components),
    examples: exampleObjects(answer, otherAnswers),
  };
  if (takesForm(operation)) return uploadAnswers(body, headers);
  if (isSingleResource(operation))
    return {
      [operation.status]: {
        description: 'The resource.',
        headers: headersOf([...headers, 'ETag']),
        content: { 'application/json': body },
      },
      304: notModified,
    };
  return {
    [operation.status]: {
      description: operation.status === 201 ? 'Made.' : 'Success.',
      headers: headersOf(headers),
      content: { 'application/json': body },
    },
  };
}

/** Uploads say with their status what became of the files. */
function uploadAnswers({ schema = {}, examples: shown = {} }: MediaType, headers: HeaderName[]) {
  const answer = (description: string): ResponseObject => ({
    description,
    headers: headersOf(headers),
    content: { 'application/json': { schema } },
  });
  return {
    200: answer('Nothing new was stored: it was here already, or is held until somebody decides.'),
    201: {
      ...answer('Something was stored, and is durable.'),
      content: { 'application/json': { schema, examples: shown } },
    },
    422: {
      ...answer(
        'Every file was refused, with the reasons; or the body broke off, and `data` says what was stored before; or the input has not the documented form.',
      ),
      content: { 'application/json': { schema: refusedUpload(schema) } },
    },
  };
}

/** A refused upload is told as a validation error is, with the upload beside it. */
function refusedUpload(answer: JsonSchema): JsonSchema {
  const { ValidationError } = errorSchemas;
  const properties = { ...ValidationError.properties, ...answer.properties };
  return { ...ValidationError, properties };
}

function refusalsOf(name: OperationName, operation: Operation): RefusalName[] {
  const names: RefusalName[] = [...(furtherRefusals[name] ?? [])];
  if (operation.access !== 'public') names.push('Unauthenticated');
  if (operation.access !== 'any' || operation.method !== 'GET') names.push('Forbidden');
  if (operation.path.includes('{')) names.push('NotFound');
  names.push('PayloadTooLarge');
  if (operation.method !== 'GET') names.push('UnsupportedMediaType');
  if (!takesForm(operation) && !isWithoutFields(operation)) names.push('ValidationFailed');
  if (operation.access !== 'public' || operation.method !== 'GET') names.push('TooManyRequests');
  names.push('ServerError', 'Unavailable');
  return names;
}

/** A read without fields has nothing that could be of the wrong form; a write has at least its body. */
function isWithoutFields(operation: Operation): boolean {
  return (
    operation.method === 'GET' && Object.keys(inputSchema(operation.input).properties ?? {}).length === 0
  );
}

function security(operation: Operation): Record<string, string[]>[] {
  const cookie = operation.method === 'GET' ? { sessionCookie: [] } : { sessionCookie: [], csrfToken: [] };
  if (operation.access === 'public') return [];
  if (operation.access === 'account') return [cookie];
  const scope = scopeOf(operation);
  return [{ bearerAuth: scope === null ? [] : [scope] }, cookie];
}
