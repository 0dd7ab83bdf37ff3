// Windows in words: whole numbers where these tell all, and parts where a window is as narrow as they are.
import { describe, expect, it } from 'vitest';
import { windowTexts } from './window-texts.ts';

const textOf = (center: number, width: number) => {
  const said = windowTexts({ center, width });
  return `${said.width} ${said.center}`;
};

describe('a window in words', () => {
  it('has the digits that it needs', () => {
    expect(textOf(0.5, 1)).toBe('1 0.5');
    expect(textOf(0.0125, 0.025)).toBe('0.025 0.0125');
    expect(textOf(1.25, 2.5)).toBe('2.5 1.25');
  });

  it('has no more than it needs', () => {
    expect(textOf(40, 400)).toBe('400 40');
    expect(textOf(40.000_001, 80.000_02)).toBe('80 40');
    expect(textOf(-600.37, 1500.2)).toBe('1500 -600');
    expect(textOf(0.1 + 0.2, 1)).toBe('1 0.3');
  });
});
