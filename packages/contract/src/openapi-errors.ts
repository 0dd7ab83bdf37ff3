// Every refusal that the API knows, as shared answers of the document: status, headers, bodies.
import type { ErrorCode } from './error-codes.ts';
import type { ExampleObject, HeaderObject, JsonSchema, Reference, ResponseObject } from './openapi-types.ts';
import type { OperationName } from './operations/index.ts';

/** One refusal. */
interface Refusal {
  readonly status: number;
  readonly description: string;
  readonly headers: readonly HeaderName[];
  readonly schema: 'Error' | 'ValidationError';
  readonly examples: Readonly<Record<string, ExampleObject>>;
  /** The error codes that become this answer. */
  readonly codes: readonly ErrorCode[];
}

/** The headers that answers carry. */
export const headerObjects = {
  RequestId: {
    description: 'Names this request in the logs and in the audit trail. On every answer.',
    schema: { type: 'string', format: 'uuid' },
  },
  RateLimitLimit: {
    description: 'How many requests this API key may make a minute.',
    schema: { type: 'integer' },
  },
  RateLimitRemaining: {
    description: 'How many of them are left in this minute.',
    schema: { type: 'integer' },
  },
  RateLimitReset: {
    description: 'When the next minute begins, in Unix seconds.',
    schema: { type: 'integer' },
  },
  RetryAfter: { description: 'After so many seconds a repetition makes sense.', schema: { type: 'integer' } },
  ETag: {
    description: 'Names this state of the resource; send it back as `If-None-Match`.',
    schema: { type: 'string' },
  },
  Allow: { description: 'The methods that this route takes.', schema: { type: 'string' } },
} as const satisfies Record<string, HeaderObject>;
export type HeaderName = keyof typeof headerObjects;

const headerFields: Readonly<Record<HeaderName, string>> = {
  RequestId: 'X-Request-Id',
  RateLimitLimit: 'X-RateLimit-Limit',
  RateLimitRemaining: 'X-RateLimit-Remaining',
  RateLimitReset: 'X-RateLimit-Reset',
  RetryAfter: 'Retry-After',
  ETag: 'ETag',
  Allow: 'Allow',
};

/** The headers of an answer, by their names on the wire. */
export function headersOf(names: readonly HeaderName[]): Record<string, Reference> {
  return Object.fromEntries(
    names.map((name) => [headerFields[name], { $ref: `#/components/headers/${name}` }]),
  );
}

const message = (text: string, summary?: string): ExampleObject =>
  summary === undefined ? { value: { message: text } } : { summary, value: { message: text } };

/** Every refusal by the name of its component. */
export const refusals = {
  Unauthenticated: {
    status: 401,
    description: 'No key, or one that is unknown, expired or revoked.',
    headers: [],
    schema: 'Error',
    examples: { unauthenticated: message('Unauthenticated.') },
    codes: ['unauthenticated'],
  },
  Forbidden: {
    status: 403,
    description: "The caller's role, or the key's scopes, do not allow this.",
    headers: [],
    schema: 'Error',
    examples: {
      forbidden: message('This action is unauthorized.', 'Role or scope'),
      csrf: message(
        'The CSRF token is missing or does not match. Reload the page and try again.',
        'A write with a session cookie alone',
      ),
    },
    codes: ['forbidden', 'csrf'],
  },
  NotFound: {
    status: 404,
    description:
      'There is no such object. An id of another realm, or a malformed one, is answered in the same words.',
    headers: [],
    schema: 'Error',
    examples: {
      object: message('Not found', 'No such object'),
      route: message('The route api/v1/x could not be found.', 'No such route'),
    },
    codes: ['notFound', 'routeNotFound'],
  },
  MethodNotAllowed: {
    status: 405,
    description: 'The route does not take this method.',
    headers: ['Allow'],
    schema: 'Error',
    examples: {
      method: message(
        'The PATCH method is not supported for route api/v1/patients. Supported methods: GET, HEAD, POST.',
      ),
    },
    codes: ['methodNotAllowed'],
  },
  NotAcceptable: {
    status: 406,
    description: 'Nothing that the client accepts can be made.',
    headers: [],
    schema: 'Error',
    examples: { notAcceptable: message('No representation that you accept can be made.') },
    codes: ['notAcceptable'],
  },
  Conflict: {
    status: 409,
    description: 'The state of the object does not allow this.',
    headers: [],
    schema: 'Error',
    examples: { conflict: message('The transfer has ended already.') },
    codes: ['conflict'],
  },
  PayloadTooLarge: {
    status: 413,
    description: 'The body is larger than 1 MiB, or an upload larger than the server takes.',
    headers: [],
    schema: 'Error',
    examples: { tooLarge: message('The POST data is too large.') },
    codes: ['payloadTooLarge'],
  },
  UnsupportedMediaType: {
    status: 415,
    description: 'The body is of a media type that this route does not read.',
    headers: [],
    schema: 'Error',
    examples: {
      mediaType: message('The media type "text/xml" is not read here. Send application/json or a form.'),
    },
    codes: ['unsupportedMediaType'],
  },
  ValidationFailed: {
    status: 422,
    description: 'The input has not the documented form; `errors` says what is wrong with each field.',
    headers: [],
    schema: 'ValidationError',
    examples: {
      validation: {
        value: {
          message: 'The given names field is required. (and 1 more error)',
          errors: {
            given_names: ['The given names field is required.'],
            'address.country': ['The address.country field must not be greater than 2 characters.'],
          },
        },
      },
    },
    codes: ['validation'],
  },
  TooManyRequests: {
    status: 429,
    description: 'The key has used up this minute.',
    headers: ['RateLimitLimit', 'RateLimitRemaining', 'RateLimitReset', 'RetryAfter'],
    schema: 'Error',
    examples: { tooMany: message('Too Many Attempts.') },
    codes: ['tooManyRequests'],
  },
  ServerError: {
    status: 500,
    description: 'A fault of the server. Tell its operator the request id.',
    headers: [],
    schema: 'Error',
    examples: { fault: message('Server Error') },
    codes: ['internal'],
  },
  NotImplemented: {
    status: 501,
    description: 'This is announced, and not there yet.',
    headers: [],
    schema: 'Error',
    examples: { notYet: message('De-identification is not there yet.') },
    codes: ['notImplemented'],
  },
  Unavailable: {
    status: 503,
    description: 'A part that the answer needs is away for the moment.',
    headers: ['RetryAfter'],
    schema: 'Error',
    examples: { away: message('Service Unavailable') },
    codes: ['unavailable'],
  },
} as const satisfies Record<string, Refusal>;
export type RefusalName = keyof typeof refusals;

/** Refusals that the form of an operation does not tell: codes that lead nowhere, objects that go meanwhile. */
export const furtherRefusals: Partial<Record<OperationName, readonly RefusalName[]>> = {
  readInvitation: ['NotFound'],
  acceptInvitation: ['Unauthenticated', 'NotFound'],
  completeSetup: ['Unauthenticated'],
  signIn: ['Unauthenticated'],
  updateTeam: ['NotFound'],
  receiveImaging: ['NotFound'],
  createReport: ['Conflict'],
  updateReport: ['Conflict'],
  deleteReport: ['Conflict'],
  signReport: ['Conflict'],
  amendReport: ['Conflict'],
  uploadReportFile: ['Conflict'],
  saveMeasurements: ['Conflict'],
  saveKeyImages: ['Conflict'],
  assignHeldStudy: ['Conflict'],
  discardHeldStudy: ['Conflict'],
  renderReviewItem: ['Conflict'],
  downloadReviewItem: ['Conflict'],
  downloadReviewDocument: ['Conflict'],
  readReviewDocument: ['Conflict'],
  acceptReviewItem: ['Conflict'],
  rejectReviewItem: ['Conflict'],
  sendPatient: ['Conflict'],
  sendStudy: ['Conflict'],
  cancelTransfer: ['Conflict'],
  updateDeidentificationProfile: ['Conflict'],
  archiveDeidentificationProfile: ['Conflict'],
};

/** The bodies of refusals. */
export const errorSchemas: Readonly<Record<Refusal['schema'], JsonSchema>> = {
  Error: {
    type: 'object',
    properties: { message: { type: 'string', description: 'What is wrong, for people.' } },
    required: ['message'],
    additionalProperties: false,
  },
  ValidationError: {
    type: 'object',
    properties: {
      message: { type: 'string', description: 'The first fault, and how many more there are.' },
      errors: {
        type: 'object',
        description: 'Sentences by field; nested fields are dotted (`address.country`).',
        additionalProperties: { type: 'array', items: { type: 'string' } },
      },
    },
    required: ['message', 'errors'],
    additionalProperties: false,
  },
};

/** The refusals as components of the document. */
export function errorResponses(): Record<string, ResponseObject> {
  return Object.fromEntries(
    Object.entries(refusals as Record<string, Refusal>).map(([name, refusal]) => [
      name,
      {
        description: refusal.description,
        headers: headersOf(['RequestId', ...refusal.headers]),
        content: {
          'application/json': {
            schema: { $ref: `#/components/schemas/${refusal.schema}` },
            examples: refusal.examples,
          },
        },
      },
    ]),
  );
}

/** Refers to refusals by their status, in ascending order. */
export function refusalReferences(names: readonly RefusalName[]): Record<string, Reference> {
  const sorted = names.toSorted((one, other) => refusals[one].status - refusals[other].status);
  return Object.fromEntries(
    sorted.map((name) => [String(refusals[name].status), { $ref: `#/components/responses/${name}` }]),
  );
}
