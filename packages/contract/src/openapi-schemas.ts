// Turns zod schemas into the JSON Schemas of the document: shared ones by name, nullable ones in one line.
import { z } from 'zod';
import type { JsonSchema } from './openapi-types.ts';

/** Schemas that the document names, filled while it is made. */
export type SchemaComponents = Record<string, JsonSchema>;

/** The schema of an answer. Objects in it are closed: an answer has the documented keys and no others. */
export function answerSchema(schema: z.ZodType, components: SchemaComponents): JsonSchema {
  return convert(schema, components);
}

/** The schema of an input. Fields with a default are not required, and keys that it does not name are ignored. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  return openInput(convert(schema, {}));
}

/** A field of an input as a query string carries it: there is no null, an empty text means absent. */
export function withoutNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values, anyOf, ...rest } = schema;
  const types = Array.isArray(type) ? type.filter((name) => name !== 'null') : type;
  const result: JsonSchema = {};
  if (types !== undefined)
    result.type = Array.isArray(types) && types.length === 1 ? (types[0] ?? '') : types;
  if (values !== undefined) result.enum = values.filter((value) => value !== null);
  if (anyOf !== undefined) result.anyOf = anyOf.filter((option) => option.type !== 'null');
  return { ...result, ...rest };
}

function convert(schema: z.ZodType, components: SchemaComponents): JsonSchema {
  const { $defs = {}, $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'output' });
  for (const [name, definition] of Object.entries($defs)) components[name] = tidy(definition as JsonSchema);
  return tidy(rest as JsonSchema);
}

/** Points references at the components, writes nullable types in one line, drops bounds that say nothing. */
function tidy(schema: JsonSchema): JsonSchema {
  const result: JsonSchema = { ...schema };
  if (result.$ref !== undefined) result.$ref = result.$ref.replace('#/$defs/', '#/components/schemas/');
  if (result.minimum === Number.MIN_SAFE_INTEGER) delete result.minimum;
  if (result.maximum === Number.MAX_SAFE_INTEGER) delete result.maximum;
  if (result.items !== undefined) result.items = tidy(result.items);
  if (result.properties !== undefined) result.properties = mapValues(result.properties, tidy);
  if (result.anyOf !== undefined) return nullableInOneLine({ ...result, anyOf: result.anyOf.map(tidy) });
  return result;
}

function nullableInOneLine(schema: JsonSchema): JsonSchema {
  const { anyOf = [], ...rest } = schema;
  const [option, ...others] = anyOf.filter(({ type }) => type !== 'null');
  const isNullable = others.length === 0 && anyOf.length === 2;
  if (!isNullable || option === undefined || typeof option.type !== 'string') return schema;
  const { enum: values, ...facts } = option;
  const result: JsonSchema = { ...facts, type: [option.type, 'null'], ...rest };
  if (values !== undefined) result.enum = [...values, null];
  return result;
}

function openInput(schema: JsonSchema): JsonSchema {
  const { additionalProperties: _closed, required, properties, ...rest } = schema;
  if (properties === undefined) return schema;
  const result: JsonSchema = { ...rest, properties: mapValues(properties, openInput) };
  const needed = (required ?? []).filter((name) => properties[name]?.default === undefined);
  if (needed.length > 0) result.required = needed;
  return result;
}

function mapValues<V>(record: Record<string, V>, change: (value: V) => V): Record<string, V> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
