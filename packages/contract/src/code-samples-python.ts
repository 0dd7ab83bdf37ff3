// A call as a Python 3 script that needs nothing but the standard library.
import type { SampleCall } from './code-samples-call.ts';

/** Writes the script. A form with a file is more than the standard library makes: the file itself is the body. */
export function pythonSample(call: SampleCall): string {
  return [...imports(call), '', ...request(call), '', ...print(call)].join('\n');
}

function imports(call: SampleCall): string[] {
  const names = call.answer === 'json' || call.body !== undefined ? ['import json'] : [];
  if (call.answer === 'file') names.push('import shutil');
  if (call.query.length > 0) names.push('import urllib.parse');
  return [...names, 'import urllib.request'];
}

function request(call: SampleCall): string[] {
  const lines: string[] = [];
  if (call.query.length > 0) {
    lines.push('query = urllib.parse.urlencode({');
    for (const [name, value] of call.query) lines.push(`    ${literal(name)}: ${literal(value)},`);
    lines.push('})');
  }
  lines.push(
    'request = urllib.request.Request(',
    `    ${literal(call.query.length > 0 ? `${call.url}?` : call.url)}${call.query.length > 0 ? ' + query' : ''},`,
  );
  lines.push(`    method=${literal(call.method)},`, '    headers={');
  const headers = call.upload === undefined ? [] : [['Content-Type', call.upload.mediaType] as const];
  for (const [name, value] of [...call.headers, ...headers])
    lines.push(`        ${literal(name)}: ${literal(value)},`);
  lines.push('    },');
  if (call.body !== undefined) lines.push(`    data=json.dumps(${data(call.body, '    ')}).encode(),`);
  if (call.upload !== undefined) lines.push(`    data=open(${literal(call.upload.path)}, "rb"),`);
  lines.push(')');
  return lines;
}

function print(call: SampleCall): string[] {
  const lines = ['with urllib.request.urlopen(request) as response:', '    print(response.status)'];
  if (call.answer === 'json') lines.push('    print(json.dumps(json.load(response), indent=2))');
  if (call.answer === 'events')
    lines.push('    for line in response:', '        print(line.decode(), end="", flush=True)');
  if (call.answer === 'file')
    lines.push(
      `    with open(${literal(call.downloadName)}, "wb") as file:`,
      '        shutil.copyfileobj(response, file)',
    );
  return lines;
}

function data(value: unknown, indent: string): string {
  if (typeof value === 'string') return literal(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null || value === undefined) return 'None';
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}    `;
  if (Array.isArray(value)) return `[${value.map((item) => data(item, inner)).join(', ')}]`;
  const lines = Object.entries(value).map(([key, item]) => `${inner}${literal(key)}: ${data(item, inner)},`);
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

/** A JSON text is a Python literal too: every escape of JSON means the same there. */
function literal(text: string): string {
  return JSON.stringify(text);
}
