// The text of a report as it is kept: Markdown in which no HTML is HTML. Pure.

/** What begins a tag, a comment or a declaration (CommonMark 0.31 4.6, 6.6); a link in angle brackets does not. */
const htmlStart = /(\\*)<(?=[A-Za-z/!?])(?!(?:https?|mailto):)/g;

/**
 * The text with every tag's `<` escaped as Markdown escapes it, so that it is shown and never interpreted, by whatever
 * renders it. "< 5 mm" stays as it is, and what is escaped already too.
 */
export function escapeHtml(markdown: string): string {
  return markdown.replaceAll(htmlStart, (found, backslashes: string) =>
    backslashes.length % 2 === 1 ? found : `${backslashes}\\<`,
  );
}
