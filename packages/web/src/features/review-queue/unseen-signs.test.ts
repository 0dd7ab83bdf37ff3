// Signs without a shape are told by their numbers; everything else stays.
import { expect, it } from 'vitest';
import { withUnseenSigns } from './unseen-signs.ts';

it('tells signs without a shape by their numbers', () => {
  expect(withUnseenSigns('a\u0000b\u202ec\u{e0041}d')).toBe('a⟨U+0000⟩b⟨U+202E⟩c⟨U+E0041⟩d');
});

it('leaves text as it is', () => {
  const text = '<a b="Jürgen 山田">\r\n\tשלום 😀\ufffd</a>';
  expect(withUnseenSigns(text)).toBe(text);
});
