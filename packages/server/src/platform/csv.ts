// Lines of comma-separated values (RFC 4180).

/** A line with its end; a field that holds a quote, a comma or a line end is quoted. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\r\n`;
}

/** A text that somebody chose, for a file that people open in a spreadsheet: what would be a formula there stands behind an apostrophe. */
export function csvText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
