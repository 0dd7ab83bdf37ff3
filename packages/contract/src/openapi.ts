// The OpenAPI 3.1 document of the API, made from the table of operations and the schemas that validate.
import { errorResponses, errorSchemas, headerObjects } from './openapi-errors.ts';
import { operationObject } from './openapi-operations.ts';
import type { SchemaComponents } from './openapi-schemas.ts';
import { apiDescription, extensionTag, tagDescriptions } from './openapi-texts.ts';
import type { HttpMethod, OpenApiDocument, PathItem, SecurityScheme } from './openapi-types.ts';
import { type Operation, tags } from './operations/define.ts';
import { apiPrefix, type OperationName, operations } from './operations/index.ts';

export { type RefusalName, refusals } from './openapi-errors.ts';
export type * from './openapi-types.ts';

/** What a document is made for. */
export interface DocumentOptions {
  /** The server's address without a slash at the end; `/` for the address that the document comes from. */
  serverUrl: string;
  version: string;
}

/** The cookie that keeps a browser's session. */
const sessionCookieName = 'lumenbox_session';

const securitySchemes: Record<string, SecurityScheme> = {
  bearerAuth: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'lbx_…',
    description:
      'An API key: `Authorization: Bearer {YOUR_AUTH_KEY}`. Made in the dashboard with "Generate API token", by `npx lumenbox token create`, or by `POST /api/v1/tokens`. It belongs to one user and one team, and needs the scope that the operation names.',
  },
  sessionCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: sessionCookieName,
    description: "The dashboard's session, made by `POST /api/v1/session`.",
  },
  csrfToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CSRF-Token',
    description: 'Goes with the session cookie on every write; `csrf_token` of `GET /api/v1/session`.',
  },
};

/** Makes the document. The same options give the same document. */
export function openApiDocument(options: DocumentOptions): OpenApiDocument {
  const schemas: SchemaComponents = { ...errorSchemas };
  const paths: Record<string, PathItem> = {};
  for (const [name, operation] of Object.entries(operations as Record<string, Operation>)) {
    const path = apiPrefix + operation.path;
    const method = operation.method.toLowerCase() as HttpMethod;
    paths[path] = { ...paths[path], [method]: operationObject(name as OperationName, operation, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lumenbox API',
      version: options.version,
      summary: 'Patients, de-identified cases and imaging studies, on a server of your own.',
      description: apiDescription,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: options.serverUrl, description: 'This server' }],
    tags: [...tags.map((name) => ({ name, description: tagDescriptions[name] })), extensionTag],
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      responses: errorResponses(),
      parameters: {
        IfNoneMatch: {
          name: 'If-None-Match',
          in: 'header',
          required: false,
          description: 'An `ETag` of an earlier answer: 304 without a body while nothing has changed.',
          schema: { type: 'string' },
        },
      },
      headers: headerObjects,
      securitySchemes,
    },
  };
}
