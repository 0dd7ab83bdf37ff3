// HTML that cannot be broken by what is put into it: texts are escaped, markup is only what `html` made.

/** A piece of HTML. */
export interface Markup {
  readonly markup: string;
}
type Piece = Markup | string | number | undefined | readonly Piece[];

/** Makes HTML from a template; what is no markup already is escaped. `undefined` leaves nothing. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  let markup = strings[0] ?? '';
  for (const [index, piece] of pieces.entries()) markup += render(piece) + (strings[index + 1] ?? '');
  return { markup };
}

function render(piece: Piece): string {
  if (piece === undefined) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return escapeHtml(String(piece));
  return 'markup' in piece ? piece.markup : piece.map(render).join('');
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A line of prose with `code` in backticks. */
export function prose(text: string): Markup {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** Prose in paragraphs, parted by empty lines. */
export function paragraphs(text: string): Markup {
  return html`${text.split(/\n{2,}/).map((paragraph) => html`<p>${prose(paragraph)}</p>\n`)}`;
}

const jsonToken = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

/** JSON with its keys, texts and other values marked for the eye. */
export function jsonMarkup(value: unknown): Markup {
  const text = JSON.stringify(value, null, 2);
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(jsonToken)) {
    const [token, quoted, colon] = match;
    pieces.push(text.slice(end, match.index));
    if (quoted !== undefined && colon !== undefined)
      pieces.push(html`<span class="k">${quoted}</span>${colon}`);
    else pieces.push(html`<span class="${quoted === undefined ? 'v' : 's'}">${token}</span>`);
    end = match.index + token.length;
  }
  return html`${pieces}${text.slice(end)}`;
}

/** A program whose placeholders (`{YOUR_AUTH_KEY}`) stand out. */
export function sampleMarkup(code: string): Markup {
  const parts = code.split(/(\{[A-Z][A-Z_]+\})/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<mark>${part}</mark>` : part))}`;
}

/** An anchor's name: `listCases` and `API tokens` become `list-cases` and `api-tokens`. */
export function anchor(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();
}
