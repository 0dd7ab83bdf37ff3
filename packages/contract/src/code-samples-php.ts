// A call as a PHP script that uses the curl extension.
import type { SampleCall } from './code-samples-call.ts';

/** Writes the script. */
export function phpSample(call: SampleCall): string {
  const lines = ['<?php', '', `$curl = curl_init(${address(call)});`, 'curl_setopt_array($curl, ['];
  lines.push(`    CURLOPT_CUSTOMREQUEST => ${literal(call.method)},`);
  // What goes on for ever is printed as it comes: without the option curl_exec does so.
  if (call.answer !== 'events') lines.push('    CURLOPT_RETURNTRANSFER => true,');
  lines.push('    CURLOPT_HTTPHEADER => [');
  const type = call.upload?.isInForm === false ? [['Content-Type', call.upload.mediaType] as const] : [];
  for (const [name, value] of [...call.headers, ...type])
    lines.push(`        ${literal(`${name}: ${value}`)},`);
  lines.push('    ],');
  if (call.body !== undefined)
    lines.push(`    CURLOPT_POSTFIELDS => json_encode(${data(call.body, '    ')}),`);
  if (call.upload?.isInForm === true)
    lines.push(`    CURLOPT_POSTFIELDS => ['files' => new CURLFile(${literal(call.upload.path)})],`);
  if (call.upload?.isInForm === false)
    lines.push(`    CURLOPT_POSTFIELDS => file_get_contents(${literal(call.upload.path)}),`);
  lines.push(']);', '', '$answer = curl_exec($curl);');
  lines.push('if ($answer === false) {', '    throw new RuntimeException(curl_error($curl));', '}', '');
  lines.push(...print(call));
  return lines.join('\n');
}

function address(call: SampleCall): string {
  if (call.query.length === 0) return literal(call.url);
  const pairs = call.query.map(([name, value]) => `    ${literal(name)} => ${literal(value)},`);
  return [`${literal(`${call.url}?`)} . http_build_query([`, ...pairs, '])'].join('\n');
}

function print(call: SampleCall): string[] {
  const status = 'echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), PHP_EOL;';
  if (call.answer === 'empty' || call.answer === 'events') return [status];
  if (call.answer === 'json') return [status, 'echo $answer, PHP_EOL;'];
  return [...refusal, status, `file_put_contents(${literal(call.downloadName)}, $answer);`];
}

/** Without it an error would lie in the file. */
const refusal = [
  'if (curl_getinfo($curl, CURLINFO_RESPONSE_CODE) >= 400) {',
  '    throw new RuntimeException($answer);',
  '}',
  '',
];

function data(value: unknown, indent: string): string {
  if (typeof value === 'string') return literal(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}    `;
  if (Array.isArray(value)) return `[${value.map((item) => data(item, inner)).join(', ')}]`;
  const lines = Object.entries(value).map(
    ([key, item]) => `${inner}${literal(key)} => ${data(item, inner)},`,
  );
  // An empty array would become a list in JSON.
  return lines.length === 0 ? 'new stdClass()' : `[\n${lines.join('\n')}\n${indent}]`;
}

function literal(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
