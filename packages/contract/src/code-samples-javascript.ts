// A call as an ES module for Node 20 or newer: fetch, FormData and nothing to install.
import type { SampleCall } from './code-samples-call.ts';

/** Writes the module. */
export function javascriptSample(call: SampleCall): string {
  return [...imports(call), ...request(call), ...print(call)].join('\n');
}

function imports(call: SampleCall): string[] {
  if (call.upload !== undefined) return ["import { openAsBlob } from 'node:fs';", ''];
  if (call.answer === 'file') return ["import { writeFile } from 'node:fs/promises';", ''];
  return [];
}

function request(call: SampleCall): string[] {
  const hasQuery = call.query.length > 0;
  const lines: string[] = hasQuery ? [`const url = new URL(${literal(call.url)});`] : [];
  for (const [name, value] of call.query)
    lines.push(`url.searchParams.set(${literal(name)}, ${literal(value)});`);
  if (call.upload?.isInForm === true) {
    const name = call.upload.path.split('/').at(-1) ?? '';
    if (hasQuery) lines.push('');
    lines.push(
      'const form = new FormData();',
      `form.append('files', await openAsBlob(${literal(call.upload.path)}), ${literal(name)});`,
    );
  }
  if (lines.length > 0) lines.push('');
  lines.push(
    `const response = await fetch(${hasQuery ? 'url' : literal(call.url)}, {`,
    `  method: ${literal(call.method)},`,
    '  headers: {',
  );
  for (const [name, value] of call.headers) lines.push(`    ${literal(name)}: ${literal(value)},`);
  lines.push('  },');
  if (call.upload?.isInForm === true) lines.push('  body: form,');
  if (call.upload?.isInForm === false)
    lines.push(
      `  body: await openAsBlob(${literal(call.upload.path)}, { type: ${literal(call.upload.mediaType)} }),`,
    );
  if (call.body !== undefined) lines.push(`  body: JSON.stringify(${value(call.body, '  ')}),`);
  lines.push('});');
  return lines;
}

function print(call: SampleCall): string[] {
  if (call.answer === 'empty') return ['', 'console.log(response.status);'];
  if (call.answer === 'json') return ['', 'console.log(response.status, await response.json());'];
  const refusal = ['', 'if (!response.ok) throw new Error(await response.text());'];
  if (call.answer === 'events')
    return [
      ...refusal,
      'console.log(response.status);',
      'for await (const chunk of response.body) process.stdout.write(chunk);',
    ];
  return [
    ...refusal,
    `await writeFile(${literal(call.downloadName)}, response.body);`,
    'console.log(response.status);',
  ];
}

function value(data: unknown, indent: string): string {
  if (typeof data === 'string') return literal(data);
  if (typeof data !== 'object' || data === null) return String(data);
  const inner = `${indent}  `;
  if (Array.isArray(data)) return `[${data.map((item) => value(item, inner)).join(', ')}]`;
  const lines = Object.entries(data).map(([key, item]) => `${inner}${property(key)}: ${value(item, inner)},`);
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

function property(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) && key !== '__proto__' ? key : `[${literal(key)}]`;
}

function literal(text: string): string {
  const escaped = text
    .replace(/[\\']/g, '\\$&')
    .replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `'${escaped}'`;
}
