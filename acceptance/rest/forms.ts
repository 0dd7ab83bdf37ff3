// The form of JSON: which keys, which types, what looks like an id or a timestamp. Values do not matter.

/** The form of a JSON value; `any` stands where an example shows null and thereby no type. */
export type Form =
  | 'uuid'
  | 'timestamp'
  | 'string'
  | 'number'
  | 'boolean'
  | 'any'
  | readonly Form[]
  | { readonly [key: string]: Form };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const timestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;

/** The form of an example. */
export function formOf(value: unknown): Form {
  if (value === null) return 'any';
  if (typeof value === 'string')
    return uuid.test(value) ? 'uuid' : timestamp.test(value) ? 'timestamp' : 'string';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (Array.isArray(value)) return value.slice(0, 1).map(formOf);
  return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, formOf(item)]));
}

/** Where a value departs from a form; empty when it fits. Keys must be the same, and arrays hold what the example's hold. */
export function departures(value: unknown, form: Form, path = 'answer'): string[] {
  if (typeof form === 'string')
    return fits(value, form) ? [] : [`${path}: ${JSON.stringify(value)} is no ${form}`];
  if (Array.isArray(form)) {
    if (!Array.isArray(value)) return [`${path}: no array`];
    const [item] = form as readonly Form[];
    return item === undefined
      ? []
      : value.flatMap((each, index) => departures(each, item, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path}: no object`];
  const [keys, wanted] = [Object.keys(value), Object.keys(form)];
  const missing = wanted.filter((key) => !keys.includes(key)).map((key) => `${path}.${key}: missing`);
  const extra = keys
    .filter((key) => !wanted.includes(key))
    .map((key) => `${path}.${key}: not in the example`);
  const inner = Object.entries(form).flatMap(([key, each]) =>
    key in value ? departures((value as Record<string, unknown>)[key], each, `${path}.${key}`) : [],
  );
  return [...missing, ...extra, ...inner];
}

function fits(value: unknown, form: string): boolean {
  if (form === 'any') return value === null || typeof value !== 'object';
  if (form === 'uuid') return typeof value === 'string' && uuid.test(value);
  if (form === 'timestamp') return typeof value === 'string' && timestamp.test(value);
  return typeof value === form;
}
