// The editor's buttons: marks come and go around what is chosen, and nothing else of the text changes.
import { describe, expect, it } from 'vitest';
import { applyMark, type Mark } from './markdown-marks.ts';

/** A text in which `[` and `]` stand around what is chosen, before and after. */
function press(mark: Mark, text: string): string {
  const start = text.indexOf('[');
  const end = text.indexOf(']') - 1;
  const after = applyMark(mark, { text: text.replace(/[[\]]/g, ''), start, end });
  return `${after.text.slice(0, after.start)}[${after.text.slice(after.start, after.end)}]${after.text.slice(after.end)}`;
}

describe('a button of the editor', () => {
  it('marks words, and takes the marks away again', () => {
    expect(press('bold', 'No [effusion] here')).toBe('No **[effusion]** here');
    expect(press('bold', 'No **[effusion]** here')).toBe('No [effusion] here');
    expect(press('italic', '[]')).toBe('_[]_');
  });
  it('marks whole lines, also where a part of them is chosen', () => {
    expect(press('bullets', 'a\nb[c\nd]e\nf')).toBe('a\n[- bc\n- de]\nf');
    expect(press('bullets', 'a\n[- bc\n- de]\nf')).toBe('a\n[bc\nde]\nf');
    expect(press('numbers', '[a\nb]')).toBe('[1. a\n2. b]');
    expect(press('heading', 'Findings[]\nx')).toBe('[## Findings]\nx');
    expect(press('quote', '[]')).toBe('[> ]');
  });
});
