// The reference page's chapters before the operations: how to call, what to expect, what can go wrong.
import { type Permission, permissions, type Role, rolePermissions, roles, scopes } from '@lumenbox/contract';
import { type ExampleObject, type OpenApiDocument, refusals } from '@lumenbox/contract/openapi';
import { html, jsonMarkup, type Markup, paragraphs, prose } from './markup.ts';

/** A chapter of the guide. */
export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

/** The chapters, in their order. */
export function guideChapters(document: OpenApiDocument): Chapter[] {
  const address = document.servers[0]?.url ?? '';
  return [
    { id: 'introduction', title: 'Introduction', body: introduction(document, address) },
    { id: 'authenticating-requests', title: 'Authenticating requests', body: authenticating(address) },
    { id: 'requests-and-answers', title: 'Requests and answers', body: requestsAndAnswers() },
    { id: 'paging', title: 'Paging, search and order', body: paging(address) },
    { id: 'dates', title: 'Dates', body: dates() },
    { id: 'errors', title: 'Errors', body: errors() },
    { id: 'rate-limits', title: 'Rate limits', body: rateLimits() },
    { id: 'scopes-and-roles', title: 'Scopes and roles', body: scopesAndRoles() },
  ];
}

function introduction(document: OpenApiDocument, address: string): Markup {
  return html`${paragraphs(document.info.description)}
<p>Base address: <code>${address}/api/v1</code>. The same as a machine reads it: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<p>Programs written for the Aurabox API work here unchanged once their address and key are. What Lumenbox adds to that API is marked <span class="badge extension">extension</span>.</p>
<p>The samples run as they are printed, once you have put your key and your ids in the place of <code>{YOUR_AUTH_KEY}</code>, <code>{PATIENT_ID}</code> and their like: curl in any POSIX shell, JavaScript as a module (<code>.mjs</code>) under Node 20 or newer, PHP with its curl extension, Python 3 with nothing but its standard library.</p>`;
}

function authenticating(address: string): Markup {
  return html`<p>To authenticate requests, send the header <code>Authorization</code> with the value <code>Bearer {YOUR_AUTH_KEY}</code>. Operations that need it are marked <span class="badge auth">requires authentication</span>.</p>
<p>You make a key in the <a href="./">dashboard</a> with <strong>Generate API token</strong>, or on the server's command line:</p>
<pre><code>npx lumenbox token create --email you@example.org --team Clinic --name Integration --expires 30d</code></pre>
<p>A key begins with <code>lbx_</code>, belongs to one user and one team, and acts in that team's realm: what lies in other realms does not exist for it. It is shown once, can be limited to <a href="#scopes-and-roles">scopes</a> and to a time, and fails from the moment in which it is revoked.</p>
<pre><code>curl --header 'Authorization: Bearer <mark>{YOUR_AUTH_KEY}</mark>' '${address}/api/v1/session'</code></pre>
<p>The dashboard itself uses a session cookie. Writes with it need the header <code>X-CSRF-Token</code> as well, whose value <code>GET /api/v1/session</code> gives as <code>csrf_token</code>. Keep keys out of pages that others can open: a key is for programs.</p>`;
}

function requestsAndAnswers(): Markup {
  const rows: readonly [string, string][] = [
    [
      'Input',
      'From the query string and from the body, on every method. The body is JSON or a form, at most 1 MiB; where both name a field, the body wins. Fields that are not documented are ignored.',
    ],
    [
      'Texts',
      'Trimmed before anything else, but for passwords; an empty text counts as null. Lengths are counted in Unicode characters.',
    ],
    ['Booleans', '`true`, `false`, `1`, `0`, `yes`, `no`, `on`, `off`, in any case.'],
    ['Ids', 'UUIDs. An id that is malformed, unknown, or of another realm gives the same 404.'],
    ['One resource', '`{"data": {…}}`; 201 when it was made; 204 without a body when it was deleted.'],
    [
      'PUT',
      'Changes what is sent and leaves the rest. A field that must have a value cannot be set to null.',
    ],
    ['JSON always', 'Every answer and every error is JSON, whatever `Accept` says. Files are the exception.'],
    [
      'Unchanged?',
      'A single resource has an `ETag`. Send it back as `If-None-Match`: 304 without a body while nothing has changed.',
    ],
    [
      'Request id',
      '`X-Request-Id` is on every answer. Tell it to whoever runs the server when something is wrong.',
    ],
    [
      'HEAD, compression',
      'Every GET answers HEAD too. Answers are compressed when the client accepts br or gzip.',
    ],
  ];
  return html`<dl class="facts">
${rows.map(([term, text]) => html`<div><dt>${term}</dt><dd>${prose(text)}</dd></div>\n`)}</dl>`;
}

function paging(address: string): Markup {
  const link = `${address}/api/v1/patients?search=jones&page=`;
  const example = {
    data: ['…'],
    links: { first: `${link}1`, last: `${link}3`, prev: null, next: `${link}2` },
    meta: { current_page: 1, from: 1, last_page: 3, per_page: 25, to: 25, total: 61 },
  };
  return html`<p>Lists come in pages of <code>per_page</code> rows (1 to 100, default 25). <code>page</code> begins at 1; what is no number, or below 1, means 1. A page past the end has no rows, and <code>from</code> and <code>to</code> are null; it is no error. Follow <code>links.next</code> until it is null: links keep your other parameters.</p>
<pre><code>${jsonMarkup(example)}</code></pre>
<p><code>search</code> finds rows in which every word occurs; case and accents do not matter, and <code>%</code> and <code>_</code> are ordinary characters. <code>sort</code> and <code>direction</code> order the whole list, not the page: texts without regard to case and accents, rows without a value last in both directions. No page repeats or drops a row.</p>`;
}

function dates(): Markup {
  return html`<p>Moments in answers are UTC with six decimals: <code>2025-01-15T10:30:00.000000Z</code>. Days are <code>YYYY-MM-DD</code>.</p>
<p>Where you send a day, these are understood: <code>2025-01-10</code>, <code>2025/01/10</code>, <code>20250110</code>, <code>10-01-2025</code>, <code>10.01.2025</code>, <code>01/10/2025</code> (month first), <code>10 Jan 2025</code>, <code>January 10, 2025</code>, and any of them with a time after it, which is dropped once an offset has been applied. Days are UTC days.</p>
<p><code>study_date</code> and <code>study_time</code> are free text and come back as they were sent. A date that can be read in them serves filters and order; other studies count as undated and come last.</p>`;
}

function errors(): Markup {
  const rows = Object.values(refusals).map((refusal) => {
    const [example]: ExampleObject[] = Object.values(refusal.examples);
    return html`<tr id="error-${refusal.status}"><th scope="row"><span class="status s${String(refusal.status).charAt(0)}">${refusal.status}</span></th>
<td><p>${prose(refusal.description)}</p><p class="codes">${refusal.codes.map((code) => html`<code>${code}</code> `)}</p></td>
<td><pre><code>${jsonMarkup(example?.value)}</code></pre></td></tr>\n`;
  });
  return html`<p>An error says in <code>message</code> what is wrong. A 422 names each field in <code>errors</code>, nested fields dotted, with sentences that can be shown to people. The order in which faults are found: unknown route, wrong method, no or bad key, right, object, input.</p>
<table class="wide"><thead><tr><th scope="col">Status</th><th scope="col">When</th><th scope="col">Body</th></tr></thead>
<tbody>
${rows}</tbody></table>`;
}

function rateLimits(): Markup {
  return html`<p>Each key may make so many requests a minute: 1,200 unless the server is configured otherwise. Every answer to a key carries <code>X-RateLimit-Limit</code> and <code>X-RateLimit-Remaining</code>. Past the limit the answer is a <a href="#error-429">429</a> with <code>Retry-After</code> (seconds) and <code>X-RateLimit-Reset</code> (Unix seconds): wait that long and go on.</p>`;
}

function scopesAndRoles(): Markup {
  return html`<p>A key may do what its user's role allows <em>and</em> its scopes name. Without scopes, or with <code>*</code>, that is all that the role allows. What belongs to the running of a team needs the scope <code>admin</code>, which opens no patient's data. The scopes: ${scopes.map((scope, index) => html`${index > 0 ? ', ' : ''}<code>${scope}</code>`)}.</p>
<table class="matrix"><caption>What each role allows</caption>
<thead><tr><th scope="col">Permission</th>${roles.map((role) => html`<th scope="col">${role}</th>`)}</tr></thead>
<tbody>
${permissions.map(permissionRow)}</tbody></table>`;
}

function permissionRow(permission: Permission): Markup {
  const cell = (role: Role) =>
    rolePermissions[role].includes(permission)
      ? html`<td class="yes">yes</td>`
      : html`<td class="no">no</td>`;
  return html`<tr><th scope="row"><code>${permission}</code></th>${roles.map(cell)}</tr>\n`;
}
