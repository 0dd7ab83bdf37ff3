// Fields as readers see them: name, type, limits, whether required, meaning.
import type { JsonSchema, OpenApiDocument } from '@lumenbox/contract/openapi';
import { anchor, html, type Markup, prose } from './markup.ts';

/** One line of a list of fields. */
interface Field {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
  readonly description: string | undefined;
}

/** The fields of an input, nested ones dotted. Input fields say whether they are required. */
export function inputFields(document: OpenApiDocument, schema: JsonSchema): Markup {
  return fieldList(fieldsOf(resolve(document, schema), ''), true);
}

/** The fields of an object in an answer; all of them are always there. */
export function answerFields(schema: JsonSchema): Markup {
  return fieldList(fieldsOf(schema, ''), false);
}

/** Parameters of a path or a query string. */
export function parameterFields(
  parameters: readonly { name: string; required?: boolean; description?: string; schema: JsonSchema }[],
): Markup {
  return fieldList(
    parameters.map(({ name, required, description, schema }) => ({
      name,
      schema,
      isRequired: required === true,
      description,
    })),
    true,
  );
}

/** The schema that a reference points to, or the schema itself. */
export function resolve(document: OpenApiDocument, schema: JsonSchema): JsonSchema {
  const name = componentName(schema);
  return name === undefined ? schema : (document.components.schemas[name] ?? schema);
}

/** The name of the component that a schema refers to. */
export function componentName(schema: JsonSchema): string | undefined {
  return schema.$ref?.replace('#/components/schemas/', '');
}

/** A link to the description of an object. */
export function objectLink(name: string): Markup {
  return html`<a href="#object-${anchor(name)}">${name}</a>`;
}

function fieldsOf(schema: JsonSchema, prefix: string): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = prefix + key;
    const isRequired = schema.required?.includes(key) ?? false;
    const inner = property.properties ?? property.anyOf?.find(({ properties }) => properties)?.properties;
    const item = property.items;
    const nested =
      inner !== undefined
        ? fieldsOf(nestedSchema(property), `${name}.`)
        : item?.properties === undefined
          ? []
          : fieldsOf(item, `${name}[].`);
    return [{ name, schema: property, isRequired, description: property.description }, ...nested];
  });
}

function nestedSchema(property: JsonSchema): JsonSchema {
  return property.anyOf?.find(({ properties }) => properties) ?? property;
}

function fieldList(fields: readonly Field[], tellsRequired: boolean): Markup {
  return html`<dl class="fields">
${fields.map(
  (field) => html`<div><dt><code>${field.name}</code> <span class="type">${typeMarkup(field.schema)}</span>${
    tellsRequired
      ? html` <span class="${field.isRequired ? 'required' : 'optional'}">${field.isRequired ? 'required' : 'optional'}</span>`
      : undefined
  }</dt>
<dd>${field.description === undefined ? undefined : html`<p>${prose(field.description)}</p>`}${limitsMarkup(field.schema)}</dd></div>
`,
)}</dl>`;
}

const formats: Readonly<Record<string, string>> = {
  uuid: 'UUID',
  date: 'date',
  'date-time': 'timestamp',
};

function typeMarkup(schema: JsonSchema): Markup {
  const reference = componentName(schema);
  if (reference !== undefined) return objectLink(reference);
  if (schema.anyOf !== undefined)
    return html`${schema.anyOf.map((option, index) => html`${index > 0 ? ' or ' : ''}${typeMarkup(option)}`)}`;
  const types = [schema.type ?? 'any'].flat();
  const names = types.map((type) =>
    type === 'string' && schema.format ? (formats[schema.format] ?? type) : type,
  );
  if (!types.includes('array') || schema.items === undefined) return html`${names.join(' or ')}`;
  return html`array of ${typeMarkup(schema.items)}${types.includes('null') ? ' or null' : ''}`;
}

function limitsMarkup(schema: JsonSchema): Markup | undefined {
  const limits: Markup[] = [];
  const values = schema.enum ?? schema.items?.enum;
  if (schema.const !== undefined) limits.push(html`Always ${valueMarkup(schema.const)}.`);
  if (values !== undefined) limits.push(valuesMarkup(values.filter((value) => value !== null)));
  if (schema.minLength !== undefined) limits.push(html`At least ${schema.minLength} characters.`);
  if (schema.maxLength !== undefined) limits.push(html`At most ${grouped(schema.maxLength)} characters.`);
  if (schema.minimum !== undefined && schema.maximum !== undefined)
    limits.push(html`${schema.minimum} to ${schema.maximum}.`);
  else if (schema.minimum !== undefined) limits.push(html`At least ${schema.minimum}.`);
  if (schema.default !== undefined) limits.push(html`Default ${valueMarkup(schema.default)}.`);
  const example = schema.examples?.[0];
  if (example !== undefined) limits.push(html`Example: ${valueMarkup(example)}`);
  if (limits.length === 0) return undefined;
  return html`<p class="limits">${limits.map((limit) => html`<span>${limit}</span> `)}</p>`;
}

/** A long list would bury the field: it opens on demand. */
const valuesShownMax = 16;

function valuesMarkup(values: readonly unknown[]): Markup {
  const list = html`${values.map((value, index) => html`${index > 0 ? ', ' : ''}${valueMarkup(value)}`)}`;
  if (values.length <= valuesShownMax) return html`One of ${list}.`;
  return html`<details><summary>One of ${values.length} values</summary>${list}</details>`;
}

function valueMarkup(value: unknown): Markup {
  return html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`;
}

function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
