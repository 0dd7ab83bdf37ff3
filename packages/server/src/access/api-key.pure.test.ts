// The form of keys, without any server.
import { describe, expect, it } from 'vitest';
import { createApiKey, hashApiKey, hasKeyForm } from './api-key.ts';

describe('an API key', () => {
  it('has the prefix, forty random characters and a checksum', () => {
    const { key, hash, hint } = createApiKey();
    expect(key).toMatch(/^lbx_[0-9A-Za-z]{46}$/);
    expect(hint).toBe(key.slice(-4));
    expect(hash).toBe(hashApiKey(key));
    expect(hash).not.toContain(key.slice(4, 12));
    expect(hasKeyForm(key)).toBe(true);
  });

  it('is told from one with any single character mistyped', () => {
    const { key } = createApiKey();
    for (let index = 0; index < key.length; index++) {
      const typed = key.charAt(index) === 'x' ? 'y' : 'x';
      const mistyped = key.slice(0, index) + typed + key.slice(index + 1);
      expect(hasKeyForm(mistyped), mistyped).toBe(false);
    }
  });

  it('is no other text', () => {
    const { key } = createApiKey();
    for (const text of [
      '',
      'lbx_',
      key.slice(4),
      `${key}0`,
      ` ${key}`,
      key.toLowerCase(),
      `lbx_${'0'.repeat(45)}`,
    ])
      expect(hasKeyForm(text), text).toBe(false);
  });

  it('never comes twice, and uses every character of its alphabet', () => {
    const keys = Array.from({ length: 300 }, () => createApiKey().key);
    expect(new Set(keys).size).toBe(300);
    expect(new Set(keys.map((key) => key.slice(4, 44)).join('')).size).toBe(62);
  });
});
