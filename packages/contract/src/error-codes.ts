// The closed list of error codes that the domain may raise. What each becomes on the wire is each protocol's own table.

/** Every reason for which a request cannot go on, independent of any protocol. */
export const errorCodes = {
  unauthenticated: 'No credentials, or credentials that are unknown, expired or revoked.',
  forbidden: 'The credentials are good, but the role or the scopes do not allow this.',
  csrf: 'A write with a session cookie came without the matching CSRF token.',
  notFound: 'There is no such object in this realm.',
  routeNotFound: 'There is no such route.',
  methodNotAllowed: 'The route exists, but not for this method.',
  validation: 'The input does not have the documented form; details name each field.',
  conflict: 'The state of the object does not allow this.',
  payloadTooLarge: 'The body is larger than the limit of this route.',
  unsupportedMediaType: 'The body is of a type that this route does not read.',
  notAcceptable: 'No representation that the client accepts can be made.',
  tooManyRequests: 'The rate limit is reached; retry later.',
  unavailable: 'A part that the answer needs is away for the moment; retry later.',
  notImplemented: 'This is announced, and not there yet.',
  internal: 'A fault of the server.',
} as const;

/** One of the closed list of error codes. */
export type ErrorCode = keyof typeof errorCodes;
