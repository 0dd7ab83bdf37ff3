// Which passwords are refused for being guessed first, and that ordinary ones are not.
import { describe, expect, it } from 'vitest';
import { isGuessable } from './guessable-passwords.ts';

const about = ['ada.lovelace@radiology.example', 'Ada Lovelace'];

describe('a password that is guessed first', () => {
  it.each([
    ['common', ['password123', 'Qwertyuiop', 'PASSWORD123!!', ' 1q2w3e4r5t ', 'sonnenschein']],
    [
      'a pattern',
      ['aaaaaaaaaa', 'abababababab', '1231231231231', '34567890123', 'lkjihgfedcba', 'bcdefghijkl'],
    ],
    [
      'about the account',
      ['Lovelace1852', 'lumenbox2026', 'radiology!!!', 'AdaLovelace', 'lovelaceLumenbox'],
    ],
  ])('is one that is %s', (_kind, passwords) => {
    for (const password of passwords) expect(isGuessable(password, about), password).toBe(true);
  });

  it('is none that only holds such words, or is long and plain', () => {
    for (const password of [
      'correct horse battery',
      'a long password',
      'lovelace walks a dog',
      'Ada likes tea too',
      'zwölf Boxkämpfer',
      'kx7-Lqp-99w',
      '密码是一句很长的话吧',
    ])
      expect(isGuessable(password, about), password).toBe(false);
  });
});
