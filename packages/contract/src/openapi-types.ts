// The parts of an OpenAPI 3.1 document that we write. Types only; the words are those of the specification.

/** A JSON Schema (2020-12) with the keywords that our schemas use. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  examples?: unknown[];
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  contentMediaType?: string;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  anyOf?: JsonSchema[];
}

/** A pointer to a component. */
export interface Reference {
  $ref: string;
}

/** An example with its title. */
export interface ExampleObject {
  summary?: string;
  value: unknown;
}

/** One media type of a body. */
export interface MediaType {
  schema?: JsonSchema;
  examples?: Record<string, ExampleObject>;
}

/** A header of an answer. */
export interface HeaderObject {
  description: string;
  schema: JsonSchema;
}

/** What an operation answers under one status. */
export interface ResponseObject {
  description: string;
  headers?: Record<string, Reference>;
  content?: Record<string, MediaType>;
}

/** A parameter in the path, the query string or a header. */
export interface ParameterObject {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: JsonSchema;
}

/** The body of a request. */
export interface RequestBody {
  description?: string;
  required: boolean;
  content: Record<string, MediaType>;
}

/** One operation of the document. */
export interface OperationObject {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters?: (ParameterObject | Reference)[];
  requestBody?: RequestBody;
  responses: Record<string, ResponseObject | Reference>;
  security: Record<string, string[]>[];
  /** True for what stands beside the API that existing clients know. */
  'x-extension': boolean;
  /** The permission that the caller's role, and the scope that an API key, must have; null when none is asked for. */
  'x-permission': string | null;
  'x-scope': string | null;
}

export type HttpMethod = 'get' | 'post' | 'put' | 'delete';
/** The operations of one path. */
export type PathItem = Partial<Record<HttpMethod, OperationObject>>;

/** A way to say who one is. */
export interface SecurityScheme {
  type: 'http' | 'apiKey';
  description: string;
  scheme?: string;
  bearerFormat?: string;
  in?: 'cookie' | 'header';
  name?: string;
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  openapi: string;
  info: {
    title: string;
    version: string;
    summary: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: { url: string; description: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, PathItem>;
  components: {
    schemas: Record<string, JsonSchema>;
    responses: Record<string, ResponseObject>;
    parameters: Record<string, ParameterObject>;
    headers: Record<string, HeaderObject>;
    securitySchemes: Record<string, SecurityScheme>;
  };
}
