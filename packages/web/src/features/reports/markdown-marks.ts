// What the editor's buttons do to a text: marks around what is chosen, or before its lines. Pure.

/** A text with what of it is chosen. */
export interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The buttons. */
export const marks = ['bold', 'italic', 'heading', 'bullets', 'numbers', 'quote'] as const;
export type Mark = (typeof marks)[number];

const around: Partial<Record<Mark, string>> = { bold: '**', italic: '_' };

/** The text after a button was pressed, and what is chosen then. A second press takes the marks away. */
export function applyMark(mark: Mark, selected: Selected): Selected {
  const sign = around[mark];
  return sign === undefined ? markLines(mark, selected) : markWords(sign, selected);
}

function markWords(sign: string, { text, start, end }: Selected): Selected {
  const length = sign.length;
  const isMarked = text.slice(start - length, start) === sign && text.slice(end, end + length) === sign;
  if (start >= length && isMarked)
    return {
      text: text.slice(0, start - length) + text.slice(start, end) + text.slice(end + length),
      start: start - length,
      end: end - length,
    };
  return {
    text: text.slice(0, start) + sign + text.slice(start, end) + sign + text.slice(end),
    start: start + length,
    end: end + length,
  };
}

const lineMarks: Readonly<Partial<Record<Mark, { begins: RegExp; mark(index: number): string }>>> = {
  heading: { begins: /^#{1,6} /, mark: () => '## ' },
  bullets: { begins: /^[-*] /, mark: () => '- ' },
  numbers: { begins: /^\d+\. /, mark: (index) => `${index + 1}. ` },
  quote: { begins: /^> /, mark: () => '> ' },
};

function markLines(mark: Mark, { text, start, end }: Selected): Selected {
  const rule = lineMarks[mark];
  if (rule === undefined) return { text, start, end };
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next === -1 ? text.length : next;
  const lines = text.slice(from, to).split('\n');
  const isMarked = lines.every((line) => rule.begins.test(line));
  const changed = lines
    .map((line, index) => (isMarked ? line.replace(rule.begins, '') : rule.mark(index) + line))
    .join('\n');
  return { text: text.slice(0, from) + changed + text.slice(to), start: from, end: from + changed.length };
}
