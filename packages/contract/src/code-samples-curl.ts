// A call as a curl command for a POSIX shell.
import type { SampleCall } from './code-samples-call.ts';

/** Writes the command. Every value stands in single quotes, in which a shell reads nothing but what is there. */
export function curlSample(call: SampleCall): string {
  const hasFields = call.query.length > 0 && call.method === 'GET';
  const lines = [`curl --request ${call.method}${hasFields ? ' --get' : ''}`];
  lines.push(quote(call.method === 'GET' ? call.url : call.url + queryString(call.query)));
  for (const [name, value] of call.headers) lines.push(`--header ${quote(`${name}: ${value}`)}`);
  if (call.method === 'GET')
    for (const [name, value] of call.query) lines.push(`--data-urlencode ${quote(`${name}=${value}`)}`);
  if (call.body !== undefined)
    lines.push(`--data ${quote(JSON.stringify(call.body, null, 2).replaceAll('\n', '\n  '))}`);
  if (call.upload?.isInForm === true) lines.push(`--form ${quote(`files=@${formPath(call.upload.path)}`)}`);
  if (call.upload?.isInForm === false)
    lines.push(
      `--header ${quote(`Content-Type: ${call.upload.mediaType}`)}`,
      `--data-binary ${quote(`@${call.upload.path}`)}`,
    );
  // Without it an error would lie in the file, and the command would have succeeded.
  if (call.answer === 'file') lines.push('--fail', `--output ${quote(call.downloadName)}`);
  if (call.answer === 'events') lines.push('--no-buffer');
  return lines.join(' \\\n  ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** curl splits what follows `@` at commas and semicolons unless it stands in double quotes. */
function formPath(path: string): string {
  return /[,;"\\]/.test(path) ? `"${path.replace(/["\\]/g, '\\$&')}"` : path;
}

function queryString(query: SampleCall['query']): string {
  const text = query
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  return text === '' ? '' : `?${text}`;
}
